/**
 * Rounds numbers >= 0 so that what is shown adds up to the rounded total (largest remainder): the places that lose most
 * by cutting get the units that are left, the earlier of two equal ones first. `total` is the sum as it is shown elsewhere.
 */
export function roundToSum(values: readonly number[], decimals = 1, total = sumOf(values)): number[] {
  const scale = 10 ** decimals
  const scaled = values.map(value => value * scale)
  const units = scaled.map(Math.floor)
  const left = Math.round(total * scale) - sumOf(units)
  const byRemainder = units.map((_, index) => index)
  byRemainder.sort((a, b) => scaled[b]! - units[b]! - (scaled[a]! - units[a]!) || a - b)
  for (const index of byRemainder.slice(0, Math.max(0, left))) units[index]! += 1
  // A total that was rounded down elsewhere: what is cut from the largest shows least.
  if (left < 0) units[largestOf(units)]! += left
  return units.map(unit => unit / scale)
}

function largestOf(values: readonly number[]): number {
  return values.reduce((largest, value, index) => (value > values[largest]! ? index : largest), 0)
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
