import {messageOf} from '../domain/errors.js'
import type {DueReport, RunQueue} from '../domain/ports/run-queue.js'
import type {DueDecision, OpenRun} from '../domain/schedule/decide-due.js'
import type {ScheduledReview} from '../domain/scheduled-review.js'
import {cancelRun} from './cancel-runs.js'
import {instantOf, longestMs} from './instant.js'
import {addEntry} from './ledger-entry.js'
import {reviewOf, type StoredReview, unreadable} from './review-row.js'
import type {RunRow} from './run-row.js'
import type {Session} from './session.js'
import {isRefusedRow, isSqliteError} from './storage-error.js'

type DueInput = Parameters<RunQueue['decideDue']>[0]
type Counts = {queued: number; missed: number; skipped: number}

/** Inside of a write transaction. */
export function decideDue(session: Session, input: DueInput): DueReport {
  const total = {queued: 0, missed: 0, skipped: 0}
  const quarantined: DueReport['quarantined'][number][] = []
  const due = session.prepared<StoredReview>(dueReviews).all({now: input.now.getTime(), limit: input.limit})
  for (const row of due) {
    const counts = orReason(() => session.part(() => decideReview(session, row, input)))
    if (typeof counts === 'string') {
      quarantine(session, row, {reason: counts, at: input.now})
      quarantined.push({id: row.id, name: row.name, reason: counts})
      continue
    }
    total.queued += counts.queued
    total.missed += counts.missed
    total.skipped += counts.skipped
  }
  return {...total, quarantined, nextDueAt: nextDueAt(session)}
}

/** What is wrong with one review must not stop the others; what is wrong with the disk concerns all of them. */
function orReason(work: () => Counts): Counts | string {
  try {
    return work()
  } catch (error) {
    if (isSqliteError(error) && !isRefusedRow(error)) throw error
    return messageOf(error).slice(0, 300)
  }
}

function decideReview(session: Session, row: StoredReview, {now, decide, newId}: DueInput): Counts {
  const review = reviewOf(row)
  if (!review) throw new Error(unreadable)
  const decision = decide(review, openRunsOf(session, review.id))
  refuseStandstill(decision, review, now)
  const counts = {queued: 0, missed: 0, skipped: 0}
  for (const entry of decision.entries) {
    const added = addEntry(session, {entry, review, id: newId(), now})
    counts[entry.kind === 'missed-range' ? 'missed' : entry.kind] += added
  }
  for (const id of decision.cancelRunIds) cancelRun(session, id, {...overtaken, at: now})
  session.prepared(moveOn).run({
    id: review.id,
    cursor: decision.cursor.getTime(),
    nextRunAt: decision.nextRunAt?.getTime() ?? null,
  })
  return counts
}

const overtaken = {
  errorCode: 'cancel-previous',
  errorMessage: 'the next occurrence of its scheduled review was due',
}

/** A decision that leaves a review as due as it was would be asked for again at once, for ever. */
function refuseStandstill({cursor, nextRunAt}: DueDecision, review: ScheduledReview, now: Date): void {
  // A comparison with an invalid instant is false.
  const isForward = review.cursor === null || cursor >= review.cursor
  const isAhead = nextRunAt === null || nextRunAt > cursor
  const hasMoved = nextRunAt === null || nextRunAt > now || review.cursor === null || cursor > review.cursor
  if (Number.isNaN(cursor.getTime()) || !isForward || !isAhead || !hasMoved)
    throw new Error('its next run cannot be computed')
}

function openRunsOf(session: Session, reviewId: string): OpenRun[] {
  type Open = Pick<RunRow, 'id' | 'scheduled_for' | 'started_at'> & Pick<OpenRun, 'status'>
  return session
    .prepared<Open>(openRuns)
    .all({reviewId})
    .map(({id, status, scheduled_for, started_at}) => ({
      id,
      status,
      scheduledFor: instantOf(scheduled_for),
      startedAt: instantOf(started_at),
    }))
}

/** An edit that was begun before is refused by the new revision: it would make the review active again without looking at it. */
function quarantine(session: Session, row: StoredReview, {reason, at}: {reason: string; at: Date}): void {
  const values = {id: row.id, at: at.getTime()}
  session.prepared(pause).run({...values, reason: `quarantined: ${reason}`})
  const detail = {scheduledReviewId: row.id, name: row.name, reason}
  session.prepared(addEvent).run({...values, detail: JSON.stringify(detail)})
}

function nextDueAt(session: Session): Date | null {
  return instantOf(session.prepared<{next_run_at: number}>(earliest).get({})?.next_run_at ?? null)
}

export const dueReviews = `SELECT * FROM scheduled_reviews WHERE is_active = 1 AND next_run_at <= @now
  ORDER BY next_run_at LIMIT @limit`

export const openRuns = `SELECT id, status, scheduled_for, started_at FROM review_runs
  WHERE scheduled_review_id = @reviewId AND status IN ('queued', 'running') ORDER BY rowid`

// updated_at stays: it is the revision of what a person wrote.
const moveOn = 'UPDATE scheduled_reviews SET cursor = @cursor, next_run_at = @nextRunAt WHERE id = @id'

const pause = `UPDATE scheduled_reviews SET is_active = 0, paused_reason = @reason, next_run_at = NULL,
  updated_at = max(min(updated_at, ${longestMs - 1}) + 1, @at) WHERE id = @id`

const addEvent = "INSERT INTO events (kind, at, detail, created_at) VALUES ('quarantined', @at, @detail, @at)"

export const earliest = `SELECT next_run_at FROM scheduled_reviews WHERE is_active = 1 AND next_run_at IS NOT NULL
  ORDER BY next_run_at LIMIT 1`
