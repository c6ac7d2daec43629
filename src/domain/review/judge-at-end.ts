import type {SourceReport} from '../ports/deal-source.js'
import type {PipelineContext} from '../rules/rule.js'
import {zoneCalendar} from '../schedule/zone-calendar.js'
import type {PortfolioFinding} from './analysis.js'
import type {CalendarDate} from './calendar-date.js'
import {DayHistogram} from './day-histogram.js'
import type {Judge, Skipped} from './judge.js'
import type {Gathered, PreviousReview} from './pipeline-review.js'
import {portfolioFindings} from './portfolio-findings.js'
import {judgeRepeated} from './repeated-findings.js'
import {type SincePrevious, sincePrevious} from './since-previous.js'
import {StageProbabilities, stageOrder} from './stage-order.js'
import {type WaivedFindings, waivedFindings} from './waived-findings.js'

/** A review of which every rule has judged, or is skipped with a reason. */
export type Judged = Gathered & {
  openRows: Uint32Array
  /** By place of the rule. */
  skips: ReadonlyMap<number, Skipped>
  /** What the last review says of these deals; null where there was none. */
  since: SincePrevious | null
  portfolio: readonly PortfolioFinding[]
  waived: WaivedFindings
  today: CalendarDate
}

/** Has the rules judge that had to wait until all deals were read: against wins, the last review, and the pipeline as a whole. */
export function judgeAtEnd(
  gathered: Gathered,
  report: SourceReport,
  previous: PreviousReview | null,
): Judged {
  const {deals, judges} = gathered
  const openRows = deals.openRows()
  const skips = new Map(gathered.unavailable)
  finishJudges(gathered, openRows, skips)
  const context = contextOf(gathered, openRows, report)
  const compared = judges.filter(({index}) => !skips.has(index))
  const since = previous && sincePrevious({gathered, openRows, context, judges: compared}, previous)
  if (!since) skipUntilSecond(judges, skips)
  const disappeared = since?.disappeared ?? null
  const portfolio = portfolioFindings({gathered, openRows, disappeared}, context, skips)
  const {today} = context
  const waived = waivedFindings(gathered, today)
  const judged = {...gathered, openRows, skips, since, portfolio, waived, today}
  if (since) for (const judge of judges) judgeRepeated(judge, judged, since.earlier)
  return judged
}

type Counting = Pick<Judged, 'deals' | 'skips' | 'waived'>

/** Not what was found in a row that a later one replaces, of a closed deal, by a rule that is skipped after all, or what is waived. */
export function isCounted({deals, skips, waived}: Counting, row: number, rule: number): boolean {
  return deals.outcomeOf(row) === 'open' && !skips.has(rule) && !waived.isWaived(row, rule)
}

function finishJudges(gathered: Gathered, openRows: Uint32Array, skips: Map<number, Skipped>): void {
  const wonCycle = wonCycleOf(gathered)
  const overridesOf = (row: number) => gathered.overrideSets.of(row)
  const missing = gathered.withoutSignal.countsOf(openRows, gathered.options.ruleset.rules.length)
  for (const judge of gathered.judges) {
    const skipped = judge.finish(
      {rows: openRows, missing: missing[judge.index]!, wonCycle, overridesOf},
      gathered,
    )
    if (skipped) skips.set(judge.index, skipped)
  }
}

function contextOf(
  {deals, options, stageOrders}: Gathered,
  openRows: Uint32Array,
  {fiscalYearStartMonth = 1}: SourceReport,
): PipelineContext {
  const probabilities = new StageProbabilities()
  for (const row of openRows) probabilities.add(deals.stageOf(row), deals.probabilityOf(row))
  return {
    today: zoneCalendar(options.timeZone).dateOf(options.asOf.getTime()),
    stages: stageOrder(stageOrders, probabilities),
    fiscalYearStartMonth,
  }
}

/** Rules about changes have nothing to compare with. */
function skipUntilSecond(judges: readonly Judge[], skips: Map<number, Skipped>): void {
  for (const {active, index} of judges)
    if ('compare' in active.rule || 'repeated' in active.rule)
      skips.set(index, {reason: 'first-review', detail: 'there is no earlier review'})
}

/** Of the rows that count: a deal that came twice, or is open again, would weigh in twice or wrongly. */
function wonCycleOf({deals, wonDays}: Gathered): DayHistogram {
  const wonCycle = new DayHistogram()
  for (let row = 0; row < deals.size; row++) {
    const days = wonDays.of(row)
    if (!Number.isNaN(days) && deals.outcomeOf(row) === 'won') wonCycle.add(days)
  }
  return wonCycle
}
