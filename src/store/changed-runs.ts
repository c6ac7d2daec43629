import type {LedgerPosition, RunStore} from '../domain/ports/store.js'
import type {Run} from '../domain/run/run.js'
import {type RunRow, runOf} from './run-row.js'
import type {Session} from './session.js'

type Wish = Parameters<RunStore['changedRuns']>[0]

/**
 * Inside of a transaction. The position is the rowid: unlike an instant it goes on while the clock goes back. It goes back itself where
 * the newest rows were taken away, as those that follow get their places: an event tells of that (take-back.ts).
 */
export function changedRuns(
  session: Session,
  {userId, scheduledReviewId, after, ids}: Wish,
): {runs: Run[]; position: LedgerPosition} {
  const position = {run: lastOf(session, lastPosition), event: lastOf(session, lastEvent)}
  if (after === null) return {runs: [], position}
  const {position: cutTo} = session.prepared<Position>(cuts).get({after: after.event})!
  const values = {
    userId,
    scheduledReviewId: scheduledReviewId ?? null,
    after: Math.min(after.run, cutTo ?? after.run),
    position: position.run,
    ids: JSON.stringify(ids),
  }
  const known = session.prepared<RunRow>(knownRuns).all(values)
  const entered = session.prepared<RunRow>(enteredRuns).all(values)
  return {runs: [...known, ...entered].map(runOf), position}
}

type Position = {position: number | null}

function lastOf(session: Session, sql: string): number {
  return session.prepared<Position>(sql).get({})!.position ?? 0
}

const lastEvent = 'SELECT max(id) AS position FROM events'

export const cuts = `SELECT min(detail ->> 'position') AS position FROM events
  WHERE id > @after AND kind = 'schedule-taken-back'`

export const lastPosition = 'SELECT max(rowid) AS position FROM review_runs'

export const knownRuns = `SELECT * FROM review_runs WHERE +user_id = @userId AND +rowid <= @after
  AND id IN (SELECT value FROM json_each(@ids))`

// `+` keeps the planner from the index of the user, which would read all that the user has.
export const enteredRuns = `SELECT * FROM review_runs WHERE rowid > @after AND rowid <= @position AND +user_id = @userId
  AND (@scheduledReviewId IS NULL OR +scheduled_review_id = @scheduledReviewId) ORDER BY rowid`
