import {remembered} from '../remembered.js'
import type {DealState, PipelineContext} from '../rules/rule.js'
import {isKnownAmount} from '../score/health-score.js'
import type {Changes, ReviewedDeal, ReviewSummary} from './analysis.js'
import {formatCalendarDate, parseCalendarDate} from './calendar-date.js'
import {ChangeCollector, hasSameFilter, notComparable, scoreDelta} from './changes.js'
import {comparableScoreNow, rulesWithNews} from './comparable-score.js'
import {EarlierFindings} from './earlier-findings.js'
import type {Settled} from './finish-review.js'
import type {ComparedDeal, Judge} from './judge.js'
import type {Gathered, PreviousReview, ReviewOptions} from './pipeline-review.js'
import type {Series} from './series.js'
import {UnchangedDeals} from './unchanged-deals.js'
import {Waterfalls} from './waterfall.js'

type Comparing = {
  gathered: Gathered
  openRows: Uint32Array
  /** Those that run; of them, the ones about changes judge. */
  judges: readonly Judge[]
  context: PipelineContext
  series: Series
}

/** What the last review says of the deals of this one. */
export type SincePrevious = {
  earlier: EarlierFindings
  unchanged: UnchangedDeals
  /** Whether a rule, by its place, ran in the last review, or would have but for being about changes. */
  ranBefore(rule: number): boolean
  /** By row: the deal's own amount, else the last known one. */
  lastKnown: Float64Array
  /** Null where that one looked at other deals. */
  disappeared: {deals: number; names: readonly string[]} | null
  /** Once the findings of this review are settled. */
  changes(now: ReviewSummary, settled: Settled): Changes
}

const namesKept = 10

/** Some 27 years. */
const daysRemembered = 10_000

/**
 * Walks once through the previous review, which is never held as a whole: notes last known amounts and what had been found, collects
 * what changed, and has the rules about changes judge it.
 */
export function sincePrevious(comparing: Comparing, previous: PreviousReview): SincePrevious {
  const {gathered, openRows} = comparing
  const {summary, deals: earlierDeals} = previous.analysis
  const isSameFilter = hasSameFilter(summary, gathered.options.filterText)
  const ranBefore = ranIn(summary, gathered.options)
  const walk = new Walk(comparing)
  for (const before of earlierDeals()) walk.compare(before, {isLeft: isSameFilter})
  for (const row of openRows) walk.arrive(row, {isJudged: isSameFilter})
  const {collector, earlier, unchanged, lastKnown, waterfalls} = walk
  return {
    earlier,
    unchanged,
    ranBefore,
    lastKnown: lastKnown ?? gathered.deals.amounts,
    disappeared: isSameFilter ? disappearedOf(collector) : null,
    changes(now, settled) {
      const {asOf, score, dealsAnalyzed} = summary
      const problem = notComparable(summary, now)
      const kept = keptOf(settled, earlier)
      const ran = (rule: number) => !settled.skips.has(rule)
      const waivedBefore = settled.waived.countOf((row, rule) => ran(rule) && earlier.of(row, rule) !== null)
      return {
        since: {runId: previous.runId, asOf, score, dealsAnalyzed},
        scoreDelta:
          problem === null ? scoreDelta(score, comparableScoreNow(settled, now, summary), null) : null,
        notComparable: problem,
        counts: collector.counts(),
        items: collector.items(),
        findingsNew: newOf(settled, earlier, ranBefore),
        findingsResolved: earlier.countOf(ran) - kept - waivedBefore,
        waterfalls: isSameFilter ? waterfalls.results() : null,
      }
    },
  }
}

function disappearedOf(collector: ChangeCollector): SincePrevious['disappeared'] {
  const gone = collector.items().filter(({kind}) => kind === 'gone')
  return {
    deals: collector.counts().gone.deals,
    names: gone.slice(0, namesKept).map(({name, dealId}) => name ?? dealId),
  }
}

function ranIn(summary: ReviewSummary, {ruleset}: ReviewOptions): (rule: number) => boolean {
  const ran = rulesWithNews(summary)
  const ranBefore = ruleset.rules.map(({rule}) => ran.has(rule.id))
  return rule => ranBefore[rule]!
}

/** What a rule finds that did not run before is no news. */
function newOf(
  {byRow, findings}: Settled,
  earlier: EarlierFindings,
  ranBefore: (rule: number) => boolean,
): number {
  let found = 0
  for (const index of byRow.order)
    if (
      ranBefore(findings.rules[index]!) &&
      earlier.of(findings.rows[index]!, findings.rules[index]!) === null
    )
      found++
  return found
}

/** How many findings the last review had as well. */
function keptOf({byRow, findings}: Settled, earlier: EarlierFindings): number {
  let kept = 0
  for (const index of byRow.order)
    if (earlier.of(findings.rows[index]!, findings.rules[index]!) !== null) kept++
  return kept
}

class Walk {
  readonly collector = new ChangeCollector()
  readonly earlier: EarlierFindings
  readonly unchanged: UnchangedDeals
  readonly waterfalls: Waterfalls
  /** A column of its own only where a deal has lost its amount. */
  lastKnown: Float64Array | null = null
  readonly #comparing: Comparing
  readonly #wasOpen: Uint8Array
  // Most deals share their days with others, and reading one takes as long as a rule. A stored day is one of the calendar.
  readonly #dateOf = remembered(text => parseCalendarDate(text)!, daysRemembered)
  readonly #comparers: readonly ((deal: ComparedDeal) => void)[]
  readonly #standing: {ruleOf(id: string): number; daysSince(day: string): number}

  constructor(comparing: Comparing) {
    const {gathered, judges, context, series} = comparing
    const {deals, options} = gathered
    const {today} = context
    const places = new Map(options.ruleset.rules.map(({rule}, place) => [rule.id, place]))
    this.#comparing = comparing
    this.#wasOpen = new Uint8Array(deals.size)
    this.earlier = new EarlierFindings(deals.size, series.isLaterDay ? 1 : 0)
    this.unchanged = new UnchangedDeals(deals.size)
    this.waterfalls = new Waterfalls(today, context.fiscalYearStartMonth)
    this.#comparers = judges.flatMap(judge => judge.comparer(gathered, context) ?? [])
    this.#standing = {ruleOf: id => places.get(id) ?? -1, daysSince: day => today - this.#dateOf(day)}
  }

  /** `isLeft`: where the deal is not there any more, it has left; another filter would have let it through. */
  compare(before: ReviewedDeal, {isLeft}: {isLeft: boolean}): void {
    const {deals} = this.#comparing.gathered
    const row = deals.find(before.id)
    const outcome = row < 0 ? null : deals.outcomeOf(row)
    if (outcome === 'open') {
      this.#wasOpen[row] = 1
      this.#compareOpen(row, before)
      return
    }
    if (outcome === null && !isLeft) return
    const amount = (row < 0 ? null : deals.amountOf(row)) ?? before.amount
    const {id: dealId, name, stage} = before
    this.collector.add({kind: outcome ?? 'gone', dealId, name, amount, from: stage, to: null}, amount)
    this.waterfalls.left(this.#earlierState(before), outcome ?? 'disappeared')
  }

  #compareOpen(row: number, before: ReviewedDeal): void {
    const {gathered, context} = this.#comparing
    this.#noteAmount(row, before)
    const now = stateOf(gathered, row)
    const closeDate = now.closeDate === null ? null : formatCalendarDate(now.closeDate)
    const {amount, stage} = now
    this.collector.compare(
      before,
      {id: before.id, name: gathered.deals.nameOf(row), amount, stage, closeDate},
      context.stages,
    )
    if (before.stage === stage && before.closeDate === closeDate && before.amount === amount)
      this.unchanged.put(row, {
        reviews: before.unchangedReviews + (this.#comparing.series.isLaterDay ? 1 : 0),
        days: this.#standing.daysSince(before.unchangedSince),
      })
    this.earlier.put(row, before.findings, this.#standing)
    const earlier = this.#earlierState(before)
    this.waterfalls.stayed(earlier, now)
    this.#judge(row, {before: earlier, now})
  }

  /** Field by field: copying all of a deal to change one field takes longer than all that is done with it. */
  #earlierState({amount, stage, closeDate, probability, forecastCategory}: ReviewedDeal): DealState {
    return {
      amount,
      stage,
      closeDate: closeDate === null ? null : this.#dateOf(closeDate),
      probability,
      forecastCategory,
    }
  }

  /** Of a deal that was not open at the last review; not judged where that one may have left it out. */
  arrive(row: number, {isJudged}: {isJudged: boolean}): void {
    if (this.#wasOpen[row] === 1) return
    const {gathered, judges} = this.#comparing
    const {deals} = gathered
    const now = stateOf(gathered, row)
    const {amount, stage} = now
    const about = {dealId: deals.idOf(row), name: deals.nameOf(row)}
    this.waterfalls.came(now)
    if (isJudged) this.collector.add({...about, kind: 'new', amount, from: null, to: stage}, amount)
    if (isJudged) this.#judge(row, {before: null, now})
    else for (const {active, index} of judges) if ('compare' in active.rule) gathered.skipped.set(row, index)
  }

  #judge(row: number, {before, now}: {before: DealState | null; now: DealState}): void {
    const overrides = this.#comparing.gathered.overrideSets.of(row)
    const deal = {row, overrides, before, now, unchanged: this.unchanged.of(row)}
    for (const compare of this.#comparers) compare(deal)
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
    forecastCategory: deals.forecastCategoryOf(row),
  }
}
