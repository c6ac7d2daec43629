/** The largest number that is counted on from: one more is still exact in SQLite and in JavaScript. */
const mostCounted = Number.MAX_SAFE_INTEGER - 1

/** A count as it was read, within what can be counted on from. */
export const countIn = (count: number) => Math.max(0, Math.min(count, mostCounted))

/**
 * One more than a count in a column. Of the largest and the smallest integers that somebody may have stored there, there is none that is
 * exact, and the statement would fail. `by` may be a parameter that says whether it is counted at all: 0 or 1.
 */
export const oneMoreIn = (column: string, by = '1') => `max(0, min(${column}, ${mostCounted})) + ${by}`

/** The same of a count that was read. */
export const oneMoreThan = (count: number) => countIn(count) + 1
