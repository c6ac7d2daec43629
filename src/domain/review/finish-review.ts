import type {SourceReport} from '../ports/deal-source.js'
import {lowConfidenceShare} from '../score/confidence.js'
import {bandOf, scoreDeals} from '../score/health-score.js'
import {isDefault} from '../score/scoring.js'
import type {Analysis, OverrideOutcome, ReviewedDeal, ReviewSummary} from './analysis.js'
import {formatCalendarDate} from './calendar-date.js'
import {hasSameFilter} from './changes.js'
import {filterText} from './filter-text.js'
import {chargesOfFindings} from './finding-charges.js'
import {type FindingsByRow, groupByRow} from './findings-table.js'
import {countedIn, type Judged, judgeAtEnd} from './judge-at-end.js'
import {orderByLoss} from './order-by-loss.js'
import {pipelineDropText} from './pipeline-drop.js'
import type {Gathered, PreviousReview} from './pipeline-review.js'
import {Portfolio} from './portfolio.js'
import {chargedPortfolio} from './portfolio-charges.js'
import {repeatedIdsText} from './repeated-ids.js'
import {reviewedDeal, type ShownReview} from './reviewed-deal.js'
import {checkedByRule, issuesBySeverity, ruleOutcomes} from './rule-outcomes.js'

/** A review whose numbers are settled, addressed by row of the deal table. */
export type Settled = Judged & {
  byRow: FindingsByRow
  /** What a finding takes from its deal's health, by its place in the table. */
  chargeOf(index: number): number
  /** By row. */
  points: Uint16Array
  pointsLost: Float64Array
  /** By place of the rule: how many open deals it judged; 1 for one about the pipeline as a whole that could. */
  checked: Uint32Array
  /** The deals' own amounts; where a deal has lost its amount, a column of its own. */
  lastKnown: Float64Array
}

export function finishReview(
  gathered: Gathered,
  source: {label: string; report: SourceReport},
  previous: PreviousReview | null,
): Analysis {
  const judged = settle(judgeAtEnd(gathered, source.report, previous))
  const {deals, openRows, pointsLost, since} = judged
  deals.endLookups()
  const {score: left, weights} = scoreRows(judged)
  const {score, findings: portfolio} = chargedPortfolio(
    left,
    judged.portfolio,
    judged.options.ruleset.scoring,
  )
  const settled = {...judged, portfolio}
  const order = orderByLoss({
    pointsLost: placesOf(openRows, pointsLost),
    amounts: placesOf(openRows, deals.amounts),
    compareIds: (a, b) => deals.compareIds(openRows[a]!, openRows[b]!),
  })
  const drop = previous && dropSince(previous, settled)
  const summary = summaryOf(settled, withWarning(source, drop), {score, weights})
  const changes = since?.changes(summary, settled) ?? null
  const shown = shownOf(settled)
  return {
    summary: {...summary, changes},
    deals: () => reviewedDeals(shown, openRows, order),
  }
}

/** By itself, not within the function that names it: V8 compiles again what only one review held. */
function* reviewedDeals(
  shown: ShownReview,
  openRows: ArrayLike<number>,
  order: Iterable<number>,
): Generator<ReviewedDeal> {
  for (const place of order) yield reviewedDeal(shown, openRows[place]!)
}

/** Not all of what was gathered: the rest is freed while the deals are packed. */
function shownOf(settled: Settled): ShownReview {
  const {deals, findings, options, byRow, chargeOf, points, pointsLost, lastKnown, today} = settled
  const since = settled.since && {
    earlier: settled.since.earlier,
    unchanged: settled.since.unchanged,
    ranBefore: settled.since.ranBefore,
  }
  return {deals, findings, options, byRow, chargeOf, points, pointsLost, lastKnown, today, since}
}

function settle(judged: Judged): Settled {
  const {deals, findings, skips, since} = judged
  const byRow = groupByRow(findings, deals.size, countedIn(judged))
  const points = new Uint16Array(deals.size)
  const chargeOf = chargesOfFindings({...judged, byRow})
  const {order} = byRow
  for (let place = 0; place < order.length; place++) {
    const index = order[place]!
    points[findings.rows[index]!]! += chargeOf(index)
  }
  return {
    ...judged,
    skips,
    byRow,
    chargeOf,
    points,
    pointsLost: new Float64Array(deals.size),
    checked: checkedByRule(judged),
    lastKnown: since?.lastKnown ?? deals.amounts,
  }
}

/** By place among the open deals, what each weighs in the score; together 1. */
type Scored = {score: number | null; weights: Float64Array}

/** No score without deals, and where no rule could judge one: what nobody looked at is not healthy. */
function scoreRows({options, checked, openRows, deals, points, pointsLost, lastKnown}: Settled): Scored {
  const scored = scoreDeals({
    amounts: placesOf(openRows, deals.amounts),
    lastKnownAmounts: placesOf(openRows, lastKnown),
    points: placesOf(openRows, points),
  })
  for (let place = 0; place < openRows.length; place++)
    pointsLost[openRows[place]!] = scored.pointsLost[place]!
  // A rule about the pipeline as a whole looks at no deal.
  const judged = options.ruleset.rules.some(({rule}, index) => checked[index]! > 0 && !('survey' in rule))
  return {score: judged ? scored.score : null, weights: scored.weights}
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
  if (!hasSameFilter(summary, options.filterText)) return null
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
  {score, weights}: Scored,
): ReviewSummary {
  const {options, deals, openRows, skips, checked} = settled
  const {ruleset} = options
  const rules = ruleOutcomes(settled)
  const evaluated = checked.reduce((sum, deals) => sum + (deals > 0 ? 1 : 0), 0)
  const portfolio = new Portfolio(settled, {score, weights})
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
      warnings: [
        ...report.warnings,
        ...dataWarnings(portfolio.currencies, deals.duplicateIds),
        ...settled.judges.filter(({index}) => !skips.has(index)).flatMap(({notes}) => notes),
      ],
    },
    score,
    band: score === null ? null : bandOf(score),
    isLowConfidence: evaluated === 0 || evaluated < ruleset.rules.length * lowConfidenceShare,
    checks: {evaluated, skipped: ruleset.rules.length - evaluated},
    dealsAnalyzed: openRows.length,
    closedDeals: {won: deals.countOf('won'), lost: deals.countOf('lost')},
    issuesFound: settled.byRow.order.length,
    issuesBySeverity: issuesBySeverity(settled),
    highRiskDeals: portfolio.highRiskDeals,
    series: {reviews: settled.series.reviews, since: formatCalendarDate(settled.series.since)},
    fiscalYearStartMonth: report.fiscalYearStartMonth ?? 1,
    // With several pipelines there is no one order.
    stageOrder: settled.stageOrders.length === 1 ? settled.stageOrders[0]! : null,
    rulesetName: ruleset.name,
    rulesetFingerprint: ruleset.fingerprint,
    rules,
    ...(!isDefault(ruleset.scoring) && {scoring: ruleset.scoring}),
    portfolio: settled.portfolio,
    ...(ruleset.scoring.portfolio && {
      portfolioPointsLost: settled.portfolio.reduce((sum, {pointsLost = 0}) => sum + pointsLost, 0),
    }),
    ...(settled.coverage && {coverage: settled.coverage}),
    waivers: settled.waived.outcomes(),
    ...(ruleset.overrides.length > 0 && {overrides: overrideOutcomes(settled)}),
    totals: portfolio.totals,
    stageAges: settled.ages,
    fields: settled.filled.counts(openRows),
    changes: null,
  }
}

function overrideOutcomes({options, overrideSets, openRows}: Settled): OverrideOutcome[] {
  const deals = overrideSets.countsOf(openRows)
  return options.ruleset.overrides.map((when, place) => ({
    when: filterText(when) ?? '',
    deals: deals[place]!,
  }))
}

function dataWarnings(currencies: readonly string[], duplicateIds: number): string[] {
  const mixed = `amounts in ${currencies.join(', ')} are added as they stand; map a converted column to amount`
  const repeated = repeatedIdsText(duplicateIds)
  return [...(currencies.length > 1 ? [mixed] : []), ...(repeated ? [repeated] : [])]
}
