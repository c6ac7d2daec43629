import type {Analysis, ReviewedDeal, ReviewSummary} from '../domain/review/analysis.js'
import {roundToSum} from '../domain/score/round-to-sum.js'
import {firstOf} from './first-of.js'
import type {Locale} from './intl-text.js'
import {dealsShown} from './report-input.js'
import {lostByDeals, pointDecimals, pointsText, shownWhole} from './shown-numbers.js'

/**
 * What deals lost as every format shows it: findings add up to their deal; the deals, the others and what the pipeline as a whole cost to
 * what the score is short of 100.
 */
type ShownLosses = {
  decimals: number
  /** `lost` is what `total` shows. Of the deal at a place in the order of the review; the last of its parts is what left out findings cost. */
  of(deal: ReviewedDeal, place: number): {total: string; lost: number; parts: string[]}
  /** What all deals but the first `shown` lost. */
  others(shown: number): string
}

/**
 * The first thousand are rounded together, however few of them are shown: a deal has lost the same in every format, and where findings
 * are left out. `most` is how many are shown where they are more.
 */
export function shownLosses(analysis: Analysis, locale: Locale, most = dealsShown): ShownLosses {
  const {summary} = analysis.whole ?? analysis
  const lost = lostByDeals(summary)
  const rounded = roundedLosses(analysis.whole ?? analysis, most)
  const {decimals, shownLost} = rounded
  const look = {decimals, locale}
  const left = analysis.whole && leftOf(analysis, {whole: analysis.whole, most, rounded})
  const {points, totals} = left ?? rounded
  const restOf = (shown: number) => Math.max(0, lost - sumOf(points.slice(0, shown)))
  return {
    decimals,
    of(deal, place) {
      const total = totals[place] ?? Number(deal.pointsLost.toFixed(decimals))
      const parts = partsOf(deal, left?.deals[place] ?? deal, {total, look})
      return {total: pointsText(total, deal.pointsLost, look), lost: total, parts}
    },
    others(shown) {
      const more = Number(shownLost.toFixed(decimals)) - sumOf(totals.slice(0, shown))
      return pointsText(Number(Math.abs(more).toFixed(decimals)), restOf(shown), look)
    },
  }
}

/** By place in the list. */
type Losses = {points: number[]; totals: number[]}

type RoundedLosses = Losses & {decimals: number; shownLost: number}

function roundedLosses({summary, deals}: Analysis, most: number): RoundedLosses {
  const points = pointsUntilZero(firstOf(deals(), Math.max(most, dealsShown)))
  const lost = lostByDeals(summary)
  const decimals = pointDecimals(points[0] ?? 0)
  const shownLost = shownOf(summary, decimals)
  const restOf = (shown: number) => Math.max(0, lost - sumOf(points.slice(0, shown)))
  const first = roundToSum([...points.slice(0, dealsShown), restOf(dealsShown)], decimals, shownLost)
  const rest = first.pop()!
  const further = roundToSum([...points.slice(dealsShown), restOf(points.length)], decimals, rest)
  return {points, totals: [...first, ...further.slice(0, -1)], decimals, shownLost}
}

/** What is left of a list, by place in it, with the first thousand deals as they are in the whole. */
function leftOf(
  {deals}: Analysis,
  {whole, most, rounded}: {whole: Analysis; most: number; rounded: RoundedLosses},
): Losses & {deals: ReviewedDeal[]} {
  const left: Losses & {deals: ReviewedDeal[]} = {points: [], totals: [], deals: []}
  const some = firstOf(deals(), Math.max(most, dealsShown))[Symbol.iterator]()
  let next = some.next()
  let place = -1
  // Both lists are in one order.
  for (const deal of whole.deals()) {
    place++
    if (next.done || deal.pointsLost === 0) break
    if (deal.id !== next.value.id) continue
    left.points.push(deal.pointsLost)
    left.totals.push(rounded.totals[place] ?? Number(deal.pointsLost.toFixed(rounded.decimals)))
    if (left.deals.length < dealsShown) left.deals.push(deal)
    next = some.next()
  }
  return left
}

/** What all deals lost; where findings about the whole have as many decimals, what these are rounded by is taken from it. */
function shownOf(summary: ReviewSummary, decimals: number): number {
  const lost = lostByDeals(summary)
  const whole = shownWhole(summary)
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

/** `whole` has all findings of the deal, `deal` those that are shown. */
function partsOf(
  {findings, leftOut}: ReviewedDeal,
  whole: ReviewedDeal,
  {total, look}: {total: number; look: {decimals: number; locale: Locale}},
): string[] {
  const shown = new Set(findings.map(({ruleId}) => ruleId))
  const points = whole.findings.map(finding => finding.pointsLost)
  const isWhole = whole.findings.length > findings.length
  if (leftOut && !isWhole) points.push(leftOut.pointsLost)
  const rounded = roundToSum(points, look.decimals, total)
  const parts = rounded.map((part, index) => pointsText(part, points[index]!, look))
  if (!leftOut || !isWhole) return parts
  const isShown = (_: unknown, index: number) => shown.has(whole.findings[index]!.ruleId)
  const known = sumOf(rounded.filter((part, index) => !isShown(part, index)))
  return [...parts.filter(isShown), pointsText(known, leftOut.pointsLost, look)]
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
