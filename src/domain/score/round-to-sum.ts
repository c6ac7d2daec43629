/**
 * Rounds numbers >= 0 so that what is shown adds up to the rounded total (largest remainder): the places that lose most
 * by cutting get the units that are left, the earlier of two equal ones first.
 */
export function roundToSum(values: readonly number[], decimals = 1): number[] {
  const scale = 10 ** decimals
  const scaled = values.map(value => value * scale)
  const units = scaled.map(Math.floor)
  const total = Math.round(scaled.reduce((sum, value) => sum + value, 0))
  const left = total - units.reduce((sum, value) => sum + value, 0)
  const byRemainder = units.map((_, index) => index)
  byRemainder.sort((a, b) => scaled[b]! - units[b]! - (scaled[a]! - units[a]!) || a - b)
  for (const index of byRemainder.slice(0, Math.max(0, left))) units[index]! += 1
  return units.map(unit => unit / scale)
}
