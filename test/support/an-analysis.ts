import {
  type Analysis,
  type ChangeKind,
  type Changes,
  changeKinds,
  type DealChange,
  type GroupTotal,
  type ReviewedDeal,
  type ReviewSummary,
  type RuleOutcome,
} from '../../src/domain/review/analysis.js'
import {charge} from '../../src/domain/score/charge.js'
import {
  bandOf,
  contributionOf,
  dealHealth,
  groupScore,
  riskOf,
  scoreDeals,
} from '../../src/domain/score/health-score.js'
import {defaultScoring} from '../../src/domain/score/scoring.js'
import {aReviewedDeal, type DealDraft} from './a-reviewed-deal.js'
import {sampleChanges, sampleDeals, sampleRules} from './sample-pipeline.js'

type Given = {
  /** Replaces single fields; nested ones as a whole. */
  summary?: Partial<ReviewSummary>
  /** Instead of the six sample deals. */
  deals?: readonly DealDraft[]
}

/**
 * A finished review as of 1 April 2025: six deals, six rules of which two are skipped, changes since the week before. Score,
 * health, risk, totals and counts follow from the deals and their findings; what `summary` gives stands as it is given.
 */
export function anAnalysis({summary = {}, deals: drafts = sampleDeals}: Given = {}): Analysis {
  const deals = scored(drafts.map(aReviewedDeal))
  const all = {...summaryOf(deals), ...summary}
  return {summary: all, deals: () => deals}
}

/** The same deals with the points that they lose together, those that cost most first. */
function scored(deals: readonly ReviewedDeal[]): ReviewedDeal[] {
  const points = deals.map(({findings}) => charge(findings, defaultScoring))
  const {pointsLost} = scoreDeals({
    amounts: Float64Array.from(deals, deal => deal.lastKnownAmount ?? Number.NaN),
    points: Float64Array.from(points),
  })
  return deals
    .map((deal, index) => withPoints(deal, {points: points[index]!, pointsLost: pointsLost[index]!}))
    .sort((a, b) => b.pointsLost - a.pointsLost || (b.amount ?? 0) - (a.amount ?? 0))
}

function withPoints(deal: ReviewedDeal, cost: {points: number; pointsLost: number}): ReviewedDeal {
  return {
    ...deal,
    health: dealHealth(cost.points),
    risk: riskOf(
      deal.findings.map(({severity}) => severity),
      cost.points,
    ),
    pointsLost: cost.pointsLost,
    findings: deal.findings.map(found => ({
      ...found,
      pointsLost: contributionOf(defaultScoring.points[found.severity], cost),
    })),
  }
}

function summaryOf(deals: readonly ReviewedDeal[]): ReviewSummary {
  const score = deals.length === 0 ? null : 100 - sumOf(deals, deal => deal.pointsLost)
  const skipped = sampleRules.filter(rule => rule.skippedReason !== null).length
  return {
    format: 1,
    asOf: '2025-04-01T12:00:00.000Z',
    timezone: 'Europe/Berlin',
    source: {
      label: 'file "emea"',
      rowsRead: deals.length + 4,
      refusedCount: 1,
      refusals: [{row: 7, column: 'Amount', value: 'a lot', reason: 'not a number'}],
      duplicateIds: 0,
      warnings: [],
    },
    score,
    band: score === null ? null : bandOf(score),
    isLowConfidence: false,
    checks: {evaluated: sampleRules.length - skipped, skipped},
    dealsAnalyzed: deals.length,
    closedDeals: {won: 2, lost: 1},
    issuesFound: sumOf(deals, deal => deal.findings.length),
    issuesBySeverity: issuesBySeverity(deals),
    highRiskDeals: deals.filter(deal => deal.risk === 'high').length,
    fiscalYearStartMonth: 1,
    stageOrder: null,
    rulesetName: 'recommended',
    rulesetFingerprint: '0123456789ab',
    rules: sampleRules.map(rule => ruleOutcome(rule, deals)),
    portfolio: [],
    waivers: [],
    totals: {
      amount: sumOf(deals, deal => deal.amount ?? 0),
      byStage: totalsBy(deals, deal => deal.stage),
      byOwner: totalsBy(deals, deal => deal.owner),
      byForecastCategory: totalsBy(deals, deal => deal.forecastCategory),
    },
    stageAges: deals.length === 0 ? [] : sampleAges,
    changes: changesOf(score, deals),
  }
}

function issuesBySeverity(deals: readonly ReviewedDeal[]): ReviewSummary['issuesBySeverity'] {
  const counts = {critical: 0, high: 0, medium: 0, low: 0, info: 0}
  for (const {findings} of deals) for (const {severity} of findings) counts[severity]++
  return counts
}

function sumOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0)
}

function ruleOutcome(rule: (typeof sampleRules)[number], deals: readonly ReviewedDeal[]): RuleOutcome {
  const found = deals.flatMap(({findings}) => findings.filter(({ruleId}) => ruleId === rule.ruleId))
  return {
    ...rule,
    checked: rule.skippedReason === null ? deals.length : 0,
    violated: found.length,
    pointsLost: sumOf(found, ({pointsLost}) => pointsLost),
  }
}

function totalsBy(
  deals: readonly ReviewedDeal[],
  keyOf: (deal: ReviewedDeal) => string | null,
): GroupTotal[] {
  const keys = [...new Set(deals.map(keyOf))]
  const totals = keys.map(key => {
    const group = deals.filter(deal => keyOf(deal) === key)
    const pointsLost = sumOf(group, deal => deal.pointsLost)
    // As if all deals weighed the same.
    const weight = group.length / deals.length
    return {
      key,
      deals: group.length,
      amount: sumOf(group, deal => deal.amount ?? 0),
      pointsLost,
      weight,
      score: groupScore(pointsLost, weight),
    }
  })
  return totals.sort((a, b) => b.amount - a.amount)
}

const sampleAges: NonNullable<ReviewSummary['stageAges']> = [
  {pipeline: null, stage: 'Proposal', deals: 3, medianDays: 12, longestDays: 40, wonMedianDays: 14.5},
  {pipeline: null, stage: 'Negotiation', deals: 2, medianDays: 21.5, longestDays: 35, wonMedianDays: null},
]

const nothing = {deals: 0, amount: 0}
const still = {
  new: nothing,
  pulledIn: nothing,
  amountUp: nothing,
  amountDown: nothing,
  pushedOut: nothing,
  won: nothing,
  lost: nothing,
  disappeared: nothing,
}

const sampleWaterfalls: NonNullable<Changes['waterfalls']> = {
  all: {
    quarter: null,
    startedWith: {deals: 7, amount: 250_000},
    steps: {
      ...still,
      new: {deals: 1, amount: 30_000.5},
      won: {deals: 1, amount: -20_000},
      lost: {deals: 1, amount: -12_000},
    },
    endsWith: {deals: 6, amount: 248_000.5},
  },
  quarter: {
    quarter: {first: '2025-04-01', last: '2025-06-30'},
    startedWith: {deals: 3, amount: 90_000},
    steps: {...still, pushedOut: {deals: 1, amount: -15_000}},
    endsWith: {deals: 2, amount: 75_000},
  },
}

function changesOf(score: number | null, deals: readonly ReviewedDeal[]): Changes {
  return {
    since: {runId: 'run-1', asOf: '2025-03-25T12:00:00.000Z', score: 70, dealsAnalyzed: 7},
    scoreDelta: score === null ? null : score - 70,
    notComparable: null,
    counts: countsOf(sampleChanges),
    items: [...sampleChanges],
    findingsNew: sumOf(deals, deal => deal.findings.filter(({isNew}) => isNew).length),
    findingsResolved: 1,
    waterfalls: sampleWaterfalls,
  }
}

function countsOf(items: readonly DealChange[]): Changes['counts'] {
  const counts = changeKinds.map(kind => {
    const ofKind = items.filter(item => item.kind === kind)
    return [kind, {deals: ofKind.length, amount: sumOf(ofKind, worth)}] as const
  })
  return Object.fromEntries(counts) as Record<ChangeKind, {deals: number; amount: number}>
}

/** The deal's amount, or how much it changed by. */
function worth({amount, from, to}: DealChange): number {
  return typeof from === 'number' && typeof to === 'number' ? to - from : (amount ?? 0)
}
