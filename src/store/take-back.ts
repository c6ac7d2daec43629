import type {RunQueue} from '../domain/ports/run-queue.js'
import {lastPosition} from './changed-runs.js'
import {instantOf} from './instant.js'
import type {Session} from './session.js'

type TakeBack = Parameters<RunQueue['takeBackCursor']>[0]

/**
 * Inside of a write transaction. Rows that are entered later may get the place of those that are forgotten: the event tells those who
 * follow the ledger (changed-runs.ts) where it ends now. The revision is a new one: an edit that was begun before does not
 * know of this.
 */
export function takeBackCursor(session: Session, {id, now, nextRunAt, cut}: TakeBack): boolean {
  const values = {id, now: now.getTime(), nextRunAt: nextRunAt?.getTime() ?? null}
  if (session.prepared(moveBack).run(values).changes === 0) return false
  const {changes: forgotten} = session.prepared(forget).run(values)
  for (const range of session.prepared<Range>(rangesOver).all(values)) {
    const {until, count} = cut(instantOf(range.scheduled_for)!)
    session.prepared(shorten).run({id: range.id, until: until.getTime(), count})
  }
  const {position} = session.prepared<{position: number | null}>(lastPosition).get({})!
  const detail = JSON.stringify({scheduledReviewId: id, forgotten, position: position ?? 0})
  session.prepared(addEvent).run({...values, detail})
  return true
}

type Range = {id: string; scheduled_for: number}

const moveBack = `UPDATE scheduled_reviews SET cursor = @now, updated_at = max(updated_at + 1, @now),
  next_run_at = CASE WHEN is_active = 1 THEN @nextRunAt END WHERE id = @id AND cursor > @now`

const forget = `DELETE FROM review_runs WHERE scheduled_review_id = @id AND scheduled_for > @now
  AND status IN ('missed', 'skipped')`

const rangesOver = `SELECT id, scheduled_for FROM review_runs WHERE scheduled_review_id = @id AND scheduled_for <= @now
  AND range_until > @now`

const shorten = 'UPDATE review_runs SET range_until = @until, missed_count = @count WHERE id = @id'

const addEvent =
  "INSERT INTO events (kind, at, detail, created_at) VALUES ('schedule-taken-back', @now, @detail, @now)"
