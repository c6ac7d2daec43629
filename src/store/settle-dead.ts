import {RevschedError} from '../domain/errors.js'
import type {RunQueue, SettledRun} from '../domain/ports/run-queue.js'
import type {NewRun} from '../domain/ports/store.js'
import {isLeaseLive} from '../domain/run/lease.js'
import {afterCrash, type RetryDecision} from '../domain/run/retry-policy.js'
import type {Cancellation} from '../domain/run/run.js'
import {cancellationOf} from './cancel-runs.js'
import {abandoned, released} from './claimed-run.js'
import {instantOf} from './instant.js'
import {oneMoreIn, oneMoreThan} from './one-more.js'
import {pingUrlOf, type StoredReview} from './review-row.js'
import {type RunRow, runOf} from './run-row.js'
import type {Session} from './session.js'

type SettleInput = Parameters<RunQueue['settleDead']>[0]
type DeadRun = RunRow & Pick<StoredReview, 'ping_url' | 'ping_url_shown'> & {max_retries: number | null}
type End = {status: 'failed' | 'cancelled'; errorCode: string; errorMessage: string}

/** Inside of a write transaction. */
export function settleDead(session: Session, input: SettleInput): SettledRun[] {
  return deadOf(session.prepared<DeadRun>(leasedRuns).all({}), input).map(row => settle(session, row, input))
}

/** Takes the write lock only where one is dead: this is asked whenever something may be due. */
export async function settleDue(
  session: Session,
  {leaseOwner, ...input}: SettleInput & {leaseOwner: string},
): Promise<SettledRun[]> {
  const dead = () =>
    deadOf(session.prepared<DeadRun>(dueRuns).all({leaseOwner, now: input.now.getTime()}), input)
  if ((await session.read(dead)).length === 0) return []
  return session.write(() => dead().map(row => settle(session, row, input)))
}

export function nextLeaseEnd(session: Session, leaseOwner: string): Date | null {
  const row = session.prepared<{at: number | null}>(earliestLeaseEnd).get({leaseOwner})
  return instantOf(row?.at ?? null)
}

function deadOf(
  rows: readonly DeadRun[],
  {now, isOwnerAlive}: Pick<SettleInput, 'now' | 'isOwnerAlive'>,
): DeadRun[] {
  return rows.filter(row => !isLeaseLive(runOf(row), now, isOwnerAlive))
}

/**
 * Before a run of a review starts outside of the queue, inside of the same transaction: one that is alive refuses it, dead ones are
 * settled as a daemon would. So are the dead ones of bare connections and removed reviews, as no later run of theirs will do it.
 */
export function makeWay(
  session: Session,
  {scheduledReviewId, startedAt: now}: Pick<NewRun, 'scheduledReviewId' | 'startedAt'>,
  isOwnerAlive: (leaseOwner: string) => boolean,
): void {
  const decide = afterCrash(now)
  for (const row of session.prepared<DeadRun>(runningBeside).all({scheduledReviewId})) {
    if (!isLeaseLive(runOf(row), now, isOwnerAlive)) settle(session, row, {now, isOwnerAlive, decide})
    else if (row.scheduled_review_id !== null) throw isRunning(row)
  }
}

function isRunning({id, review_name: name, started_at: startedAt}: DeadRun): RevschedError {
  const state = startedAt === null ? 'about to run' : 'running already'
  return new RevschedError('busy', `"${name}" is ${state} (run ${id.slice(0, 8)})`, {
    hint: 'wait until it has ended: revsched history --status running',
  })
}

function settle(session: Session, row: DeadRun, input: SettleInput): SettledRun {
  return hasOnlyWaited(row) ? giveBack(session, row) : settleBegun(session, row, input)
}

/** Claimed ahead by a daemon, and not begun as far as is known. */
const hasOnlyWaited = (row: DeadRun) =>
  row.started_at === null && row.job_id !== null && row.cancel_requested_at === null

function giveBack(session: Session, {id, review_name: reviewName}: DeadRun): SettledRun {
  session.prepared(requeueAsItWas).run({id})
  return {runId: id, reviewName, outcome: 'returned', errorCode: null, ping: null}
}

function settleBegun(session: Session, row: DeadRun, {now, decide}: SettleInput): SettledRun {
  // A run-now has no job: whoever waited for it is gone, and nobody expects another attempt.
  const crashes = row.job_id === null || row.started_at === null ? 0 : 1
  const settled = {id: row.id, crashes, at: now.getTime()}
  const reported = {runId: row.id, reviewName: row.review_name}
  const cancellation = cancellationOf(row)
  const decision =
    row.job_id === null || cancellation !== null
      ? null
      : decide({...runOf(row), crashCount: oneMoreThan(row.crash_count)}, row.max_retries ?? 0)
  if (decision?.kind === 'retry') {
    session.prepared(requeue).run({...settled, ...abandoned, at: decision.at.getTime()})
    return {...reported, outcome: 'retried', errorCode: abandoned.errorCode, ping: null}
  }
  const end = endOf(cancellation, decision)
  session.prepared(finish).run({...settled, ...end})
  return {...reported, outcome: end.status, errorCode: end.errorCode, ping: decision && pingOf(row)}
}

function pingOf(row: DeadRun): SettledRun['ping'] {
  const pingUrl = pingUrlOf(row)
  return pingUrl && row.scheduled_review_id ? {reviewId: row.scheduled_review_id, pingUrl} : null
}

function endOf(
  cancellation: Cancellation | null,
  decision: Extract<RetryDecision, {kind: 'fail'}> | null,
): End {
  if (decision) {
    const {errorCode, errorMessage} = decision
    return {status: 'failed', errorCode, errorMessage}
  }
  if (cancellation) return {status: 'cancelled', ...cancellation}
  return {status: 'failed', ...abandoned}
}

const running = `SELECT run.*, review.max_retries, review.ping_url, review.ping_url_shown FROM review_runs AS run INDEXED BY review_runs_by_start
  LEFT JOIN scheduled_reviews AS review ON review.id = run.scheduled_review_id
  WHERE run.status = 'running'`

export const leasedRuns = `${running} ORDER BY run.started_at`

export const dueRuns = `${running} AND run.lease_owner IS NOT @leaseOwner AND review.is_active = 1 AND review.next_run_at <= @now`

export const earliestLeaseEnd = `SELECT min(lease_expires_at) AS at FROM review_runs INDEXED BY review_runs_by_start
  WHERE status = 'running' AND lease_owner <> @leaseOwner`

const runningBeside = `${running} AND (run.scheduled_review_id IS NULL OR run.scheduled_review_id = @scheduledReviewId)`

// The fence: whoever still believes to hold the run, writes nothing.
const fenced = `crash_count = ${oneMoreIn('crash_count', '@crashes')}, fence = ${oneMoreIn('fence')}, ${released}`

const requeue = `UPDATE review_runs SET status = 'queued', queued_at = @at, started_at = NULL, job_id = NULL,
  retry_count = ${oneMoreIn('retry_count')}, error_code = @errorCode, error_message = @errorMessage, ${fenced} WHERE id = @id`

const requeueAsItWas = `UPDATE review_runs SET status = 'queued', job_id = NULL, fence = ${oneMoreIn('fence')}, ${released} WHERE id = @id`

const finish = `UPDATE review_runs SET status = @status, completed_at = @at, error_code = @errorCode,
  error_message = @errorMessage, ${fenced} WHERE id = @id`
