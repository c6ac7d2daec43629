import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import {createWhereMissing} from './create.js'
import {assertSqliteVersion, openSqlite, type Sqlite} from './sqlite.js'
import {isBusy, storageError} from './storage-error.js'

/** A write waits this long for other processes before it gives up. */
export const patienceMs = 10_000
/** SQLite's own waiting, which blocks the event loop. For those who do one thing and go: a backup, a restore. */
const busyTimeoutMs = 250
/** For a database that is worked with: a daemon keeps time meanwhile, so the waiting is nearly all asynchronous. */
const sessionTimeoutMs = 10

/** Opens the database at `path`, made where there is none. */
export async function connect(path: string): Promise<Sqlite> {
  await createWhereMissing(path)
  return openFile(path)
}

/** A connection to work with through `patiently`. */
export function openForSession(path: string): Sqlite {
  return openFile(path, {timeout: sessionTimeoutMs})
}

/** SQLite looks into the file at the first read, not here: what is wrong with it, or a lock on it, is found then. */
export function openFile(path: string, options: {readonly?: boolean; timeout?: number} = {}): Sqlite {
  let database: Sqlite | null = null
  try {
    database = openSqlite(path, {timeout: busyTimeoutMs, fileMustExist: true, ...options})
    database.pragma('trusted_schema = OFF')
    return database
  } catch (error) {
    database?.close()
    throw storageError(error, path)
  }
}

/** Set after the file was found to be ours: switching to WAL writes. WAL survives kill -9, FULL also a power cut. */
export function configure(database: Sqlite): void {
  assertSqliteVersion(database)
  const mode = database.pragma('journal_mode = WAL', {simple: true})
  if (mode !== 'wal') {
    throw new RevschedError(
      'storage',
      `the file system of the database "${database.name}" does not allow WAL mode`,
      {
        hint: 'choose a local disk: --database <path>',
      },
    )
  }
  database.pragma('synchronous = FULL')
  // 16 MB: with SQLite's 4 MB, storing the result of a large review would wait for the log to be copied back as well.
  database.pragma('wal_autocheckpoint = 4000')
  database.pragma('foreign_keys = ON')
  database.pragma('secure_delete = ON')
}

/**
 * Runs `work` until no other process holds the lock, or for so long; every failure comes out in the words of `storageError`.
 * `patience` is asked each time: whoever is to stop has less of it.
 */
export async function patiently<Result>(
  {path, clock, patience = () => patienceMs}: {path: string; clock: Clock; patience?: () => number},
  work: () => Result,
): Promise<Result> {
  const startMs = clock.monotonicMs()
  for (let attempt = 0; ; attempt++) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || clock.monotonicMs() - startMs > patience()) throw storageError(error, path)
      // Spread by pid, so that processes that met once do not meet again.
      await clock.sleep(5 + ((process.pid * 7 + attempt * 13) % 45))
    }
  }
}
