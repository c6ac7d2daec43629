/** What becomes of a run whose attempt failed: the same run again at `at` or later, or its end. */
export type RetryDecision =
  | {kind: 'retry'; at: Date}
  | {kind: 'fail'; errorCode: string; errorMessage: string}

/** `retryCount`: attempts of this run that were started again already. */
type Attempts = {retryCount: number; maxRetries: number; now: Date}

type FailedAttempt = Attempts & {
  error: {code: string; message: string; canPass: boolean; retryAfterMs: number | null}
  /** In [0, 1). */
  random: number
}

const firstDelayMs = 30_000
const longestDelayMs = 15 * 60_000

/** A source that asks for more than a day has its reasons: the next occurrence, or a person, comes first. */
const longestRetryAfterMs = 24 * 60 * 60_000

/** A run that has taken its process down this often is not given another one. */
const crashLimit = 3

/** Only what can pass is tried again, after a growing delay and never before the source allows it. */
export function retryAfterFailure({error, random, ...attempts}: FailedAttempt): RetryDecision {
  const retryAfterMs = error.retryAfterMs ?? 0
  if (!error.canPass || isUsedUp(attempts) || retryAfterMs > longestRetryAfterMs)
    return {kind: 'fail', errorCode: error.code, errorMessage: error.message}
  const delayMs = Math.max(backoffMs(attempts.retryCount, random), retryAfterMs)
  return {kind: 'retry', at: new Date(attempts.now.getTime() + delayMs)}
}

/**
 * For a run whose process died. `crashCount` counts this crash as well. The next attempt may start at once: most crashes are
 * a machine that was restarted, and the run is late already.
 */
export function retryAfterCrash({crashCount, ...attempts}: Attempts & {crashCount: number}): RetryDecision {
  if (crashCount >= crashLimit) {
    const errorMessage = `its process died ${crashCount} times while it ran; it is not tried again`
    return {kind: 'fail', errorCode: 'poisoned', errorMessage}
  }
  if (isUsedUp(attempts))
    return {kind: 'fail', errorCode: 'abandoned', errorMessage: 'its process died while it ran'}
  return {kind: 'retry', at: attempts.now}
}

/** `retryAfterCrash` at that instant, as a store asks for each run that it finds dead. */
export function afterCrash(now: Date) {
  return ({crashCount, retryCount}: {crashCount: number; retryCount: number}, maxRetries: number) =>
    retryAfterCrash({crashCount, retryCount, maxRetries, now})
}

function isUsedUp({retryCount, maxRetries}: Attempts): boolean {
  return retryCount >= maxRetries
}

/** Half of it is fixed, half is chance, so that those that failed together do not come again together. */
function backoffMs(retryCount: number, random: number): number {
  const fullMs = Math.min(firstDelayMs * 2 ** retryCount, longestDelayMs)
  return Math.round(fullMs / 2 + (fullMs / 2) * random)
}
