import {inputsKept, type StoredInput} from '../domain/ports/store.js'
import type {Run} from '../domain/run/run.js'
import type {Session} from './session.js'

/** Inside of a read. */
export function readInput(
  session: Session,
  {id, scheduledReviewId}: Pick<Run, 'id' | 'scheduledReviewId'>,
): StoredInput {
  const row = session.prepared<{document: Uint8Array | null}>(inputOf).get({id})
  if (row?.document) return {kind: 'kept', document: row.document}
  if (row) return {kind: 'too-large'}
  const {count} = session.prepared<{count: number}>(newerRuns).get({id, scheduledReviewId})!
  return {kind: count === inputsKept ? 'too-old' : 'never-kept'}
}

/** Removes the first input behind a position that is not among the newest of its review; null where there is none. */
export function removeSurplusInput(session: Session, after: number): number | null {
  const found = session.prepared<{position: number}>(surplusInput).get({after})
  if (!found) return null
  session.prepared(removeInput).run(found)
  return found.position
}

const inputOf = 'SELECT document FROM review_inputs WHERE run_id = @id'

export const newerRuns = `SELECT count(*) AS count FROM (SELECT 1 FROM review_runs
  WHERE scheduled_review_id IS @scheduledReviewId AND status = 'completed'
    AND rowid > (SELECT rowid FROM review_runs WHERE id = @id) LIMIT ${inputsKept})`

const surplusInput = `SELECT input.rowid AS position FROM review_inputs AS input JOIN review_runs AS run ON run.id = input.run_id
  WHERE input.rowid > @after AND EXISTS (SELECT 1 FROM review_runs AS newer
    WHERE newer.scheduled_review_id IS run.scheduled_review_id AND newer.status = 'completed' AND newer.rowid > run.rowid
    LIMIT 1 OFFSET ${inputsKept - 1})
  ORDER BY input.rowid LIMIT 1`

const removeInput = 'DELETE FROM review_inputs WHERE rowid = @position'
