import type {Advanced, RunOutcome, RunQueue} from '../domain/ports/run-queue.js'
import {type Claim, priorities} from '../domain/run/run.js'
import {cancellationOf, cancelOrphans} from './cancel-runs.js'
import {claimRuns} from './claim-runs.js'
import {claimed, released, renewClaim, storeCompletion} from './claimed-run.js'
import {instantOf} from './instant.js'
import type {RunRow} from './run-row.js'
import type {Session} from './session.js'
import {isRefusedRow} from './storage-error.js'

type AdvanceInput = Parameters<RunQueue['advance']>[0]

/** Inside of a write transaction. What has ended is stored first: it frees threads and connections for what is claimed. */
export function advance(session: Session, {now, outcomes, renew, claim}: AdvanceInput): Advanced {
  const lost: Claim[] = []
  const cancelRequested: Advanced['cancelRequested'][number][] = []
  for (const outcome of outcomes) if (!storeOutcome(session, outcome, now)) lost.push(outcome.claim)
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
    cancelRequested,
    nextQueuedAt: nextQueuedAt(session),
  }
}

/** False for a void claim. */
function storeOutcome(session: Session, outcome: RunOutcome, now: Date): boolean {
  switch (outcome.kind) {
    case 'completed':
      return storeResult(session, outcome, now)
    case 'ended':
      return storeEnd(session, outcome)
    case 'retry':
      return putBack(session, outcome, now)
  }
}

/** A result that the schema refuses fails its run: thrown, it would keep all others from being stored, at every attempt. */
function storeResult(
  session: Session,
  {claim, completion}: Extract<RunOutcome, {kind: 'completed'}>,
  now: Date,
): boolean {
  try {
    return session.part(() => storeCompletion(session, claim, completion))
  } catch (error) {
    if (!isRefusedRow(error)) throw error
    const errorMessage = `its result cannot be stored: ${(error as Error).message}`
    return storeEnd(session, {claim, status: 'failed', errorCode: 'internal', errorMessage, completedAt: now})
  }
}

type End = Omit<Extract<RunOutcome, {kind: 'ended'}>, 'kind'>

function storeEnd(session: Session, {claim, completedAt, ...fields}: End): boolean {
  const values = {...claim, ...fields, completedAt: completedAt.getTime()}
  return session.prepared(end).run(values).changes > 0
}

/** A run that somebody asked to cancel is not tried again. */
function putBack(
  session: Session,
  {claim, at, errorCode, errorMessage, counts}: Extract<RunOutcome, {kind: 'retry'}>,
  now: Date,
): boolean {
  const values = {...claim, errorCode, errorMessage, at: at.getTime(), attempts: counts === 'attempt' ? 1 : 0}
  if (session.prepared(requeue).run(values).changes > 0) return true
  const row = session.prepared<RunRow>(stillHeld).get(claim)
  const cancellation = row ? cancellationOf(row) : null
  return (
    cancellation !== null &&
    storeEnd(session, {claim, status: 'cancelled', ...cancellation, completedAt: now})
  )
}

function nextQueuedAt(session: Session): Date | null {
  const row = session.prepared<{queued_at: number | null}>(nextQueued).get({})
  return instantOf(row?.queued_at ?? null)
}

const end = `UPDATE review_runs SET status = @status, completed_at = @completedAt, error_code = @errorCode,
  error_message = @errorMessage, ${released} WHERE ${claimed}`

const requeue = `UPDATE review_runs SET status = 'queued', queued_at = @at, started_at = NULL, job_id = NULL,
  retry_count = retry_count + @attempts, error_code = @errorCode, error_message = @errorMessage, ${released}
  WHERE ${claimed} AND cancel_requested_at IS NULL`

const stillHeld = `SELECT * FROM review_runs WHERE ${claimed}`

export const nextQueued = `SELECT min(queued_at) AS queued_at FROM (
  SELECT min(queued_at) AS queued_at FROM review_runs WHERE status = 'queued' AND priority = ${priorities.manual}
  UNION ALL SELECT min(queued_at) FROM review_runs WHERE status = 'queued' AND priority = ${priorities.scheduled})`
