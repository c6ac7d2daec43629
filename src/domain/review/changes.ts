import {zoneCalendar} from '../schedule/zone-calendar.js'
import {
  type Analysis,
  type ChangeKind,
  type Changes,
  changeKinds,
  type DealChange,
  type ReviewedDeal,
  type ReviewSummary,
} from './analysis.js'
import {parseCalendarDate} from './calendar-date.js'
import {centsOf} from './cents.js'
import {comparableScore, hasRun, rulesOfLaterReviews, rulesWithNews} from './comparable-score.js'
import {type EarlierDeal, EarlierDeals} from './earlier-deals.js'
import {type StageOrder, StageProbabilities, stageOrder} from './stage-order.js'
import {Waterfalls} from './waterfall.js'

/** Per kind; what is beyond is in the counts only. */
const itemsKept = 1000

/** What a deal looked like; the two sides of a comparison. */
type ComparedDeal = Pick<ReviewedDeal, 'id' | 'name' | 'amount' | 'stage' | 'closeDate'>

/** Collects changes with their counts and sums; of each kind only the largest are kept. */
export class ChangeCollector {
  readonly #counts = Object.fromEntries(changeKinds.map(kind => [kind, {deals: 0, cents: 0}])) as Record<
    ChangeKind,
    {deals: number; cents: number}
  >
  readonly #items = new Map<ChangeKind, DealChange[]>()

  /** `amount` is what the change is worth: the deal's amount, or the difference. */
  add(change: DealChange, amount: number | null): void {
    const count = this.#counts[change.kind]
    count.deals++
    count.cents += centsOf(amount)
    const items = this.#items.get(change.kind) ?? []
    this.#items.set(change.kind, items)
    items.push(change)
    if (items.length >= itemsKept * 2) this.#prune(change.kind, items)
  }

  counts(): Changes['counts'] {
    const counts = changeKinds.map(kind => {
      const {deals, cents} = this.#counts[kind]
      return [kind, {deals, amount: cents / 100}]
    })
    return Object.fromEntries(counts) as Changes['counts']
  }

  items(): DealChange[] {
    for (const [kind, items] of this.#items) this.#prune(kind, items)
    return changeKinds.flatMap(kind => this.#items.get(kind) ?? [])
  }

  #prune(kind: ChangeKind, items: DealChange[]): void {
    items.sort((a, b) => sizeOf(b) - sizeOf(a) || (a.dealId < b.dealId ? -1 : 1))
    this.#items.set(kind, items.slice(0, itemsKept))
  }

  /** Changes of a deal that was open before and is open now. */
  compare(before: ComparedDeal, now: ComparedDeal, order: StageOrder): void {
    const about = {dealId: now.id, name: now.name, amount: now.amount}
    if (before.closeDate !== null && now.closeDate !== null && before.closeDate !== now.closeDate) {
      const kind = now.closeDate > before.closeDate ? 'slipped' : 'pulled-in'
      this.add({...about, kind, from: before.closeDate, to: now.closeDate}, now.amount)
    }
    const difference = (centsOf(now.amount) - centsOf(before.amount)) / 100
    if (difference !== 0) {
      this.add(
        {...about, kind: difference > 0 ? 'amount-up' : 'amount-down', from: before.amount, to: now.amount},
        difference,
      )
    }
    if (before.stage !== now.stage) {
      const direction = before.stage === null || now.stage === null ? 0 : order(before.stage, now.stage)
      const kind = direction < 0 ? 'stage-forward' : direction > 0 ? 'stage-back' : 'stage-changed'
      this.add({...about, kind, from: before.stage, to: now.stage}, now.amount)
    }
  }
}

function sizeOf({from, to, amount}: DealChange): number {
  return typeof from === 'number' || typeof to === 'number'
    ? Math.abs(Number(to ?? 0) - Number(from ?? 0))
    : (amount ?? 0)
}

/** Whether a review was of the deals that a filter, in words, lets through. Those that come or go with another one are no news. */
export function hasSameFilter({source}: ReviewSummary, filterText: string | undefined): boolean {
  return source.filter === filterText
}

/** Why two scores cannot be compared, in words; null when they can. */
export function notComparable(before: ReviewSummary, now: ReviewSummary): string | null {
  if (before.rulesetFingerprint !== now.rulesetFingerprint) return 'the rules changed between the two reviews'
  if (!hasSameFilter(before, now.source.filter)) return 'the filter changed between the two reviews'
  // Those that only wait for a second review are left out of both: `comparableScore`.
  const waited = new Set([...rulesOfLaterReviews(before), ...rulesOfLaterReviews(now)])
  const skipped = ({rules}: ReviewSummary) =>
    rules
      .filter(rule => !hasRun(rule) && !waited.has(rule.ruleId))
      .map(rule => rule.ruleId)
      .join()
  return skipped(before) === skipped(now) ? null : 'other rules were skipped in the two reviews'
}

function comparableScores(before: Analysis, now: Analysis): [before: number | null, now: number | null] {
  return [comparableScore(before, now.summary), comparableScore(now, before.summary)]
}

export function scoreDelta(before: number | null, now: number | null, problem: string | null): number | null {
  return problem !== null || before === null || now === null ? null : now - before
}

type FindingChange = {ruleId: string; dealId: string; name: string | null; message: string}

export type Difference = Changes & {findings: {new: FindingChange[]; resolved: FindingChange[]}}

/** How deals left, by id, as far as the reviews after the earlier one up to the later one saw it. */
export type DealsThatLeft = ReadonlyMap<string, DealChange>

/** The deals that a review saw won, lost or gone since the one before: at most 1,000 of each. */
export function dealsThatLeft({changes}: ReviewSummary): DealChange[] {
  return changes?.items.filter(({kind}) => kind === 'won' || kind === 'lost' || kind === 'gone') ?? []
}

/** What changed between two stored reviews. A deal that left without a word is `gone`. */
export function changesBetween(
  previous: Analysis,
  current: Analysis,
  {from, left}: {from: string; left: DealsThatLeft},
): Difference {
  const before = new EarlierDeals(previous)
  const {stageOrder: given} = current.summary
  const probabilities = probabilitiesOf(current)
  const order = stageOrder(given ? [given] : [], () => probabilities)
  const ran = idsOfRulesThatRan(current.summary)
  const ranBefore = rulesWithNews(previous.summary)
  const isSameFilter = hasSameFilter(previous.summary, current.summary.source.filter)
  const collector = new ChangeCollector()
  const waterfalls = waterfallsOf(current.summary)
  const findings: Difference['findings'] = {new: [], resolved: []}
  for (const deal of current.deals()) {
    const {id: dealId, name, amount, stage} = deal
    const earlier = before.take(dealId)
    if (earlier) {
      collector.compare(earlier, deal, order)
      waterfalls.stayed(sideOf(earlier), sideOf(deal))
    } else {
      // Another filter lets other deals through.
      if (isSameFilter) collector.add({kind: 'new', dealId, name, amount, from: null, to: stage}, amount)
      waterfalls.came(sideOf(deal))
    }
    compareFindings(earlier, deal, {findings, ran, ranBefore})
  }
  for (const deal of before.left()) {
    const {id: dealId, name, stage} = deal
    const {kind, amount} = left.get(dealId) ?? {kind: 'gone' as const, amount: deal.amount}
    if (isSameFilter || kind !== 'gone')
      collector.add({kind, dealId, name, amount, from: stage, to: null}, amount)
    waterfalls.left(sideOf(deal), kind === 'won' || kind === 'lost' ? kind : 'disappeared')
  }
  const problem = notComparable(previous.summary, current.summary)
  const {asOf, score, dealsAnalyzed} = previous.summary
  return {
    since: {runId: from, asOf, score, dealsAnalyzed},
    scoreDelta: problem === null ? scoreDelta(...comparableScores(previous, current), null) : null,
    notComparable: problem,
    counts: collector.counts(),
    items: collector.items(),
    findingsNew: findings.new.length,
    findingsResolved: findings.resolved.length,
    waterfalls: isSameFilter ? waterfalls.results() : null,
    findings,
  }
}

function waterfallsOf({asOf, timezone, fiscalYearStartMonth}: ReviewSummary): Waterfalls {
  return new Waterfalls(zoneCalendar(timezone).dateOf(Date.parse(asOf)), fiscalYearStartMonth)
}

function sideOf({amount, closeDate}: Pick<ReviewedDeal, 'amount' | 'closeDate'>) {
  return {amount, closeDate: closeDate === null ? null : parseCalendarDate(closeDate)}
}

function compareFindings(
  before: EarlierDeal | null,
  now: ReviewedDeal,
  {
    findings,
    ran,
    ranBefore,
  }: {findings: Difference['findings']; ran: ReadonlySet<string>; ranBefore: ReadonlySet<string>},
): void {
  const {id: dealId, name} = now
  for (const {ruleId, message} of now.findings) {
    // What a rule finds that did not run before is no news.
    if (ranBefore.has(ruleId) && !before?.findings.some(finding => finding.ruleId === ruleId))
      findings.new.push({ruleId, dealId, name, message})
  }
  for (const {ruleId, message} of before?.findings ?? []) {
    // A rule that did not run now found nothing, which resolves nothing.
    if (ran.has(ruleId) && !now.findings.some(finding => finding.ruleId === ruleId))
      findings.resolved.push({ruleId, dealId, name, message})
  }
}

function idsOfRulesThatRan({rules}: ReviewSummary): ReadonlySet<string> {
  return new Set(rules.filter(hasRun).map(rule => rule.ruleId))
}

function probabilitiesOf(analysis: Analysis): StageProbabilities {
  const probabilities = new StageProbabilities()
  for (const {stage, probability} of analysis.deals()) probabilities.add(stage, probability)
  return probabilities
}
