import {closeSync, openSync, realpathSync} from 'node:fs'
import {RevschedError} from '../domain/errors.js'
import {openSqlite, type Sqlite} from './sqlite.js'
import {isBusy, storageError} from './storage-error.js'

/** Several that start at the same moment stand in each other's way for an instant: one of them gets through. */
const patienceMs = 400

/**
 * Makes this process the one daemon of a database file, which exists. The lock is an open transaction on a second file: the
 * kernel gives it back however the process ends, so that nothing stale is ever left. Throws `busy` within a second.
 */
export function lockDaemon(databasePath: string): {release(): void} {
  let lock: Sqlite | null = null
  let path = databasePath
  try {
    // The same database by another name (a link) is the same database.
    path = `${realpathSync(databasePath)}-daemon-lock`
    makeFile(path)
    lock = openSqlite(path, {timeout: patienceMs, fileMustExist: true})
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    throw refusal(error, path, databasePath)
  }
  // Closing rolls back; a second time it does nothing.
  return {release: () => void lock.close()}
}

/** Only a file that is not there is opened with fs: closing a handle on one that this process has locked would unlock it. */
function makeFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function refusal(error: unknown, path: string, databasePath: string): unknown {
  if (isBusy(error)) {
    return new RevschedError('busy', `another daemon runs on the database "${databasePath}"`, {
      hint: 'revsched status shows it; stop it first, or give this one another file: --database <path>',
      cause: error,
    })
  }
  if (!(error instanceof Error && 'syscall' in error)) return storageError(error, path)
  return new RevschedError('storage', `cannot make the lock of the daemon: ${error.message}`, {
    hint: 'check that the folder of the database may be written',
    cause: error,
  })
}
