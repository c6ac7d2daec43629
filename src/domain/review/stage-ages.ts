import {optionsIn} from '../rules/rule.js'
import {benchmarkOf} from './benchmark.js'
import {groupMedians} from './group-medians.js'
import type {NumberColumn} from './number-column.js'
import type {Gathered} from './pipeline-review.js'

/** For how long the open deals of a stage have been in it. */
export type StageAge = {
  pipeline: string | null
  stage: string
  /** Those whose days are known. */
  deals: number
  medianDays: number
  longestDays: number
  /** What won deals of the pipeline spent in the stage, their median; null where too few of them went through it. */
  wonMedianDays: number | null
}

/** Fewer won deals make no median, unless the rule about stalled deals is content with fewer. */
const leastWins = 10

/** From first to last stage where there is one order, else the slowest first; none where the source does not tell days. */
export function stageAges(gathered: Gathered, openRows: Uint32Array): StageAge[] {
  const days = daysOf(gathered)
  if (days === null) return []
  const {deals, stageOrders} = gathered
  const groups = groupsOf(gathered, openRows, days)
  const longest = new Float64Array(groups.firstRows.length)
  const {sizes, medians} = groupMedians(groups.firstRows.length, visit => {
    for (let place = 0; place < openRows.length; place++) {
      const group = groups.byPlace[place]!
      if (group < 0) continue
      // A change of tomorrow is one of today: clocks differ.
      const value = Math.max(0, days.of(openRows[place]!))
      longest[group] = Math.max(longest[group]!, value)
      visit(group, value)
    }
  })
  const wonMedian = wonMedianOf(gathered)
  const ages = groups.firstRows.map((row, group) => ({
    pipeline: deals.pipelines.texts[deals.pipelineCodes[row]!] ?? null,
    stage: deals.stageOf(row)!,
    deals: sizes[group]!,
    medianDays: medians[group]!,
    longestDays: longest[group]!,
    wonMedianDays: wonMedian(row),
  }))
  const order = stageOrders.length === 1 ? stageOrders[0]! : []
  const placeOf = ({stage}: StageAge) => (order.includes(stage) ? order.indexOf(stage) : order.length)
  return ages.sort(
    (a, b) => placeOf(a) - placeOf(b) || b.medianDays - a.medianDays || (a.stage < b.stage ? -1 : 1),
  )
}

/** Those that a rule keeps, else the review's own. */
function daysOf({judges, stageDays}: Gathered): NumberColumn | null {
  return judges.find(({benchmark}) => benchmark === 'days-in-stage')?.numbers ?? stageDays
}

type Groups = {
  /** By place among the open deals; -1 for one without a stage or days. */
  byPlace: Int32Array
  /** By group, one of its deals. */
  firstRows: number[]
}

/** A stage of a pipeline in one number, as in won-stages.ts. */
const stagesPerPipeline = 2 ** 32

function groupsOf({deals}: Gathered, openRows: Uint32Array, days: NumberColumn): Groups {
  const known = new Map<number, number>()
  const firstRows: number[] = []
  const byPlace = new Int32Array(openRows.length).fill(-1)
  for (let place = 0; place < openRows.length; place++) {
    const row = openRows[place]!
    const stage = deals.stageCodes[row]!
    if (stage === 0 || Number.isNaN(days.of(row))) continue
    const key = deals.pipelineCodes[row]! * stagesPerPipeline + stage
    const group = known.get(key) ?? firstRows.push(row) - 1
    known.set(key, group)
    byPlace[place] = group
  }
  return {byPlace, firstRows}
}

function wonMedianOf(gathered: Gathered): (row: number) => number | null {
  const {groupOf, sizes, medians} = benchmarkOf('days-in-stage', gathered)
  const least = leastWinsOf(gathered)
  return row => {
    const group = groupOf(row)
    return group >= 0 && sizes[group]! >= least ? medians[group]! : null
  }
}

function leastWinsOf({judges}: Gathered): number {
  for (const {active} of judges) {
    const {rule} = active
    if (!('benchmark' in rule) || rule.benchmark !== 'days-in-stage') continue
    return Math.min(...optionsIn(active).map(options => rule.minSample(options)))
  }
  return leastWins
}
