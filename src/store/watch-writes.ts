import {type FSWatcher, realpathSync, watch} from 'node:fs'
import type {Clock} from '../domain/ports/clock.js'

/** A commit can be read a moment after the system tells of its write: it is synced to the disk in between, which may take long. */
const againAfterMs = [20, 80, 400, 1000]

/**
 * Calls `listener` when something was written to the database at `path`, by this process as well, and some times more soon after.
 * Every commit appends to the log beside it, and the system tells of that at no cost while nothing happens. Where it does not
 * (network file systems), nobody is called: whoever listens looks for himself now and then. Returns what ends it.
 */
export function watchWrites(path: string, listener: () => void, clock: Clock): () => void {
  const ended = new AbortController()
  const again = repeated(listener, clock, ended.signal)
  let watcher: FSWatcher | null = null
  try {
    // Beside the file itself, where `path` is a link to it.
    watcher = watch(`${realpathSync(path)}-wal`, {persistent: false}, () => {
      listener()
      again()
    })
    watcher.on('error', () => watcher?.close())
  } catch {
    // No such file or log yet, or no more watches to be had.
    return () => undefined
  }
  return () => {
    ended.abort()
    watcher.close()
  }
}

/** Calls `listener` some times; asked meanwhile, it begins anew. Errors of a wait are its end. */
function repeated(listener: () => void, clock: Clock, ended: AbortSignal): () => void {
  let next = 0
  let isRepeating = false
  const repeat = async () => {
    isRepeating = true
    while (next < againAfterMs.length) {
      await clock.sleep(againAfterMs[next++]!, ended)
      listener()
    }
    isRepeating = false
  }
  return () => {
    next = 0
    if (!isRepeating) repeat().catch(() => undefined)
  }
}
