import type {Analysis, ReviewedDeal, ReviewSummary} from '../domain/review/analysis.js'
import {roundToSum} from '../domain/score/round-to-sum.js'
import {firstOf} from './first-of.js'
import {dealsShown} from './report-input.js'
import {lostByDeals, pointDecimals, pointsText, shownWhole} from './shown-numbers.js'

/**
 * What deals lost as every format shows it: findings add up to their deal; the deals, the others and what the pipeline as a whole cost to
 * what the score is short of 100.
 */
type ShownLosses = {
  decimals: number
  /** Of the deal at a place in the order of the review; the last of its parts is what left out findings cost. */
  of(deal: ReviewedDeal, place: number): {total: string; parts: string[]}
  /** What all deals but the first `shown` lost. */
  others(shown: number): string
}

/**
 * The first thousand are rounded together, however few of them are shown: a deal has lost the same in every format. `most` is how many
 * are shown where they are more.
 */
export function shownLosses({summary, deals}: Analysis, most = dealsShown): ShownLosses {
  const points = pointsUntilZero(firstOf(deals(), Math.max(most, dealsShown)))
  const lost = lostByDeals(summary)
  const decimals = pointDecimals(points[0] ?? 0)
  const shownLost = shownOf(summary, decimals)
  const restOf = (shown: number) => Math.max(0, lost - sumOf(points.slice(0, shown)))
  const first = roundToSum([...points.slice(0, dealsShown), restOf(dealsShown)], decimals, shownLost)
  const rest = first.pop()!
  const further = roundToSum([...points.slice(dealsShown), restOf(points.length)], decimals, rest)
  const totals = [...first, ...further.slice(0, -1)]
  return {
    decimals,
    of(deal, place) {
      const total = totals[place] ?? Number(deal.pointsLost.toFixed(decimals))
      return {total: pointsText(total, deal.pointsLost, decimals), parts: partsOf(deal, total, decimals)}
    },
    others(shown) {
      const left = Number(shownLost.toFixed(decimals)) - sumOf(totals.slice(0, shown))
      return pointsText(Number(Math.abs(left).toFixed(decimals)), restOf(shown), decimals)
    },
  }
}

/** What all deals lost; where findings about the whole have as many decimals, what these are rounded by is taken from it. */
function shownOf(summary: ReviewSummary, decimals: number): number {
  const lost = lostByDeals(summary)
  const whole = shownWhole(summary.portfolio)
  if (whole.decimals !== decimals) return lost
  const exact = sumOf(summary.portfolio.map(({pointsLost = 0}) => pointsLost))
  return Math.max(0, lost + exact - sumOf(whole.points))
}

/** Those that lost most come first. */
function pointsUntilZero(deals: Iterable<ReviewedDeal>): number[] {
  const points: number[] = []
  for (const {pointsLost} of deals) {
    if (pointsLost === 0) break
    points.push(pointsLost)
  }
  return points
}

function partsOf({findings, leftOut}: ReviewedDeal, total: number, decimals: number): string[] {
  const points = findings.map(finding => finding.pointsLost)
  if (leftOut) points.push(leftOut.pointsLost)
  return roundToSum(points, decimals, total).map((part, index) => pointsText(part, points[index]!, decimals))
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
