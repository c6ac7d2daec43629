import type {BenchmarkKind} from '../rules/rule.js'
import {isKnownAmount} from '../score/health-score.js'
import {type GroupMedians, groupMedians} from './group-medians.js'
import type {Gathered} from './pipeline-review.js'

/** What won deals took or were worth: a median for each pipeline, or each stage of it. */
type Benchmark = GroupMedians & {
  /** Of an open deal at a row; -1 where no won deal is of its kind. */
  groupOf(row: number): number
  /** Null where groups are not pipelines alone; the empty text for the deals without a pipeline. */
  pipelineOf: ((group: number) => string) | null
  /** The most won deals that a pipeline has, in words. */
  largestText(): string
}

type Source = Pick<Gathered, 'deals' | 'wonDays' | 'wonStages'>

/** Of the rows that count in the end: a deal that came twice, or is open again, would weigh in twice or wrongly. */
export function benchmarkOf(kind: BenchmarkKind, source: Source): Benchmark {
  if (kind === 'won-cycle-days') return wonCycle(source)
  if (kind === 'won-amount') return wonAmount(source)
  const {daysIn, daysToWon} = source.wonStages
  return wonStages(source, kind === 'days-in-stage' ? daysIn : daysToWon)
}

/** A pipeline without a name is one, too. */
function ofPipelines(
  {deals}: Source,
  numberOf: (row: number) => number,
  inWords: (size: number, of: string) => string,
): Benchmark {
  const grouped = groupMedians(deals.pipelines.texts.length, visit => {
    for (let row = 0; row < deals.size; row++) {
      if (deals.outcomeOf(row) !== 'won') continue
      const value = numberOf(row)
      if (!Number.isNaN(value)) visit(deals.pipelineCodes[row]!, value)
    }
  })
  return {
    ...grouped,
    groupOf: row => deals.pipelineCodes[row]!,
    pipelineOf: group => deals.pipelines.texts[group] ?? '',
    largestText() {
      const size = largestOf(grouped)
      return inWords(size, ofName(size === 0 ? null : deals.pipelines.texts[grouped.sizes.indexOf(size)]!))
    },
  }
}

/** Days from creation to close. */
function wonCycle(source: Source): Benchmark {
  const {deals, wonDays} = source
  let negative = 0
  for (let row = 0; row < deals.size; row++)
    if (wonDays.of(row) < 0 && deals.outcomeOf(row) === 'won') negative++
  const daysOf = (row: number) => (wonDays.of(row) < 0 ? Number.NaN : wonDays.of(row))
  const inOrder = negative === 0 ? '' : ` in order (closed before they were created: ${negative} more)`
  return ofPipelines(source, daysOf, (size, of) => `${wonText(size)}${of} with both dates${inOrder}`)
}

function wonAmount(source: Source): Benchmark {
  const {amounts} = source.deals
  const amountOf = (row: number) => (isKnownAmount(amounts[row]!) ? amounts[row]! : Number.NaN)
  return ofPipelines(source, amountOf, (size, of) => `${wonText(size)}${of} with an amount`)
}

function wonStages({deals, wonStages}: Source, days: Uint16Array): Benchmark {
  const grouped = groupMedians(wonStages.groupCount, visit => {
    for (let entry = 0; entry < wonStages.size; entry++)
      if (deals.outcomeOf(wonStages.rows[entry]!) === 'won') visit(wonStages.groups[entry]!, days[entry]!)
  })
  return {
    ...grouped,
    pipelineOf: null,
    groupOf(row) {
      const stage = deals.stageOf(row)
      return stage === null ? -1 : wonStages.groupOf(deals.pipelineCodes[row]!, stage)
    },
    largestText: () => `${wonText(largestOf(grouped))} that went through the same stage`,
  }
}

function wonText(size: number): string {
  return `${size} won deal${size === 1 ? '' : 's'}`
}

/** Of how many won deals the largest group is. */
function largestOf({sizes}: GroupMedians): number {
  return sizes.reduce((most, size) => Math.max(most, size), 0)
}

function ofName(pipeline: string | null): string {
  return pipeline === null ? '' : ` of ${pipeline}`
}
