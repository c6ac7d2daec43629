/** The furthest a `Date` reaches from the epoch, in milliseconds. */
export const longestMs = 8.64e15

export function isInstant(ms: number | null): boolean {
  return ms === null || Math.abs(ms) <= longestMs
}

/** Null also for what no `Date` can hold. */
export function instantOf(ms: number | null): Date | null {
  return ms === null || !isInstant(ms) ? null : new Date(ms)
}
