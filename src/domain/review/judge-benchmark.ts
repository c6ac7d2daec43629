import type {ActiveRule, BenchmarkRule} from '../rules/rule.js'
import {optionsIn, pass, skip} from '../rules/rule.js'
import {benchmarkOf} from './benchmark.js'
import type {CalendarDate} from './calendar-date.js'
import type {DealTable} from './deal-table.js'
import type {Judge, Skipped} from './judge.js'
import type {NumberColumn} from './number-column.js'
import type {Gathered} from './pipeline-review.js'

/** The rows of the open deals; an amount, by row, for each. */
export type OpenAmounts = {rows: Uint32Array; amounts: Float64Array}

/** Judges the open deals against won ones, which had to wait until all were read; says why the rule is skipped after all. */
export function judgeBenchmark(judge: Judge, gathered: Gathered, open: OpenAmounts): Skipped | null {
  const {active} = judge
  const {rule} = active
  if (!('benchmark' in rule)) return null
  const {deals, findings, skipped, overrideSets, today} = gathered
  const {sizes, medians, groupOf, pipelineOf, largestText} = benchmarkOf(rule.benchmark, gathered)
  const wanted = fewestWanted(rule, active)
  if (!rule.hasFallback && !sizes.some(size => size >= wanted))
    return {reason: 'no-benchmark', detail: `${largestText()}, ${wanted} are needed`}
  const deal = new OpenDeal(deals, open.amounts, judge.takeNumbers())
  const contextOf = contexts(today)
  const withoutMedian = new Set<number>()
  for (let place = 0; place < open.rows.length; place++) {
    const row = open.rows[place]!
    const settings = judge.settingsFor(overrideSets.of(row))
    const group = groupOf(row)
    const isKnown = settings !== null && group >= 0 && sizes[group]! >= rule.minSample(settings.options)
    const median = isKnown ? medians[group]! : null
    deal.row = row
    if (median === null && settings !== null && !rule.hasFallback) withoutMedian.add(group)
    const verdict =
      settings === null || (median === null && !rule.hasFallback)
        ? skip
        : rule.judge(deal, contextOf(settings.options, median))
    if (verdict === skip) skipped.set(row, judge.index)
    else if (verdict !== pass) judge.report({row, settings: settings!}, verdict, findings)
  }
  if (pipelineOf && withoutMedian.size > 0) {
    const gaps = [...withoutMedian].map(group => ({pipeline: pipelineOf(group), wins: sizes[group]!}))
    judge.notes.push(gapsText(rule.id, wanted, gaps))
  }
  return null
}

const gapsShown = 3

/** `deal-too-old checks no deals of Renewals (9 wins) and Partner (0 wins): 10 wins are needed`: pipelines with open deals, by name. */
function gapsText(id: string, wanted: number, gaps: readonly {pipeline: string; wins: number}[]): string {
  const texts = [...gaps]
    .sort((a, b) => (a.pipeline < b.pipeline ? -1 : 1))
    .map(({pipeline, wins}) => `${pipeline || 'no pipeline'} (${wins === 1 ? '1 win' : `${wins} wins`})`)
  const more = texts.length - gapsShown
  const shown = more > 0 ? [...texts.slice(0, gapsShown), `${more} more`] : texts
  const listed = shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
  return `${id} checks no deals of ${listed}: ${wanted} wins are needed`
}

/** One deal after the other, each read only where a rule looks: an object for each would take longer than judging it. */
class OpenDeal {
  row = 0
  readonly #deals: DealTable
  readonly #amounts: Float64Array
  readonly #days: NumberColumn

  constructor(deals: DealTable, amounts: Float64Array, days: NumberColumn) {
    this.#deals = deals
    this.#amounts = amounts
    this.#days = days
  }

  get pipeline(): string | null {
    return this.#deals.pipelines.texts[this.#deals.pipelineCodes[this.row]!] ?? null
  }

  get stage(): string | null {
    return this.#deals.stageOf(this.row)
  }

  get amount(): number | null {
    return orNull(this.#amounts[this.row]!)
  }

  get probability(): number | null {
    return this.#deals.probabilityOf(this.row)
  }

  get closeDate(): CalendarDate | null {
    return this.#deals.closeDateOf(this.row)
  }

  get days(): number | null {
    return orNull(this.#days.of(this.row))
  }
}

/** One context, whose fields change from deal to deal. */
function contexts(today: CalendarDate) {
  const context: {options: unknown; median: number | null; today: CalendarDate} = {
    options: null,
    median: null,
    today,
  }
  return (options: unknown, median: number | null) => {
    context.options = options
    context.median = median
    return context
  }
}

/** Overrides may be content with fewer. */
function fewestWanted(rule: BenchmarkRule<unknown>, active: ActiveRule): number {
  return Math.min(...optionsIn(active).map(options => rule.minSample(options)))
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
