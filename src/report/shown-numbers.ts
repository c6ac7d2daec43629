import type {GroupTotal, ReviewedDeal, ReviewSummary, RuleOutcome} from '../domain/review/analysis.js'
import {bandOf, groupScore} from '../domain/score/health-score.js'
import {roundToSum} from '../domain/score/round-to-sum.js'
import {count, counted} from './amounts.js'

// Numbers as all formats show them: rounded so that a column, or the reasons of a deal, still add up.

/** A number that never claims a better band than the score has: 79.6 is shown as 79, not as a yellow 80. */
export function shownScore(score: number, decimals = 0): string {
  const unit = 10 ** decimals
  const rounded = Math.round(score * unit) / unit
  const shown = bandOf(rounded) === bandOf(score) ? rounded : Math.floor(score * unit) / unit
  return shown.toFixed(decimals)
}

/** Decimals that show two digits of `largest`, at least one and at most six: one deal of a million costs 0.00012 points. */
function decimalsFor(largest: number): number {
  if (largest >= 1 || largest <= 0) return 1
  return Math.min(6, 1 + Math.ceil(-Math.log10(largest)))
}

/** A column of points. */
export function shownPoints(points: readonly number[]): string[] {
  const largest = points.reduce((most, value) => Math.max(most, value), 0)
  const decimals = decimalsFor(largest)
  return roundToSum(points, decimals).map(value => value.toFixed(decimals))
}

/** What deals lost, and in one more place at the end what the others did: together what deals took from the score. */
export function shownTotals(
  points: readonly number[],
  summary: Pick<ReviewSummary, 'score' | 'portfolioPointsLost'>,
): {totals: string[]; decimals: number} {
  const lost = lostByDeals(summary)
  const others = Math.max(0, lost - points.reduce((sum, value) => sum + value, 0))
  const decimals = decimalsFor(points[0] ?? 0)
  const totals = roundToSum([...points, others], decimals, lost)
  return {totals: totals.map(total => total.toFixed(decimals)), decimals}
}

/** The points that the score is short of 100, but for what the pipeline as a whole cost. */
function lostByDeals({score, portfolioPointsLost = 0}: Pick<ReviewSummary, 'score' | 'portfolioPointsLost'>) {
  return Math.max(0, 100 - (score ?? 100) - portfolioPointsLost)
}

/** Each finding's part of what its deal is shown to have lost, in their order; last what left out findings cost. */
export function shownParts({findings, leftOut}: ReviewedDeal, total: string, decimals: number): string[] {
  const points = findings.map(finding => finding.pointsLost)
  if (leftOut) points.push(leftOut.pointsLost)
  return roundToSum(points, decimals, Number(total)).map(part => part.toFixed(decimals))
}

/** `179 other deals`, the last row of a list of deals; null where they lost nothing. */
export function othersText(
  summary: Pick<ReviewSummary, 'dealsAnalyzed' | 'score' | 'portfolioPointsLost'>,
  shown: readonly ReviewedDeal[],
): string | null {
  const others = summary.dealsAnalyzed - shown.length
  const lost = shown.reduce((sum, {pointsLost}) => sum + pointsLost, 0)
  // Rounding leaves some 1e-14 of a sum.
  return others > 0 && lostByDeals(summary) - lost > 1e-9 ? counted(others, 'other deal') : null
}

type FoundRule = {
  rule: RuleOutcome
  points: string
  /** `12 of 40`; a rule about the pipeline as a whole looks at no single deals. */
  deals: string
}

/** Rules with findings, the most expensive first; those about the pipeline as a whole where they cost points. */
export function foundRules({rules, portfolio}: ReviewSummary): FoundRule[] {
  const isWhole = ({ruleId}: RuleOutcome) => portfolio.some(found => found.ruleId === ruleId)
  const found = rules
    .filter(rule => rule.violated > 0 && (rule.pointsLost > 0 || !isWhole(rule)))
    .sort((a, b) => b.pointsLost - a.pointsLost || b.violated - a.violated)
  const points = shownPoints(found.map(rule => rule.pointsLost))
  return found.map((rule, index) => ({
    rule,
    points: points[index]!,
    deals: isWhole(rule) ? 'as a whole' : `${count(rule.violated)} of ${count(rule.checked)}`,
  }))
}

type GroupRow = {name: string; deals: number; amount: number; points: string; score: string}

/** The `most` groups that lost most points; the others in one last row, so that the columns add up. */
export function groupRows(totals: readonly GroupTotal[], most: number): GroupRow[] {
  const sorted = [...totals].sort((a, b) => b.pointsLost - a.pointsLost || b.amount - a.amount)
  // A row that stands for one group could as well name it.
  const named = sorted.length === most + 1 ? sorted.length : most
  const rows = sorted.slice(0, named).map(total => ({...total, name: total.key ?? '(none)'}))
  const others = sorted.slice(named)
  if (others.length > 0) rows.push({...sumOf(others), name: `(${others.length} others)`})
  const points = shownPoints(rows.map(row => row.pointsLost))
  return rows.map(({name, deals, amount, score}, index) => ({
    name,
    deals,
    amount,
    points: points[index]!,
    score: shownScore(score),
  }))
}

function sumOf(totals: readonly GroupTotal[]): GroupTotal {
  const sum = {key: null, deals: 0, amount: 0, pointsLost: 0, weight: 0}
  for (const total of totals) {
    sum.deals += total.deals
    sum.amount += total.amount
    sum.pointsLost += total.pointsLost
    sum.weight += total.weight
  }
  return {...sum, score: groupScore(sum.pointsLost, sum.weight)}
}
