import type {SourceReport} from '../ports/deal-source.js'
import type {Coverage, PipelineContext} from '../rules/rule.js'
import type {PortfolioFinding} from './analysis.js'
import type {DealTable} from './deal-table.js'
import type {Judge, Skipped} from './judge.js'
import {judgeBenchmark, type OpenAmounts} from './judge-benchmark.js'
import {judgePairs} from './pairs-of-deals.js'
import type {Gathered, PreviousReview} from './pipeline-review.js'
import {portfolioFindings} from './portfolio-findings.js'
import {judgeRepeated} from './repeated-findings.js'
import {type Series, seriesOf, tooEarly} from './series.js'
import {type SincePrevious, sincePrevious} from './since-previous.js'
import {type StageAge, stageAges} from './stage-ages.js'
import {StageProbabilities, stageOrder} from './stage-order.js'
import {type WaivedFindings, waivedFindings} from './waived-findings.js'

/** A review of which every rule has judged, or is skipped with a reason. */
export type Judged = Gathered & {
  openRows: Uint32Array
  /** By place of the rule. */
  skips: ReadonlyMap<number, Skipped>
  /** What the last review says of these deals; null where there was none. */
  since: SincePrevious | null
  series: Series
  portfolio: readonly PortfolioFinding[]
  coverage: Coverage | null
  ages: readonly StageAge[]
  waived: WaivedFindings
}

/** Has the rules judge that had to wait until all deals were read: against wins, the last review, each other, and as a whole. */
export function judgeAtEnd(
  gathered: Gathered,
  report: SourceReport,
  previous: PreviousReview | null,
): Judged {
  const {deals, judges} = gathered
  const openRows = deals.openRows()
  const skips = new Map(gathered.unavailable)
  // Before the judges give away what they have kept.
  const ages = stageAges(gathered, openRows)
  finishJudges(gathered, openRows, skips)
  const series = seriesOf(previous?.analysis.summary ?? null, {
    today: gathered.today,
    timeZone: gathered.options.timeZone,
  })
  skipTooEarly(gathered, series, skips)
  const context = contextOf(gathered, openRows, report)
  const compared = judges.filter(({index}) => !skips.has(index))
  const since = previous && sincePrevious({gathered, openRows, context, judges: compared, series}, previous)
  judgeAmounts(gathered, {rows: openRows, amounts: since?.lastKnown ?? deals.amounts}, skips)
  if (!since) skipUntilSecond(judges, skips)
  for (const judge of compared)
    judgePairs(judge, gathered, {openRows, amounts: since?.lastKnown ?? deals.amounts})
  const disappeared = since?.disappeared ?? null
  const {findings: portfolio, coverage} = portfolioFindings({gathered, openRows, disappeared}, context, skips)
  const waived = waivedFindings(gathered, gathered.today)
  const judged = {...gathered, openRows, skips, since, series, portfolio, coverage, ages, waived}
  if (since) for (const judge of compared) judgeRepeated(judge, judged, since.earlier)
  return judged
}

type Counting = Pick<Judged, 'deals' | 'skips' | 'waived' | 'options'>

/** Not what was found in a row that a later one replaces, of a closed deal, by a rule that is skipped after all, or what is waived. */
export function countedIn({deals, skips, waived, options}: Counting): (row: number, rule: number) => boolean {
  // Asked for every finding, twice.
  const isSkipped = Uint8Array.from(options.ruleset.rules, (_, rule) => (skips.has(rule) ? 1 : 0))
  return (row, rule) => isSkipped[rule] === 0 && deals.isOpen(row) && !waived.isWaived(row, rule)
}

function finishJudges(gathered: Gathered, openRows: Uint32Array, skips: Map<number, Skipped>): void {
  const missing = gathered.missingSignals.counts(openRows)
  for (const judge of gathered.judges) {
    judge.noteFailures(openRows)
    const signal = judge.withoutSignal(openRows.length, missing)
    const isByAmount = judge.benchmark === 'won-amount'
    const skipped =
      signal ??
      (isByAmount ? null : judgeBenchmark(judge, gathered, {rows: openRows, amounts: gathered.deals.amounts}))
    if (skipped) skips.set(judge.index, skipped)
  }
}

/** After the last review was read, which knows the amounts that deals have lost: to take one away must win nothing. */
function judgeAmounts(gathered: Gathered, open: OpenAmounts, skips: Map<number, Skipped>): void {
  for (const judge of gathered.judges) {
    if (judge.benchmark !== 'won-amount' || skips.has(judge.index)) continue
    const skipped = judgeBenchmark(judge, gathered, open)
    if (skipped) skips.set(judge.index, skipped)
  }
}

function contextOf(
  {deals, today, stageOrders}: Gathered,
  openRows: Uint32Array,
  {fiscalYearStartMonth = 1}: SourceReport,
): PipelineContext {
  return {
    today,
    stages: stageOrder(stageOrders, () => probabilitiesOf(deals, openRows)),
    fiscalYearStartMonth,
  }
}

function probabilitiesOf(deals: DealTable, openRows: Uint32Array): StageProbabilities {
  const probabilities = new StageProbabilities()
  for (let place = 0; place < openRows.length; place++) {
    const row = openRows[place]!
    probabilities.add(deals.stageOf(row), deals.probabilityOf(row))
  }
  return probabilities
}

function skipTooEarly({judges, today}: Gathered, series: Series, skips: Map<number, Skipped>): void {
  for (const {active, index} of judges) {
    const early = tooEarly(active, series, today)
    if (early && !skips.has(index)) skips.set(index, early)
  }
}

/** Rules about changes have nothing to compare with. */
function skipUntilSecond(judges: readonly Judge[], skips: Map<number, Skipped>): void {
  for (const {active, index} of judges)
    if ('compare' in active.rule && !skips.has(index))
      skips.set(index, {reason: 'first-review', detail: 'there is no earlier review'})
}
