/**
 * Whole cents of an amount: sums of them are exact up to 90 trillion, and every sum over the same deals is the same one. A deal without
 * an amount counts as a deal of nothing.
 */
export function centsOf(amount: number | null): number {
  return Math.round((amount ?? 0) * 100)
}
