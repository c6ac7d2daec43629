import {closeSync, mkdirSync, openSync, statSync} from 'node:fs'
import {dirname} from 'node:path'
import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import {assertSqliteVersion, compiledAddon, loadSqlite, type Sqlite} from './sqlite.js'
import {isBusy, storageError} from './storage-error.js'

/** A write waits this long for other processes before it gives up. */
const patienceMs = 10_000
/** Short, because SQLite's own waiting blocks the event loop; the rest of the waiting is asynchronous. */
const busyTimeoutMs = 250

/** Opens a file with the settings that every connection has. WAL survives kill -9, FULL also a power cut. */
export function connect(path: string): Sqlite {
  const Sqlite3 = loadSqlite()
  createPrivately(path)
  let database: Sqlite | null = null
  try {
    database = new Sqlite3(path, {timeout: busyTimeoutMs, ...compiledAddon()})
    assertSqliteVersion(database)
    // SQLite looks into the file only now; what is no database is found here.
    database.pragma('schema_version')
    return database
  } catch (error) {
    database?.close()
    throw storageError(error, path)
  }
}

/** Set after the file was found to be ours: switching to WAL writes. */
export function configure(database: Sqlite): void {
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('secure_delete = ON')
  database.pragma('trusted_schema = OFF')
}

/**
 * Makes folder (0700) and file (0600) where they are missing. SQLite gives its -wal and -shm files the mode of the database.
 * Only a file that does not exist is touched: opening and closing one that is in use would drop SQLite's locks on it.
 */
function createPrivately(path: string): void {
  if (statSync(path, {throwIfNoEntry: false})) return
  try {
    mkdirSync(dirname(path), {recursive: true, mode: 0o700})
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && statSync(path, {throwIfNoEntry: false})?.isFile()) return
    throw new RevschedError('storage', `cannot create the database "${path}": ${message}`, {
      hint: 'check that the folder may be written and has space, or choose another: --database <path>',
      cause: error,
    })
  }
}

/** Runs `work` until no other process holds the lock; every failure comes out in the words of `storageError`. */
export async function patiently<Result>(path: string, clock: Clock, work: () => Result): Promise<Result> {
  const startMs = clock.now().getTime()
  for (let attempt = 0; ; attempt++) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || clock.now().getTime() - startMs > patienceMs) throw storageError(error, path)
      // Spread by pid, so that processes that met once do not meet again.
      await clock.sleep(5 + ((process.pid * 7 + attempt * 13) % 45))
    }
  }
}
