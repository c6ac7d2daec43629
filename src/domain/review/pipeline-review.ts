import type {DealSink, SourceReport} from '../ports/deal-source.js'
import type {AskedFields, JudgeContext, Ruleset} from '../rules/rule.js'
import {zoneCalendar} from '../schedule/zone-calendar.js'
import type {Analysis} from './analysis.js'
import {BitTable} from './bit-table.js'
import type {CalendarDate} from './calendar-date.js'
import {daysInStage} from './days-in-stage.js'
import type {Deal, DealField} from './deal.js'
import {DealTable, rowsExpected} from './deal-table.js'
import {FilledFields} from './filled-fields.js'
import {FindingsTable} from './findings-table.js'
import {finishReview} from './finish-review.js'
import {Judge, type Skipped} from './judge.js'
import {MissingSignals} from './missing-signals.js'
import {needsWonStages} from './needed-fields.js'
import {NumberColumn} from './number-column.js'
import {OverrideSets} from './override-sets.js'
import {plannedAt} from './planned-activity.js'
import {stepsBetween} from './stage-order.js'
import {WonStages} from './won-stages.js'

export type ReviewOptions = {
  ruleset: Ruleset
  /** Every date is judged at this instant, in this canonical zone. */
  asOf: Date
  timeZone: string
  /** Open stages from first to last, where the connection says so. */
  stageOrder: readonly string[] | null
  /** Which of the source's deals these are, in words; left out for all. */
  filterText?: string
  /** What the source was asked for, where the rules may look at more. */
  asked?: AskedFields
}

/** What a review has gathered when its source is read to the end. */
export type Gathered = {
  options: ReviewOptions
  /** The date of `asOf` in the schedule's zone. */
  today: CalendarDate
  deals: DealTable
  findings: FindingsTable
  /** Deals that lacked the values a rule compares. */
  skipped: BitTable
  missingSignals: MissingSignals
  /** What people fill in. */
  filled: FilledFields
  judges: readonly Judge[]
  unavailable: ReadonlyMap<number, Skipped>
  /** Days from creation to close of the won deals that have both dates. */
  wonDays: NumberColumn
  /** Days that open deals have been in their stages; null where a rule keeps them, and where the source does not tell. */
  stageDays: NumberColumn | null
  /** Empty where no rule looks at it. */
  wonStages: WonStages
  /** Of the connection's settings, else of the source. */
  stageOrders: readonly (readonly string[])[]
  overrideSets: OverrideSets
}

export type PreviousReview = {runId: string; analysis: Analysis}

type Source = {
  fields: ReadonlySet<DealField>
  customFields?: ReadonlySet<string> | null
  dealsExpected?: number
  stageOrders?: readonly (readonly string[])[]
  fiscalYearStartMonth?: number
}

/** Judges deals as they arrive and keeps only columns of numbers, so that a million of them fit into memory. */
export class PipelineReview implements DealSink {
  readonly #options: ReviewOptions
  readonly #daysSince: (instant: Date) => number
  readonly #isPlanned: (activity: Date) => boolean
  readonly #today: CalendarDate
  readonly #needsWonStages: boolean
  #gathered: Gathered

  constructor(options: ReviewOptions) {
    this.#options = options
    const {dateOf} = zoneCalendar(options.timeZone)
    const today = dateOf(options.asOf.getTime())
    this.#today = today
    this.#needsWonStages = needsWonStages(options.ruleset)
    this.#daysSince = instant => today - dateOf(instant.getTime())
    this.#isPlanned = plannedAt(options.asOf, options.timeZone)
    this.#gathered = this.#empty({fields: new Set()})
  }

  begin(source: Parameters<DealSink['begin']>[0]): void {
    this.#gathered = this.#empty(source)
  }

  #empty({
    fields,
    customFields = null,
    dealsExpected = 0,
    stageOrders = [],
    fiscalYearStartMonth = 1,
  }: Source): Gathered {
    const {rules} = this.#options.ruleset
    const {stageOrder, asked} = this.#options
    const expected = rowsExpected(dealsExpected)
    const orders = stageOrder ? [stageOrder] : stageOrders
    const context: JudgeContext = {
      asOf: this.#options.asOf,
      today: this.#today,
      daysSince: this.#daysSince,
      isPlanned: this.#isPlanned,
      stepsBetween: stepsBetween(orders),
      fiscalYearStartMonth,
      fields,
      customFields,
      ...(asked && {asked}),
    }
    const all = rules.map((active, index) => new Judge(active, {index, rows: expected}, context))
    const unavailable = new Map(
      all.flatMap(judge => {
        const skipped = judge.unavailable()
        return skipped ? [[judge.index, skipped] as const] : []
      }),
    )
    const isKept = all.some(({benchmark}) => benchmark === 'days-in-stage')
    return {
      options: this.#options,
      today: this.#today,
      deals: new DealTable(dealsExpected),
      findings: new FindingsTable(),
      skipped: new BitTable(Math.max(1, rules.length), expected),
      missingSignals: new MissingSignals(expected),
      filled: new FilledFields({fields, customFields}, this.#options.ruleset.customFields, {
        isPlanned: this.#isPlanned,
        rows: expected,
      }),
      judges: all.filter(judge => !unavailable.has(judge.index)),
      unavailable,
      wonDays: new NumberColumn(),
      stageDays: isKept || !fields.has('lastStageChangeAt') ? null : new NumberColumn(expected),
      wonStages: new WonStages(zoneCalendar(this.#options.timeZone).dateOf),
      stageOrders: orders,
      overrideSets: new OverrideSets(this.#options.ruleset.overrides),
    }
  }

  add(deals: readonly Deal[]): void {
    const gathered = this.#gathered
    const open: Deal[] = []
    const rows: number[] = []
    for (const deal of deals) {
      const row = gathered.deals.add(deal)
      if (deal.outcome === 'open') {
        open.push(deal)
        rows.push(row)
      } else if (deal.outcome === 'won') {
        this.#addWon(deal, row)
      }
    }
    const overrides = gathered.overrideSets.put(open, rows)
    gathered.filled.add(open, rows)
    gathered.missingSignals.add(open, rows)
    if (gathered.stageDays) this.#keepStageDays(gathered.stageDays, {deals: open, rows})
    const judged = {deals: open, rows, ...(overrides && {overrides})}
    for (const judge of gathered.judges) judge.judge(judged, gathered)
  }

  #keepStageDays(days: NumberColumn, {deals, rows}: {deals: readonly Deal[]; rows: readonly number[]}): void {
    for (let index = 0; index < deals.length; index++) {
      const number = daysInStage(deals[index]!, {daysSince: this.#daysSince})
      if (number !== null) days.set(rows[index]!, number)
    }
  }

  #addWon(deal: Deal, row: number): void {
    const {deals, wonDays, wonStages} = this.#gathered
    const {createdAt, closeDate} = deal
    if (createdAt !== null && closeDate !== null)
      wonDays.set(row, this.#daysSince(createdAt) - (this.#today - closeDate))
    if (this.#needsWonStages) wonStages.add(deal, {row, pipeline: deals.pipelineCodes[row]!})
  }

  /** Once: what was gathered goes into the analysis. */
  finish(source: {label: string; report: SourceReport}, previous: PreviousReview | null): Analysis {
    const gathered = this.#gathered
    this.#gathered = this.#empty({fields: new Set()})
    return finishReview(gathered, source, previous)
  }
}
