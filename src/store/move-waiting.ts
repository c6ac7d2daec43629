import type {ClockStep} from '../domain/ports/daemon-log.js'
import type {Session} from './session.js'

/**
 * Inside of a write transaction. A run waits until the wall clock shows its time: after a step back it would wait for that much
 * longer. A run with an error waits for another attempt, some time after the last one, which is not a time of day as that of a
 * scheduled run is.
 */
export function moveWaiting(session: Session, {byMs, before, after}: ClockStep): void {
  if (byMs >= 0) return
  for (const sql of [moveBack, moveEarly])
    session.prepared(sql).run({byMs, before: before.getTime(), after: after.getTime()})
}

const isMoved = 'queued_at > @after AND (queued_at <= @before OR error_code IS NOT NULL)'

export const moveBack = `UPDATE review_runs INDEXED BY review_runs_by_queue SET queued_at = queued_at + @byMs
  WHERE status = 'queued' AND ${isMoved}`

/** Of runs that were claimed and have not begun, as far as is known: those that were claimed early go back. */
export const moveEarly = `UPDATE review_runs INDEXED BY review_runs_by_start SET queued_at = queued_at + @byMs
  WHERE status = 'running' AND started_at IS NULL AND ${isMoved}`
