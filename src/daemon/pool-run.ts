import type {ReviewProgress} from '../domain/ports/review-executor.js'
import type {RunOutcome} from '../domain/ports/run-queue.js'
import type {Attempt} from './execute-run.js'

/** A run that a pool holds, from its claim until its outcome is stored. */
export type Running = Attempt & {
  progress: ReviewProgress | null
  /** Its start is to be stored yet: it did not begin with its claim. */
  isStartOpen: boolean
  /** Of one that was claimed before it is due: when it may begin, by the clock alone. */
  early: {dueAt: Date; endWait(): void} | null
  /** From when on it has waited for a thread. Like all `...Ms`, of a clock that nobody sets. */
  waitsSinceMs: number
  begunAtMs: number
  /** Null while it waits for a thread. */
  begunAt: Date | null
  /** When it last told of progress, or began. */
  movedAtMs: number
  /** Set once the review has ended, until its outcome is stored. */
  outcome: RunOutcome | null
  endedAtMs: number
}

/** Reviews that end sooner are followed by ones that were claimed before: one of a thousand deals takes ten milliseconds. */
export const shortMs = 200

export function isShort({outcome, begunAtMs, endedAtMs}: Running): boolean {
  return outcome?.kind === 'completed' && endedAtMs - begunAtMs <= shortMs
}

/** With the next call to the ledger. */
export function giveBack(running: Running): void {
  running.early?.endWait()
  running.outcome = {kind: 'returned', claim: running.claim}
}
