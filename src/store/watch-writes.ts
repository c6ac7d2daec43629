import {type FSWatcher, watch} from 'node:fs'

/**
 * Calls `listener` when something was written to the database at `path`, by this process as well. Every commit appends to the log
 * beside it, and the system tells of that at no cost while nothing happens. Where it does not (network file systems), nobody is
 * called: whoever listens looks for himself now and then. Returns what ends it.
 */
export function watchWrites(path: string, listener: () => void): () => void {
  let watcher: FSWatcher | null = null
  try {
    watcher = watch(`${path}-wal`, {persistent: false}, listener)
    watcher.on('error', () => watcher?.close())
  } catch {
    // No such log yet, or no more watches to be had.
    return () => undefined
  }
  return () => watcher.close()
}
