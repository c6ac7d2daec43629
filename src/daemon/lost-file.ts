import {refuseMovedFile} from '../app/refuse-moved-file.js'
import type {Database} from '../domain/ports/store.js'

type Store = Pick<Database, 'isInPlace' | 'newerVersion'>

/** No waiting brings back a file that was taken away, or that a newer program has migrated: throws `storage` for it. */
export function refuseLostFile(store: Store): void {
  refuseMovedFile(
    store,
    'put the file back or restore a backup (revsched db restore), then start the daemon again',
  )
  const newer = store.newerVersion()
  if (newer) throw newer
}

export function isFileLost(store: Store): boolean {
  return !store.isInPlace() || store.newerVersion() !== null
}
