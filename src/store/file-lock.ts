import {closeSync, openSync} from 'node:fs'
import {openSqlite, type Sqlite} from './sqlite.js'

/** Several that start at the same moment stand in each other's way for an instant: one of them gets through. */
const patienceMs = 400

/**
 * A lock that one process has: an open transaction on a file of its own, made where there is none. The kernel gives it back however
 * the process ends, so that nothing stale is ever left. Throws what SQLite or the system says within a second.
 */
export function lockFile(path: string): {release(): void} {
  let lock: Sqlite | null = null
  try {
    makeFile(path)
    lock = openSqlite(path, {timeout: patienceMs, fileMustExist: true})
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    throw error
  }
  const held = lock
  // Closing rolls back; a second time it does nothing.
  return {release: () => void held.close()}
}

/** Only a file that is not there is opened with fs: closing a handle on one that this process has locked would unlock it. */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
