import type {Band, RiskLevel} from '../review/analysis.js'
import type {Severity} from '../rules/severity.js'
import {medianOf} from './median.js'

/** Lowest score of the two upper bands. */
export const bands = {green: 80, yellow: 60} as const

/** Health below which a deal's risk is high or medium; the same limits as the bands, so that they read alike. */
export const riskLimits = {high: 60, medium: 80} as const

/** The band of a score as it is, not as it is rounded for display. */
export function bandOf(score: number): Band {
  if (score >= bands.green) return 'green'
  return score >= bands.yellow ? 'yellow' : 'red'
}

/** 0-100; `points` is the sum over the deal's violations. */
export function dealHealth(points: number): number {
  return 100 * (1 - penaltyOf(points))
}

/** `severities` are those of the deal's violations, `points` the sum over them. */
export function riskOf(severities: readonly Severity[], points: number): RiskLevel {
  if (isHighRisk({points, hasCritical: severities.includes('critical')})) return 'high'
  if (dealHealth(points) < riskLimits.medium) return 'medium'
  return severities.length > 0 ? 'low' : 'none'
}

/** `points` is the sum over the deal's violations. */
export function isHighRisk({points, hasCritical}: {points: number; hasCritical: boolean}): boolean {
  return hasCritical || dealHealth(points) < riskLimits.high
}

/** The part of a deal's lost points that a violation is charged with which takes `charge` of its `points`. */
export function contributionOf(charge: number, deal: {pointsLost: number; points: number}): number {
  return deal.points === 0 ? 0 : (deal.pointsLost * charge) / deal.points
}

/** Of a score of 100; of a lower one as much less. */
export const portfolioCap = 20

/** What findings about the pipeline as a whole take of what the deals have left of 100: a point is a hundredth of it. */
export function portfolioLoss(left: number, points: number): number {
  return (left * Math.min(portfolioCap, points)) / 100
}

/** Columns of the open deals, one place per deal. */
type ScoredDeals = {
  /** NaN where the deal has none. */
  amounts: Float64Array
  /** The amount of an earlier review, for deals that have none now; NaN where there is none either. */
  lastKnownAmounts?: Float64Array
  /** Sum of the severity points of the deal's violations. */
  points: Float64Array | Uint16Array
}

type Scored = {score: number | null; pointsLost: Float64Array; weights: Float64Array}

/** The portfolio's score (null without deals), and of each deal what it takes from 100 and what it weighs: together 1. */
export function scoreDeals(deals: ScoredDeals): Scored {
  const weights = dealWeights(deals.amounts, deals.lastKnownAmounts)
  const pointsLost = new Float64Array(weights.length)
  let lost = 0
  for (let index = 0; index < weights.length; index++) {
    const points = 100 * weights[index]! * penaltyOf(deals.points[index]!)
    pointsLost[index] = points
    lost += points
  }
  // Rounding can carry the sum past 100 by some 1e-14.
  return {score: weights.length === 0 ? null : Math.max(0, 100 - lost), pointsLost, weights}
}

/** The health of some of the deals, each weighed as in the whole. Rounding can carry it past the ends by some 1e-14. */
export function groupScore(pointsLost: number, weight: number): number {
  return Math.min(100, Math.max(0, 100 - pointsLost / weight))
}

/**
 * Half by amount, half by count, adding up to 1: the count keeps one huge deal from hiding two hundred rotten ones.
 * A deal without a positive amount weighs its last known one, else the median of what is known, else as much as any other.
 */
export function dealWeights(amounts: Float64Array, lastKnownAmounts?: Float64Array): Float64Array {
  const weights = new Float64Array(amounts.length)
  for (let index = 0; index < weights.length; index++) {
    const amount = amounts[index]!
    weights[index] = isKnownAmount(amount) ? amount : (lastKnownAmounts?.[index] ?? Number.NaN)
  }
  const {substitute, largest} = amountScale(weights)
  let total = 0
  for (let index = 0; index < weights.length; index++) {
    const amount = weights[index]!
    const relative = (isKnownAmount(amount) ? amount : substitute) / largest
    weights[index] = relative
    total += relative
  }
  const byCount = 0.5 / weights.length
  for (let index = 0; index < weights.length; index++)
    weights[index] = (0.5 * weights[index]!) / total + byCount
  return weights
}

/** Amounts are taken relative to the largest, so that no sum of them can overflow. */
function amountScale(amounts: Float64Array): {substitute: number; largest: number} {
  let known = 0
  let largest = 0
  for (const amount of amounts) {
    if (!isKnownAmount(amount)) continue
    known++
    if (amount > largest) largest = amount
  }
  if (known === 0) return {substitute: 1, largest: 1}
  // Looked for only where a deal needs it.
  const substitute = known === amounts.length ? 0 : medianOf(knownOf(amounts, known))
  return {substitute, largest}
}

function knownOf(amounts: Float64Array, count: number): Float64Array {
  const known = new Float64Array(count)
  let next = 0
  for (const amount of amounts) if (isKnownAmount(amount)) known[next++] = amount
  return known
}

/** An amount that can weigh a deal. */
export function isKnownAmount(amount: number): boolean {
  return amount > 0 && amount < Number.POSITIVE_INFINITY
}

function penaltyOf(points: number): number {
  return Math.min(1, points / 100)
}
