import type {DealState, PipelineContext} from '../rules/rule.js'
import {isKnownAmount} from '../score/health-score.js'
import type {Analysis, Changes, ReviewedDeal} from './analysis.js'
import {type CalendarDate, formatCalendarDate, parseCalendarDate} from './calendar-date.js'
import {ChangeCollector, notComparable, scoreDelta} from './changes.js'
import {comparableScore} from './comparable-score.js'
import type {ForecastCategory} from './deal.js'
import {EarlierFindings} from './earlier-findings.js'
import type {Judge} from './judge.js'
import type {Gathered, PreviousReview} from './pipeline-review.js'
import {UnchangedDeals} from './unchanged-deals.js'

type Comparing = {
  gathered: Gathered
  openRows: Uint32Array
  /** Of rules about changes that this source can be judged by. */
  judges: readonly Judge[]
  context: PipelineContext
}

/** What the last review says of the deals of this one. */
export type SincePrevious = {
  earlier: EarlierFindings
  unchanged: UnchangedDeals
  /** By row: the deal's own amount, else the last known one. */
  lastKnown: Float64Array
  disappeared: {deals: number; names: readonly string[]}
  /** Once the findings of this review are settled. `kept` is how many of them the last review had as well, `all` how
   * many there are, `waived` how many more are not counted that the last review had. */
  changes(
    now: Analysis,
    findings: {kept: number; all: number; waived: number; ran(rule: number): boolean},
  ): Changes
}

const namesKept = 10

/**
 * Walks once through the previous review, which is never held as a whole: notes last known amounts and what had been found, collects
 * what changed, and has the rules about changes judge it.
 */
export function sincePrevious(comparing: Comparing, previous: PreviousReview): SincePrevious {
  const {gathered, openRows} = comparing
  const walk = new Walk(comparing)
  for (const before of previous.analysis.deals()) walk.compare(before)
  for (const row of openRows) walk.arrive(row)
  const {collector, earlier, unchanged, lastKnown} = walk
  const gone = collector.items().filter(({kind}) => kind === 'gone')
  return {
    earlier,
    unchanged,
    lastKnown: lastKnown ?? gathered.deals.amounts,
    disappeared: {
      deals: collector.counts().gone.deals,
      names: gone.slice(0, namesKept).map(({name, dealId}) => name ?? dealId),
    },
    changes(now, {kept, all, waived, ran}) {
      const {summary} = previous.analysis
      const problem = notComparable(summary, now.summary)
      return {
        since: {
          runId: previous.runId,
          asOf: summary.asOf,
          score: summary.score,
          dealsAnalyzed: summary.dealsAnalyzed,
        },
        scoreDelta: scoreDelta(
          summary.score,
          problem === null ? comparableScore(now, summary) : null,
          problem,
        ),
        notComparable: problem,
        counts: collector.counts(),
        items: collector.items(),
        findingsNew: all - kept,
        findingsResolved: earlier.countOf(ran) - kept - waived,
      }
    },
  }
}

class Walk {
  readonly collector = new ChangeCollector()
  readonly earlier: EarlierFindings
  readonly unchanged: UnchangedDeals
  /** A column of its own only where a deal has lost its amount. */
  lastKnown: Float64Array | null = null
  readonly #comparing: Comparing
  readonly #wasOpen: Uint8Array
  readonly #standing: {ruleOf(id: string): number; daysSince(day: string): number}

  constructor(comparing: Comparing) {
    const {deals, options} = comparing.gathered
    const {today} = comparing.context
    const places = new Map(options.ruleset.rules.map(({rule}, place) => [rule.id, place]))
    this.#comparing = comparing
    this.#wasOpen = new Uint8Array(deals.size)
    this.earlier = new EarlierFindings(deals.size)
    this.unchanged = new UnchangedDeals(deals.size)
    this.#standing = {ruleOf: id => places.get(id) ?? -1, daysSince: day => today - (dateOf(day) ?? today)}
  }

  compare(before: ReviewedDeal): void {
    const {deals} = this.#comparing.gathered
    const row = deals.find(before.id)
    const outcome = row < 0 ? null : deals.outcomeOf(row)
    if (outcome === 'open') {
      this.#wasOpen[row] = 1
      this.#compareOpen(row, before)
      return
    }
    const amount = (row < 0 ? null : deals.amountOf(row)) ?? before.amount
    const {id: dealId, name, stage} = before
    this.collector.add({kind: outcome ?? 'gone', dealId, name, amount, from: stage, to: null}, amount)
  }

  #compareOpen(row: number, before: ReviewedDeal): void {
    const {gathered, context} = this.#comparing
    const {deals} = gathered
    this.#noteAmount(row, before)
    const now = stateOf(gathered, row)
    const closeDate = now.closeDate === null ? null : formatCalendarDate(now.closeDate)
    this.collector.compare(
      before,
      {...now, id: before.id, name: deals.nameOf(row), closeDate},
      context.stages,
    )
    const isUnchanged =
      before.stage === now.stage && before.closeDate === closeDate && before.amount === now.amount
    if (isUnchanged)
      this.unchanged.put(row, {
        reviews: before.unchangedReviews + 1,
        days: this.#standing.daysSince(before.unchangedSince),
      })
    this.earlier.put(row, before.findings, this.#standing)
    this.#judge(row, {before: {...before, closeDate: dateOf(before.closeDate)}, now})
  }

  /** Of a deal that was not open at the last review. */
  arrive(row: number): void {
    if (this.#wasOpen[row] === 1) return
    const {gathered} = this.#comparing
    const {deals} = gathered
    const now = stateOf(gathered, row)
    const {amount, stage} = now
    const about = {dealId: deals.idOf(row), name: deals.nameOf(row)}
    this.collector.add({...about, kind: 'new', amount, from: null, to: stage}, amount)
    this.#judge(row, {before: null, now})
  }

  #judge(row: number, {before, now}: {before: DealState | null; now: DealState}): void {
    const {judges, gathered, context} = this.#comparing
    const overrides = gathered.overrideSets.of(row)
    const deal = {row, overrides, before, now, unchanged: this.unchanged.of(row)}
    for (const judge of judges) judge.compare(deal, gathered, context)
  }

  #noteAmount(row: number, before: ReviewedDeal): void {
    const {amounts, size} = this.#comparing.gathered.deals
    const known = before.lastKnownAmount ?? before.amount
    if (isKnownAmount(amounts[row]!) || known === null) return
    this.lastKnown ??= amounts.slice(0, size)
    this.lastKnown[row] = known
  }
}

function stateOf({deals}: Gathered, row: number): DealState {
  return {
    amount: deals.amountOf(row),
    stage: deals.stageOf(row),
    closeDate: deals.closeDateOf(row),
    probability: deals.probabilityOf(row),
    forecastCategory: (deals.forecastCategories.texts[deals.forecastCodes[row]!] ??
      null) as ForecastCategory | null,
  }
}

function dateOf(text: string | null): CalendarDate | null {
  return text === null ? null : parseCalendarDate(text)
}
