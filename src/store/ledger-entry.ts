import {priorities} from '../domain/run/run.js'
import type {LedgerEntry} from '../domain/schedule/decide-due.js'
import type {ScheduledReview} from '../domain/scheduled-review.js'
import type {RunRow} from './run-row.js'
import type {Session, Values} from './session.js'

type NewEntry = {entry: LedgerEntry; review: ScheduledReview; id: string; now: Date}
type Range = Extract<LedgerEntry, {kind: 'missed-range'}>

/** Inside of a write transaction. Returns how many occurrences are new in the ledger: none where they had a row already. */
export function addEntry(session: Session, {entry, review, id, now}: NewEntry): number {
  if (entry.kind === 'missed-range' && extendRange(session, review.id, entry)) return entry.count
  const values: Values = {
    ...nothing,
    id,
    userId: review.userId,
    scheduledReviewId: review.id,
    reviewName: review.name,
    scheduledFor: msOf(entry.at),
    createdAt: now.getTime(),
    ...fieldsOf(entry, now),
  }
  const {changes} = session.prepared(insert).run(values)
  return changes === 0 ? 0 : entry.kind === 'missed-range' ? entry.count : 1
}

const nothing = {
  trigger: 'schedule',
  queuedAt: null,
  completedAt: null,
  errorCode: null,
  errorMessage: null,
  rangeUntil: null,
  missedCount: null,
}

function fieldsOf(entry: LedgerEntry, now: Date): Values {
  if (entry.kind === 'queued')
    return {status: 'queued', trigger: entry.trigger, queuedAt: msOf(entry.startAt)}
  const {reason: errorCode, words: errorMessage} = entry
  const ended = {completedAt: now.getTime(), errorCode, errorMessage}
  if (entry.kind !== 'missed-range') return {...ended, status: entry.kind}
  return {...ended, status: 'missed', rangeUntil: msOf(entry.until), missedCount: entry.count}
}

/** An invalid instant would be stored as NULL, of which the ledger takes any number. */
function msOf(instant: Date): number {
  const ms = instant.getTime()
  if (Number.isNaN(ms)) throw new Error('an occurrence of it has no valid time')
  return ms
}

/** One long absence is decided in several calls: its range grows, as long as no other occurrence has come after it. */
function extendRange(session: Session, reviewId: string, {at, until, count, reason}: Range): boolean {
  const last = session.prepared<Pick<RunRow, 'id' | 'error_code' | 'range_until'>>(newest).get({reviewId})
  if (!last || last.error_code !== reason) return false
  if (last.range_until === null || last.range_until >= msOf(at)) return false
  session.prepared(extend).run({id: last.id, until: msOf(until), count})
  return true
}

const insert = `INSERT INTO review_runs (id, user_id, scheduled_review_id, review_name, status, trigger, priority, scheduled_for,
    queued_at, completed_at, error_code, error_message, range_until, missed_count, created_at)
  VALUES (@id, @userId, @scheduledReviewId, @reviewName, @status, @trigger, ${priorities.scheduled}, @scheduledFor,
    @queuedAt, @completedAt, @errorCode, @errorMessage, @rangeUntil, @missedCount, @createdAt)
  ON CONFLICT (scheduled_review_id, scheduled_for) DO NOTHING`

// Runs by hand have no scheduled_for, and stand last.
export const newest = `SELECT id, error_code, range_until FROM review_runs WHERE scheduled_review_id = @reviewId
  ORDER BY scheduled_for DESC LIMIT 1`

const extend =
  'UPDATE review_runs SET range_until = @until, missed_count = missed_count + @count WHERE id = @id'
