import {realpathSync} from 'node:fs'
import {RevschedError} from '../domain/errors.js'
import {lockFile} from './file-lock.js'
import {isBusy, storageError} from './storage-error.js'

/**
 * Makes this process the one daemon of a database file, which exists. Throws `busy` within a second when another one is.
 */
export function lockDaemon(databasePath: string): {release(): void} {
  let path = databasePath
  try {
    // The same database by another name (a link) is the same database.
    path = `${realpathSync(databasePath)}-daemon-lock`
    return lockFile(path)
  } catch (error) {
    throw refusal(error, path, databasePath)
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
