import {messageOf, RevschedError} from '../domain/errors.js'
import type {RunOutcome} from '../domain/ports/run-queue.js'
import {retryAfterFailure} from '../domain/run/retry-policy.js'
import type {Cancellation, Claim} from '../domain/run/run.js'

type Attempt = {claim: Claim; retryCount: number; maxRetries: number; cancellation: Cancellation | null}

/** What becomes of a run whose review ended in an error. */
export function outcomeOfError(
  error: unknown,
  {claim, cancellation, ...attempt}: Attempt,
  {now, random}: {now: Date; random: number},
): RunOutcome {
  const told = toldOf(error)
  const {code: errorCode, message: errorMessage} = told
  // Stopped with the daemon: nobody's fault, so it takes none of the attempts.
  if (errorCode === 'terminated')
    return {kind: 'retry', claim, at: now, errorCode, errorMessage, counts: 'nothing'}
  if (errorCode === 'interrupted' && cancellation)
    return {kind: 'ended', claim, status: 'cancelled', ...cancellation, completedAt: now}
  const decision = retryAfterFailure({error: told, ...attempt, now, random})
  return decision.kind === 'retry'
    ? {kind: 'retry', claim, at: decision.at, errorCode, errorMessage, counts: 'attempt'}
    : {
        kind: 'ended',
        claim,
        status: 'failed',
        errorCode: decision.errorCode,
        errorMessage: decision.errorMessage,
        completedAt: now,
      }
}

/** An error without a code is a bug: it may not happen again, and it is not retried. */
function toldOf(error: unknown) {
  if (error instanceof RevschedError) {
    const {code, message, retryAfterMs} = error
    // Of the database, asked for the last review or for a login: a disk has room again, a lock ends.
    const canPass = error.canPass || code === 'storage'
    return {code, message, canPass, retryAfterMs: retryAfterMs ?? null}
  }
  const message = messageOf(error)
  return {code: 'internal', message, canPass: false, retryAfterMs: null}
}
