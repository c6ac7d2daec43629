import {existsSync} from 'node:fs'
import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'
import type BetterSqlite3 from 'better-sqlite3'
import {RevschedError} from '../domain/errors.js'

export type Sqlite = BetterSqlite3.Database

/** Releases before 3.51.3 can corrupt a WAL database with several connections (sqlite.org/wal.html, WAL-reset bug). */
const oldestSqlite = [3, 51, 3]

/**
 * Opens a file, or `:memory:`, with better-sqlite3, which is loaded here and not before. Throws SQLite's errors as they are,
 * and `storage` with words where the library does not fit this Node.
 */
export function openSqlite(path: string, options: BetterSqlite3.Options = {}): Sqlite {
  try {
    const Sqlite3 = library()
    return new Sqlite3(path, {...options, ...compiledAddon()})
  } catch (error) {
    if (error instanceof RevschedError || isSqliteError(error)) throw error
    // The addon, too, is loaded by the first database: one of another Node version is found only now.
    throw new RevschedError(
      'storage',
      `the database library cannot be loaded: ${(error as Error).message.split('\n')[0]}`,
      {
        hint: 'install revsched again with this Node; on Node 20 that needs Python 3, make and a C++ compiler',
        cause: error,
      },
    )
  }
}

/** Version 13 ends the process on Node 20 the moment a database is opened, which nothing can catch: it is refused unopened. */
function library(): typeof BetterSqlite3 {
  const require = createRequire(import.meta.url)
  if (Number(process.versions.node.split('.')[0]) < 22)
    refuseVersion13(require('better-sqlite3/package.json').version)
  return require('better-sqlite3')
}

function isSqliteError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_')
}

/** Where version 12 was compiled to; given, the library need not search a dozen places (3 ms). Version 13 finds its own. */
function compiledAddon(): {nativeBinding?: string} {
  const folder = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'))
  const addon = join(folder, 'build/Release/better_sqlite3.node')
  return existsSync(addon) ? {nativeBinding: addon} : {}
}

function refuseVersion13(version: string): void {
  if (Number(version.split('.')[0]) < 13) return
  throw new RevschedError(
    'storage',
    `better-sqlite3 ${version} does not run on Node ${process.versions.node}`,
    {
      hint: 'install revsched again with this Node, or use Node 22.14 or newer',
    },
  )
}

/** Throws when the SQLite inside the library is too old to be trusted. */
export function assertSqliteVersion(database: Sqlite): void {
  const version = database.prepare('SELECT sqlite_version()').pluck().get() as string
  const parts = version.split('.').map(Number)
  const difference =
    oldestSqlite.map((oldest, index) => (parts[index] ?? 0) - oldest).find(part => part !== 0) ?? 0
  if (difference >= 0) return
  throw new RevschedError('storage', `SQLite ${version} is too old: it can damage a database`, {
    hint: 'install revsched again',
  })
}
