import type {RunStore} from '../domain/ports/store.js'
import type {Run} from '../domain/run/run.js'
import {type RunRow, runOf} from './run-row.js'
import type {Session} from './session.js'

type Wish = Parameters<RunStore['changedRuns']>[0]

/** The position is the rowid: unlike an instant it goes on while the clock goes back. */
export function changedRuns(
  session: Session,
  {userId, scheduledReviewId, after, ids}: Wish,
): {runs: Run[]; position: number} {
  const position = session.prepared<{position: number | null}>(lastPosition).get({})!.position ?? 0
  if (after === null) return {runs: [], position}
  const values = {
    userId,
    scheduledReviewId: scheduledReviewId ?? null,
    after,
    position,
    ids: JSON.stringify(ids),
  }
  const known = session.prepared<RunRow>(knownRuns).all(values)
  const entered = session.prepared<RunRow>(enteredRuns).all(values)
  return {runs: [...known, ...entered].map(runOf), position}
}

export const lastPosition = 'SELECT max(rowid) AS position FROM review_runs'

export const knownRuns = `SELECT * FROM review_runs WHERE +user_id = @userId AND +rowid <= @after
  AND id IN (SELECT value FROM json_each(@ids))`

// `+` keeps the planner from the index of the user, which would read all that the user has.
export const enteredRuns = `SELECT * FROM review_runs WHERE rowid > @after AND rowid <= @position AND +user_id = @userId
  AND (@scheduledReviewId IS NULL OR +scheduled_review_id = @scheduledReviewId) ORDER BY rowid`
