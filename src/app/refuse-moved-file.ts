import {RevschedError} from '../domain/errors.js'
import type {Database} from '../domain/ports/store.js'

/** Nobody else writes any more to a file that was removed or replaced, and what is written to it is lost without a word. */
export function refuseMovedFile(store: Pick<Database, 'isInPlace'>, hint: string): void {
  if (store.isInPlace()) return
  throw new RevschedError('storage', 'the database file was removed or replaced while it was open', {hint})
}
