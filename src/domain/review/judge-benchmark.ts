import type {ActiveRule, BenchmarkRule} from '../rules/rule.js'
import {pass, skip} from '../rules/rule.js'
import {benchmarkOf} from './benchmark.js'
import type {Judge, Skipped} from './judge.js'
import type {Gathered} from './pipeline-review.js'

/** The rows of the open deals; an amount, by row, for each. */
export type OpenAmounts = {rows: Uint32Array; amounts: Float64Array}

/** Judges the open deals against won ones, which had to wait until all were read; says why the rule is skipped after all. */
export function judgeBenchmark(judge: Judge, gathered: Gathered, open: OpenAmounts): Skipped | null {
  const {active} = judge
  const {rule} = active
  if (!('benchmark' in rule)) return null
  const {deals, findings, skipped, overrideSets, today} = gathered
  const {sizes, medians, groupOf, largestText} = benchmarkOf(rule.benchmark, gathered)
  const wanted = fewestWanted(rule, active)
  if (!rule.hasFallback && !sizes.some(size => size >= wanted))
    return {reason: 'no-benchmark', detail: `${largestText()}, ${wanted} are needed`}
  const days = judge.takeNumbers()
  for (const row of open.rows) {
    const settings = judge.settingsFor(overrideSets.of(row))
    const group = groupOf(row)
    const isKnown = settings !== null && group >= 0 && sizes[group]! >= rule.minSample(settings.options)
    const median = isKnown ? medians[group]! : null
    const verdict =
      settings === null || (median === null && !rule.hasFallback)
        ? skip
        : rule.judge(
            {
              pipeline: deals.pipelines.texts[deals.pipelineCodes[row]!] ?? null,
              stage: deals.stageOf(row),
              amount: orNull(open.amounts[row]!),
              probability: deals.probabilityOf(row),
              closeDate: deals.closeDateOf(row),
              days: orNull(days.of(row)),
            },
            {options: settings.options, median, today},
          )
    if (verdict === skip) skipped.set(row, judge.index)
    else if (verdict !== pass) judge.report({row, settings: settings!}, verdict, findings)
  }
  return null
}

/** Overrides may be content with fewer. */
function fewestWanted(rule: BenchmarkRule<unknown>, {options, overridden}: ActiveRule): number {
  const given = [...(overridden?.values() ?? [])].flatMap(settings => settings ?? [])
  return Math.min(...[{options}, ...given].map(settings => rule.minSample(settings.options)))
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
