import {statSync} from 'node:fs'
import {dirname} from 'node:path'
import {RevschedError} from '../domain/errors.js'
import type {DatabaseCheck} from '../domain/ports/store.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import {decodeInput} from '../domain/review/review-input.js'
import {shellWord} from '../domain/shell-word.js'
import {schemaDifferences} from './known-schema.js'
import type {Migrations} from './migrate.js'
import type {Sqlite} from './sqlite.js'
import {isDamage} from './storage-error.js'

/** Integrity, foreign keys, settings, modes and version of an open database. */
export function checkDatabase(
  sqlite: Sqlite,
  migrations: Migrations,
  {full}: {full: boolean},
): DatabaseCheck[] {
  return [
    integrity(sqlite, full ? 'integrity_check' : 'quick_check'),
    foreignKeys(sqlite),
    {name: 'sqlite', isOk: true, detail: sqlite.prepare('SELECT sqlite_version()').pluck().get() as string},
    setting(sqlite, 'journal_mode', {expected: 'wal', words: 'wal'}),
    setting(sqlite, 'synchronous', {expected: 2, words: 'full'}),
    setting(sqlite, 'foreign_keys', {expected: 1, words: 'on'}),
    setting(sqlite, 'secure_delete', {expected: 1, words: 'on'}),
    schema(sqlite, migrations),
    ...(full ? [storedReviews(sqlite), storedInputs(sqlite)] : []),
    ...modes(sqlite.name),
  ]
}

function integrity(sqlite: Sqlite, pragma: 'integrity_check' | 'quick_check'): DatabaseCheck {
  return foundDamage('integrity', () => {
    const rows = (sqlite.pragma(pragma) as Record<string, string>[]).map(row => Object.values(row)[0]!)
    return {isOk: rows.length === 1 && rows[0] === 'ok', detail: rows.slice(0, 3).join('; ')}
  })
}

function foreignKeys(sqlite: Sqlite): DatabaseCheck {
  return foundDamage('references', () => {
    const count = (sqlite.pragma('foreign_key_check') as unknown[]).length
    return {
      isOk: count === 0,
      detail: count === 0 ? 'all rows lead somewhere' : `${count} rows lead nowhere`,
    }
  })
}

function schema(sqlite: Sqlite, migrations: Migrations): DatabaseCheck {
  return foundDamage('schema', () => {
    const [difference] = schemaDifferences(sqlite, migrations, migrations.latest)
    return {isOk: difference === undefined, detail: difference ?? `version ${migrations.latest}`}
  })
}

function storedReviews(sqlite: Sqlite): DatabaseCheck {
  return documents(sqlite, {
    name: 'reviews',
    sql: 'SELECT run_id, document FROM analyses ORDER BY rowid',
    read: decodeAnalysis,
    fix: 'revsched run-now makes a new one; a backup has the old one',
  })
}

/** What `report --rules` scores again. */
function storedInputs(sqlite: Sqlite): DatabaseCheck {
  return documents(sqlite, {
    name: 'deals',
    sql: 'SELECT run_id, document FROM review_inputs WHERE document IS NOT NULL ORDER BY rowid',
    read: decodeInput,
    fix: 'their reports can still be read; a backup has the deals, and revsched run-now stores new ones',
  })
}

type Documents = {name: string; sql: string; read(document: Uint8Array): unknown; fix: string}

/** Each is read to its end, one at a time. */
function documents(sqlite: Sqlite, {name, sql, read, fix}: Documents): DatabaseCheck {
  return foundDamage(name, () => {
    const unreadable: string[] = []
    let count = 0
    const rows = sqlite.prepare<[], {run_id: string; document: Uint8Array}>(sql)
    for (const {run_id, document} of rows.iterate()) {
      count++
      if (!isReadable(document, read)) unreadable.push(run_id.slice(0, 8))
    }
    const named = unreadable.slice(-3).join(', ')
    if (unreadable.length === 0) return {isOk: true, detail: `${count} can be read`}
    const detail = `${unreadable.length} of ${count} cannot be read, the newest: ${named}`
    return {isOk: false, detail, fix}
  })
}

function isReadable(document: Uint8Array, read: Documents['read']): boolean {
  try {
    read(document)
    return true
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    return false
  }
}

/** A check that cannot be made because of damage has failed; the others may still tell something. */
function foundDamage(name: string, check: () => Omit<DatabaseCheck, 'name'>): DatabaseCheck {
  try {
    return {name, ...check()}
  } catch (error) {
    if (!isDamage(error)) throw error
    return {name, isOk: false, detail: (error as Error).message}
  }
}

function setting(
  sqlite: Sqlite,
  name: string,
  {expected, words}: {expected: string | number; words: string},
): DatabaseCheck {
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
  const isPrivate = fileModes.every(mode => (mode & 0o077) === 0)
  const isGuarded = (folderMode & 0o022) === 0
  return [
    {
      name: 'file mode',
      isOk: isPrivate,
      detail: [...new Set(fileModes.map(octal))].join(', '),
      ...(isPrivate ? {} : {fix: `take it from others: chmod 600 ${shellWord(path)}*`}),
    },
    {
      name: 'folder mode',
      isOk: isGuarded,
      detail: octal(folderMode),
      ...(isGuarded ? {} : {fix: `take it from others: chmod go-w ${shellWord(dirname(path))}`}),
    },
  ]
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}
