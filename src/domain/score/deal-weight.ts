import {dealWeights, isKnownAmount} from './health-score.js'
import {medianOf} from './median.js'

/** What a deal weighs in the score, and why. All shares are 0 to 1. */
export type DealWeight = {
  /** Half of `byAmount` and half of `byCount`. */
  weight: number
  /** Its share of all amounts that are weighed. */
  byAmount: number
  byCount: number
  /** The amount that weighs it; null where no deal has one. */
  amount: number | null
  /** Where that is from: its own, that of an earlier review, the median of the others; `none`: all deals weigh the same. */
  basis: 'own' | 'last-known' | 'median' | 'none'
}

/** The columns are those of `dealWeights`; `place` is the deal's. */
export function dealWeight(
  {amounts, lastKnownAmounts}: {amounts: Float64Array; lastKnownAmounts: Float64Array},
  place: number,
): DealWeight {
  const weight = dealWeights(amounts, lastKnownAmounts)[place]!
  const byCount = 1 / amounts.length
  const shares = {weight, byAmount: 2 * weight - byCount, byCount}
  const own = amounts[place]!
  if (isKnownAmount(own)) return {...shares, amount: own, basis: 'own'}
  const lastKnown = lastKnownAmounts[place]!
  if (isKnownAmount(lastKnown)) return {...shares, amount: lastKnown, basis: 'last-known'}
  const known = amounts
    .map((amount, index) => (isKnownAmount(amount) ? amount : lastKnownAmounts[index]!))
    .filter(isKnownAmount)
  if (known.length === 0) return {...shares, amount: null, basis: 'none'}
  return {...shares, amount: medianOf(known), basis: 'median'}
}
