import type {Cancellation} from '../domain/run/run.js'
import type {RunRow} from './run-row.js'
import type {Session} from './session.js'

// Inside of a write transaction. A queued run is cancelled at once; the owner of a running one is asked, and ends it: the
// reason stands in its row until then, where the error of an attempt before it stood. Plain SQL: `remove` does without drizzle.

type Request = Cancellation & {at: Date}

/** What a run ends with that a person asked to cancel. */
export const cancelledByCommand = {errorCode: 'cancelled', errorMessage: 'cancelled by another command'}

const reviewRemoved = {errorCode: 'review-removed', errorMessage: 'its scheduled review was removed'}

/** False when the run has ended, or there is none. */
export function cancelRun(session: Session, id: string, request: Request): boolean {
  const values = {id, ...valuesOf(request)}
  return [cancelQueued, askRunning].some(sql => session.prepared(sql).run(values).changes > 0)
}

/** Why a running run is to end; null when nobody asked for that. */
export function cancellationOf(row: Pick<RunRow, (typeof cancellationColumns)[number]>): Cancellation | null {
  if (row.cancel_requested_at === null) return null
  const {error_code: errorCode, error_message: errorMessage} = row
  // Programs before this one stored no reason.
  return errorCode === null || errorMessage === null ? cancelledByCommand : {errorCode, errorMessage}
}

export const cancellationColumns = ['cancel_requested_at', 'error_code', 'error_message'] as const

/** Ends what waits or runs of a review that is about to be removed. */
export function endRunsOf(
  session: Session,
  {userId, scheduledReviewId, at}: {userId: string; scheduledReviewId: string; at: Date},
): void {
  const values = {userId, scheduledReviewId, ...valuesOf({...reviewRemoved, at})}
  for (const sql of [`${cancel} ${ofReview('queued')}`, `${ask} ${ofReview('running')}`])
    session.sqlite.prepare(sql).run(values)
}

/** Cancels queued runs whose review is gone. A run of a bare connection is never queued. */
export function cancelOrphans(session: Session, at: Date): void {
  session.prepared(cancelOrphaned).run(valuesOf({...reviewRemoved, at}))
}

function valuesOf({at, errorCode, errorMessage}: Request) {
  return {at: at.getTime(), errorCode, errorMessage}
}

const cancel = `UPDATE review_runs SET status = 'cancelled', completed_at = @at, error_code = @errorCode,
  error_message = @errorMessage`

// Who asks first, gives the reason.
const ask = `UPDATE review_runs SET cancel_requested_at = coalesce(cancel_requested_at, @at),
  error_code = iif(cancel_requested_at IS NULL, @errorCode, error_code),
  error_message = iif(cancel_requested_at IS NULL, @errorMessage, error_message)`
const ofReview = (status: string) =>
  `WHERE scheduled_review_id = @scheduledReviewId AND status = '${status}' AND user_id = @userId`

const cancelQueued = `${cancel} WHERE id = @id AND status = 'queued'`
const askRunning = `${ask} WHERE id = @id AND status = 'running'`
export const cancelOrphaned = `${cancel} WHERE scheduled_review_id IS NULL AND status = 'queued'`
