import {statSync} from 'node:fs'
import {dirname} from 'node:path'
import type {DatabaseCheck} from '../domain/ports/store.js'
import {latestVersion} from './migrate.js'
import type {Sqlite} from './sqlite.js'

/** Integrity, foreign keys, settings, modes and version of an open database. */
export function checkDatabase(sqlite: Sqlite, full: boolean): DatabaseCheck[] {
  return [
    integrity(sqlite, full),
    foreignKeys(sqlite),
    {name: 'sqlite', isOk: true, detail: sqlite.prepare('SELECT sqlite_version()').pluck().get() as string},
    setting(sqlite, 'journal_mode', 'wal', 'wal'),
    setting(sqlite, 'synchronous', 2, 'full'),
    setting(sqlite, 'foreign_keys', 1, 'on'),
    setting(sqlite, 'secure_delete', 1, 'on'),
    {...setting(sqlite, 'user_version', latestVersion, `version ${latestVersion}`), name: 'schema'},
    ...modes(sqlite.name),
  ]
}

function integrity(sqlite: Sqlite, full: boolean): DatabaseCheck {
  const name = full ? 'integrity_check' : 'quick_check'
  const rows = (sqlite.pragma(name) as Record<string, string>[]).map(row => Object.values(row)[0]!)
  return {name: 'integrity', isOk: rows.length === 1 && rows[0] === 'ok', detail: rows.slice(0, 3).join('; ')}
}

function foreignKeys(sqlite: Sqlite): DatabaseCheck {
  const count = (sqlite.pragma('foreign_key_check') as unknown[]).length
  return {
    name: 'references',
    isOk: count === 0,
    detail: count === 0 ? 'all rows lead somewhere' : `${count} rows lead nowhere`,
  }
}

function setting(sqlite: Sqlite, name: string, expected: string | number, words: string): DatabaseCheck {
  const value = sqlite.pragma(name, {simple: true})
  return {
    name,
    isOk: value === expected,
    detail: value === expected ? words : `${value} instead of ${expected}`,
  }
}

/** Others must not read the files; on Windows the modes say nothing. */
function modes(path: string): DatabaseCheck[] {
  if (process.platform === 'win32') return []
  const files = [path, `${path}-wal`, `${path}-shm`].flatMap(
    file => statSync(file, {throwIfNoEntry: false}) ?? [],
  )
  const fileModes = files.map(stats => stats.mode & 0o777)
  const folderMode = statSync(dirname(path)).mode & 0o777
  return [
    {
      name: 'file mode',
      isOk: fileModes.every(mode => (mode & 0o077) === 0),
      detail: [...new Set(fileModes.map(octal))].join(', '),
    },
    {name: 'folder mode', isOk: (folderMode & 0o022) === 0, detail: octal(folderMode)},
  ]
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}
