import type {ClaimedRun, ClaimWish} from '../domain/ports/run-queue.js'
import {priorities} from '../domain/run/run.js'

/** After so many runs that a person asked for, a scheduled one that waits goes before the next of them. */
const manualInARow = 3

/**
 * Whose turn it is, counted by what was claimed: a look at the queue that finds no free thread takes nobody's turn away. Counted for all
 * threads, so that a flood of one kind leaves some to the other, and for each connection, whose few places are filled by themselves.
 */
export class ClaimTurns {
  #manual = 0
  /** Of connections of which the last claim was not a scheduled run. */
  readonly #manualOf = new Map<string, number>()

  claimed({run, connection}: ClaimedRun): void {
    if (run.priority === priorities.scheduled) {
      this.#manual = 0
      this.#manualOf.delete(connection.id)
    } else {
      this.#manual++
      this.#manualOf.set(connection.id, (this.#manualOf.get(connection.id) ?? 0) + 1)
    }
  }

  get next(): Pick<ClaimWish, 'manualFirst' | 'scheduledFirstOf'> {
    const owing = [...this.#manualOf].filter(([, count]) => count >= manualInARow)
    const now = Math.max(0, manualInARow - this.#manual)
    return {manualFirst: {now, later: manualInARow}, scheduledFirstOf: owing.map(([id]) => id)}
  }
}
