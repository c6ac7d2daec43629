import type {Advanced, RunOutcome, RunQueue} from '../domain/ports/run-queue.js'
import {type Claim, priorities} from '../domain/run/run.js'
import {cancellationOf, cancelOrphans} from './cancel-runs.js'
import {claimRuns} from './claim-runs.js'
import {claimed, noteBegun, released, renewClaim, storeCompletion} from './claimed-run.js'
import {instantOf} from './instant.js'
import {oneMoreIn} from './one-more.js'
import type {RunRow} from './run-row.js'
import type {Session} from './session.js'
import {isRefusedRow} from './storage-error.js'

type AdvanceInput = Parameters<RunQueue['advance']>[0]

/** Inside of a write transaction. What has ended is stored first: it frees threads and connections for what is claimed. */
export function advance(session: Session, {now, begun, outcomes, renew, claim}: AdvanceInput): Advanced {
  const lost: Claim[] = []
  const cancelRequested: Advanced['cancelRequested'][number][] = []
  const storedInstead: RunOutcome[] = []
  for (const started of begun) noteBegun(session, started)
  for (const outcome of outcomes) {
    const stored = storeOutcome(session, outcome, now)
    if (!stored) lost.push(outcome.claim)
    else if (stored !== outcome) storedInstead.push(stored)
  }
  const ended = new Set(outcomes.map(outcome => outcome.claim.runId))
  for (const held of renew.claims) {
    if (ended.has(held.runId)) continue
    const renewed = renewClaim(session, held, renew.leaseExpiresAt)
    if (!renewed) lost.push(held)
    else if (renewed.cancelRequested) cancelRequested.push({runId: held.runId, ...renewed.cancelRequested})
  }
  cancelOrphans(session, now)
  return {
    claimed: claim ? claimRuns(session, claim, now) : [],
    lost,
    storedInstead,
    cancelRequested,
    nextQueuedAt: nextQueuedAt(session),
  }
}

/** The outcome as it is stored; null for a void claim. */
function storeOutcome(session: Session, outcome: RunOutcome, now: Date): RunOutcome | null {
  switch (outcome.kind) {
    case 'completed':
      return storeResult(session, outcome, now)
    case 'ended':
      return storeEnd(session, outcome)
    case 'retry':
      return putBack(session, outcome, now)
    case 'returned':
      return giveBack(session, outcome, now)
  }
}

/** A result that the schema refuses fails its run: thrown, it would keep all others from being stored, at every attempt. */
function storeResult(
  session: Session,
  outcome: Extract<RunOutcome, {kind: 'completed'}>,
  now: Date,
): RunOutcome | null {
  const {claim, completion} = outcome
  try {
    return session.part(() => storeCompletion(session, claim, completion)) ? outcome : null
  } catch (error) {
    if (!isRefusedRow(error)) throw error
    const errorMessage = `its result cannot be stored: ${(error as Error).message}`
    const failed = {status: 'failed', errorCode: 'internal', errorMessage, completedAt: now} as const
    return storeEnd(session, {kind: 'ended', claim, ...failed})
  }
}

function storeEnd(session: Session, outcome: Extract<RunOutcome, {kind: 'ended'}>): RunOutcome | null {
  const {claim, completedAt, status, errorCode, errorMessage} = outcome
  const values = {...claim, status, errorCode, errorMessage, completedAt: completedAt.getTime()}
  return session.prepared(end).run(values).changes > 0 ? outcome : null
}

function putBack(
  session: Session,
  outcome: Extract<RunOutcome, {kind: 'retry'}>,
  now: Date,
): RunOutcome | null {
  const {claim, at, errorCode, errorMessage, counts} = outcome
  const values = {...claim, errorCode, errorMessage, at: at.getTime(), attempts: counts === 'attempt' ? 1 : 0}
  return session.prepared(requeue).run(values).changes > 0 ? outcome : endInstead(session, claim, now)
}

function giveBack(
  session: Session,
  outcome: Extract<RunOutcome, {kind: 'returned'}>,
  now: Date,
): RunOutcome | null {
  const {claim} = outcome
  return session.prepared(requeueAsItWas).run(claim).changes > 0 ? outcome : endInstead(session, claim, now)
}

/** Of a run that does not go back into the queue: its end, where somebody asked to cancel it; null for a void claim. */
function endInstead(session: Session, claim: Claim, now: Date): RunOutcome | null {
  const row = session.prepared<RunRow>(stillHeld).get(claim)
  const cancellation = row ? cancellationOf(row) : null
  if (cancellation === null) return null
  return storeEnd(session, {kind: 'ended', claim, status: 'cancelled', ...cancellation, completedAt: now})
}

function nextQueuedAt(session: Session): Date | null {
  const row = session.prepared<{queued_at: number | null}>(nextQueued).get({})
  return instantOf(row?.queued_at ?? null)
}

const end = `UPDATE review_runs SET status = @status, completed_at = @completedAt, error_code = @errorCode,
  error_message = @errorMessage, ${released} WHERE ${claimed}`

const wanted = `${claimed} AND cancel_requested_at IS NULL`

const requeue = `UPDATE review_runs SET status = 'queued', queued_at = @at, started_at = NULL, job_id = NULL,
  retry_count = ${oneMoreIn('retry_count', '@attempts')}, error_code = @errorCode, error_message = @errorMessage, ${released}
  WHERE ${wanted}`

const requeueAsItWas = `UPDATE review_runs SET status = 'queued', started_at = NULL, job_id = NULL, ${released} WHERE ${wanted}`

const stillHeld = `SELECT * FROM review_runs WHERE ${claimed}`

export const nextQueued = `SELECT min(queued_at) AS queued_at FROM (
  SELECT min(queued_at) AS queued_at FROM review_runs WHERE status = 'queued' AND priority = ${priorities.manual}
  UNION ALL SELECT min(queued_at) FROM review_runs WHERE status = 'queued' AND priority = ${priorities.scheduled})`
