import type {QueueNumbers} from '../domain/ports/daemon-log.js'
import {instantOf} from './instant.js'
import type {Session} from './session.js'

/** A daemon sleeps for half a minute at most: what is due for longer than this, nobody looks after. */
const overdueAfterMs = 60_000

export function queueNumbers(session: Session, userId: string, since: Date): QueueNumbers {
  const count = (sql: string, values = {}) =>
    session.prepared<{count: number}>(sql).get({userId, ...values})!.count
  const ended = session.prepared<Ended>(endedRuns).get({userId, since: since.getTime()})!
  const earliest = session.prepared<{next_run_at: number}>(nextDue).get({userId})
  return {
    queued: count(queuedRuns),
    running: count(runningRuns),
    overdue: count(overdueReviews, {before: session.clock.now().getTime() - overdueAfterMs}),
    ...ended,
    nextDueAt: instantOf(earliest?.next_run_at ?? null),
  }
}

type Ended = Pick<QueueNumbers, 'missed' | 'skipped' | 'failed' | 'crashed'>

// Each by the index that it names: the planner has no statistics, and takes another one for some of them.

const inState = (status: string, index: string) =>
  `SELECT count(*) AS count FROM review_runs INDEXED BY ${index} WHERE status = '${status}' AND user_id = @userId`

export const queuedRuns = inState('queued', 'review_runs_by_queue')
const runningRuns = inState('running', 'review_runs_by_start')

export const overdueReviews = `SELECT count(*) AS count FROM scheduled_reviews INDEXED BY scheduled_reviews_by_next_run
  WHERE is_active = 1 AND next_run_at <= @before AND user_id = @userId`

export const endedRuns = `SELECT
    total(CASE WHEN status = 'missed' THEN coalesce(missed_count, 1) END) AS missed,
    coalesce(sum(status = 'skipped'), 0) AS skipped,
    coalesce(sum(status = 'failed'), 0) AS failed,
    coalesce(sum(crash_count > 0), 0) AS crashed
  FROM review_runs INDEXED BY review_runs_by_age WHERE user_id = @userId AND created_at >= @since`

export const nextDue = `SELECT next_run_at FROM scheduled_reviews INDEXED BY scheduled_reviews_by_next_run
  WHERE is_active = 1 AND next_run_at IS NOT NULL AND user_id = @userId ORDER BY next_run_at LIMIT 1`
