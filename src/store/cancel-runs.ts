import type {Session} from './session.js'

// Inside of a write transaction. A queued run is cancelled at once; the owner of a running one is asked, and ends it. Plain
// SQL: `remove` does without drizzle.

type Cancellation = {at: Date; errorCode: string; errorMessage: string}

/** What a run ends with that somebody asked to cancel. */
export const cancelledByCommand = {errorCode: 'cancelled', errorMessage: 'cancelled by another command'}

const reviewRemoved = {errorCode: 'review-removed', errorMessage: 'its scheduled review was removed'}

/** False when the run has ended, or there is none. */
export function cancelRun(session: Session, id: string, cancellation: Cancellation): boolean {
  const values = {id, ...valuesOf(cancellation)}
  return [cancelQueued, askRunning].some(sql => session.prepared(sql).run(values).changes > 0)
}

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

function valuesOf({at, errorCode, errorMessage}: Cancellation) {
  return {at: at.getTime(), errorCode, errorMessage}
}

const cancel = `UPDATE review_runs SET status = 'cancelled', completed_at = @at, error_code = @errorCode,
  error_message = @errorMessage`
const ask = 'UPDATE review_runs SET cancel_requested_at = coalesce(cancel_requested_at, @at)'
const ofReview = (status: string) =>
  `WHERE scheduled_review_id = @scheduledReviewId AND status = '${status}' AND user_id = @userId`

const cancelQueued = `${cancel} WHERE id = @id AND status = 'queued'`
const askRunning = `${ask} WHERE id = @id AND status = 'running'`
export const cancelOrphaned = `${cancel} WHERE scheduled_review_id IS NULL AND status = 'queued'`
