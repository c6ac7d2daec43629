import type {SourceReport} from '../ports/deal-source.js'
import type {PipelineContext} from '../rules/rule.js'
import {zoneCalendar} from '../schedule/zone-calendar.js'
import {bandOf, contributionOf, scoreDeals, severityPoints} from '../score/health-score.js'
import type {Analysis, PortfolioFinding, ReviewSummary, RuleOutcome, WaiverOutcome} from './analysis.js'
import type {CalendarDate} from './calendar-date.js'
import {DayHistogram} from './day-histogram.js'
import {type FindingsByRow, groupByRow} from './findings-table.js'
import type {Judge, Skipped} from './judge.js'
import {orderByLoss} from './order-by-loss.js'
import {pipelineDropText} from './pipeline-drop.js'
import type {Gathered, PreviousReview} from './pipeline-review.js'
import {Portfolio} from './portfolio.js'
import {portfolioFindings} from './portfolio-findings.js'
import {judgeRepeated} from './repeated-findings.js'
import {repeatedIdsText} from './repeated-ids.js'
import {reviewedDeal} from './reviewed-deal.js'
import {type SincePrevious, sincePrevious} from './since-previous.js'
import {StageProbabilities, stageOrder} from './stage-order.js'
import {waivedFindings} from './waived-findings.js'

/** Below this share of rules that could run, a score says little. */
const lowConfidenceShare = 0.6

/** A review whose numbers are settled, addressed by row of the deal table. */
export type Settled = Gathered & {
  openRows: Uint32Array
  skips: ReadonlyMap<number, Skipped>
  byRow: FindingsByRow
  /** By row. */
  points: Uint16Array
  pointsLost: Float64Array
  /** The deals' own amounts, until a comparison with the last review adds to them: then a column of its own. */
  lastKnown: Float64Array
  /** What the last review says of these deals; null where there was none. */
  since: SincePrevious | null
  portfolio: readonly PortfolioFinding[]
  waivers: readonly WaiverOutcome[]
  today: CalendarDate
}

export function finishReview(
  gathered: Gathered,
  source: {label: string; report: SourceReport},
  previous: PreviousReview | null,
): Analysis {
  const {deals, findings} = gathered
  const openRows = deals.openRows()
  const skips = new Map(gathered.unavailable)
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
  const context = contextOf({gathered, openRows}, source.report)
  const since = previous && compare({gathered, openRows, context}, previous, skips)
  if (!since) skipUntilSecond(gathered.judges, skips)
  const disappeared = since?.disappeared ?? null
  const portfolio = portfolioFindings({gathered, openRows, disappeared}, context, skips)
  const waived = waivedFindings(gathered, context.today)
  const counts = (row: number, rule: number) =>
    deals.outcomeOf(row) === 'open' && !skips.has(rule) && !waived.isWaived(row, rule)
  if (since)
    for (const judge of gathered.judges) judgeRepeated(judge, gathered, {earlier: since.earlier, counts})
  const byRow = groupByRow(findings, deals.size, counts)
  const points = new Uint16Array(deals.size)
  for (const index of byRow.order)
    points[findings.rows[index]!]! += severityPoints[findings.severityOf(index)]
  const settled: Settled = {
    ...gathered,
    openRows,
    skips,
    byRow,
    points,
    pointsLost: new Float64Array(deals.size),
    lastKnown: since?.lastKnown ?? deals.amounts,
    since,
    portfolio,
    waivers: waived.outcomes(),
    today: context.today,
  }
  deals.endLookups()
  const score = scoreRows(settled)
  const order = orderByLoss({
    pointsLost: placesOf(openRows, settled.pointsLost),
    amounts: placesOf(openRows, deals.amounts),
    compareIds: (a, b) => deals.compareIds(openRows[a]!, openRows[b]!),
  })
  const drop = previous && dropSince(previous, settled)
  const summary = summaryOf(settled, withWarning(source, drop), score)
  // Not all of what was gathered: the rest is freed while the deals are packed.
  const {options, pointsLost, lastKnown, today} = settled
  const shown = {deals, findings, options, byRow, points, pointsLost, lastKnown, since, today}
  const analysis = {
    summary,
    *deals() {
      for (const place of order) yield reviewedDeal(shown, openRows[place]!)
    },
  }
  const kept = since ? keptOf(settled, since) : 0
  const ran = (rule: number) => !skips.has(rule)
  const waivedBefore = since
    ? waived.countOf((row, rule) => ran(rule) && since.earlier.of(row, rule) !== null)
    : 0
  const changes = since?.changes(analysis, {kept, all: byRow.order.length, waived: waivedBefore, ran}) ?? null
  return {...analysis, summary: {...summary, changes}}
}

/** How many findings the last review had as well. */
function keptOf({byRow, findings}: Settled, {earlier}: SincePrevious): number {
  let kept = 0
  for (const index of byRow.order)
    if (earlier.of(findings.rows[index]!, findings.rules[index]!) !== null) kept++
  return kept
}

type Read = {gathered: Gathered; openRows: Uint32Array}

function contextOf({gathered, openRows}: Read, {fiscalYearStartMonth = 1}: SourceReport): PipelineContext {
  const {deals, options} = gathered
  const probabilities = new StageProbabilities()
  for (const row of openRows) probabilities.add(deals.stageOf(row), deals.probabilityOf(row))
  return {
    today: zoneCalendar(options.timeZone).dateOf(options.asOf.getTime()),
    stages: stageOrder(options.stageOrder, probabilities),
    fiscalYearStartMonth,
  }
}

function compare(
  read: Read & {context: PipelineContext},
  previous: PreviousReview,
  skips: ReadonlyMap<number, Skipped>,
): SincePrevious {
  const judges = read.gathered.judges.filter(
    ({active: {rule}, index}) => 'compare' in rule && !skips.has(index),
  )
  return sincePrevious({...read, judges}, previous)
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

/** Null without deals, and where no rule could run: what nobody looked at is not healthy. */
function scoreRows({options, skips, openRows, deals, points, pointsLost, lastKnown}: Settled): number | null {
  const scored = scoreDeals({
    amounts: placesOf(openRows, deals.amounts),
    lastKnownAmounts: placesOf(openRows, lastKnown),
    points: placesOf(openRows, points),
  })
  for (let place = 0; place < openRows.length; place++)
    pointsLost[openRows[place]!] = scored.pointsLost[place]!
  return options.ruleset.rules.length === skips.size ? null : scored.score
}

/** A column of the open deals alone; the column itself where all are open. */
function placesOf<Column extends Float64Array | Uint16Array>(openRows: Uint32Array, column: Column): Column {
  const isWhole = openRows[openRows.length - 1] === openRows.length - 1
  if (isWhole) return column.subarray(0, openRows.length) as Column
  const places = column.slice(0, openRows.length) as Column
  for (let place = 0; place < places.length; place++) places[place] = column[openRows[place]!]!
  return places
}

/** With another filter, other deals are expected. */
function dropSince({analysis: {summary}}: PreviousReview, {openRows, options}: Settled): string | null {
  if (summary.source.filter !== options.filterText) return null
  return pipelineDropText(summary.dealsAnalyzed, openRows.length)
}

function withWarning<Source extends {report: SourceReport}>(source: Source, warning: string | null): Source {
  if (warning === null) return source
  const {report} = source
  return {...source, report: {...report, warnings: [warning, ...report.warnings]}}
}

function summaryOf(
  settled: Settled,
  {label, report}: {label: string; report: SourceReport},
  score: number | null,
): ReviewSummary {
  const {options, deals, openRows, skips} = settled
  const {ruleset} = options
  const rules = ruleOutcomes(settled)
  const evaluated = ruleset.rules.length - skips.size
  const portfolio = new Portfolio(settled)
  return {
    format: 1,
    asOf: options.asOf.toISOString(),
    timezone: options.timeZone,
    source: {
      label,
      ...(options.filterText !== undefined && {filter: options.filterText}),
      rowsRead: report.rowsRead,
      ...(report.rowsKept !== undefined && {rowsKept: report.rowsKept}),
      refusedCount: report.refusedCount,
      refusals: report.refusals,
      duplicateIds: deals.duplicateIds,
      warnings: [...report.warnings, ...dataWarnings(portfolio.currencies, deals.duplicateIds)],
    },
    score,
    band: score === null ? null : bandOf(score),
    isLowConfidence: evaluated === 0 || evaluated < ruleset.rules.length * lowConfidenceShare,
    checks: {evaluated, skipped: skips.size},
    dealsAnalyzed: openRows.length,
    closedDeals: {won: deals.countOf('won'), lost: deals.countOf('lost')},
    issuesFound: settled.byRow.order.length,
    highRiskDeals: portfolio.highRiskDeals,
    stageOrder: options.stageOrder,
    rulesetName: ruleset.name,
    rulesetFingerprint: ruleset.fingerprint,
    rules,
    portfolio: settled.portfolio,
    waivers: settled.waivers,
    totals: portfolio.totals,
    changes: null,
  }
}

function dataWarnings(currencies: readonly string[], duplicateIds: number): string[] {
  const mixed = `amounts in ${currencies.join(', ')} are added as they stand; map a converted column to amount`
  const repeated = repeatedIdsText(duplicateIds)
  return [...(currencies.length > 1 ? [mixed] : []), ...(repeated ? [repeated] : [])]
}

function ruleOutcomes(settled: Settled): RuleOutcome[] {
  const {options, findings, byRow, skips, skipped, openRows, points, pointsLost} = settled
  const {rules} = options.ruleset
  const violated = new Uint32Array(rules.length)
  const lost = new Float64Array(rules.length)
  for (const index of byRow.order) {
    const row = findings.rows[index]!
    violated[findings.rules[index]!]!++
    lost[findings.rules[index]!]! += contributionOf(findings.severityOf(index), {
      pointsLost: pointsLost[row]!,
      points: points[row]!,
    })
  }
  const notCheckedOf = skipped.countsOf(openRows, rules.length)
  return rules.map(({rule, severity}, index) => {
    const skip = skips.get(index)
    const notChecked = skip ? openRows.length : notCheckedOf[index]!
    // A rule about the whole pipeline judges one thing.
    const found = settled.portfolio.some(({ruleId}) => ruleId === rule.id) ? 1 : 0
    const counts =
      'survey' in rule
        ? {checked: skip ? 0 : 1, violated: found}
        : {checked: openRows.length - notChecked, violated: violated[index]!}
    return {
      ruleId: rule.id,
      title: rule.title,
      severity,
      ...counts,
      skippedReason: skip?.reason ?? null,
      skippedDetail: skip?.detail ?? null,
      pointsLost: lost[index]!,
      fix: rule.explain.fix,
    }
  })
}
