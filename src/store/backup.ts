import {chmodSync, closeSync, existsSync, openSync, renameSync, rmSync, statSync} from 'node:fs'
import {RevschedError} from '../domain/errors.js'
import {loadSqlite, type Sqlite} from './sqlite.js'
import {storageError} from './storage-error.js'

/**
 * Copies the database through SQLite's own backup while others go on using it, verifies the copy, and only then gives it its
 * name. The file is never copied by `fs`: closing it in this process would drop SQLite's locks.
 */
export async function backupTo(database: Sqlite, target: string): Promise<{path: string; bytes: number}> {
  if (existsSync(target)) {
    throw new RevschedError('conflict', `"${target}" exists already`, {
      hint: 'choose a new file name for the backup',
    })
  }
  const temporary = `${target}.part`
  try {
    closeSync(openSync(temporary, 'wx', 0o600))
    await database.backup(temporary)
    chmodSync(temporary, 0o600)
    verify(temporary)
    renameSync(temporary, target)
  } catch (error) {
    removeDatabaseFile(temporary)
    throw explained(error, target)
  }
  return {path: target, bytes: statSync(target).size}
}

/** Throws `storage` when SQLite finds damage. The copy is switched out of WAL, so that it is one file. */
function verify(path: string): void {
  const Sqlite3 = loadSqlite()
  const copy = new Sqlite3(path)
  try {
    copy.pragma('journal_mode = DELETE')
    const result = copy.pragma('quick_check', {simple: true})
    if (result !== 'ok') throw new RevschedError('storage', `the copy "${path}" is damaged: ${result}`)
  } finally {
    copy.close()
  }
}

export function removeDatabaseFile(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, {force: true})
}

function explained(error: unknown, target: string): unknown {
  if (error instanceof RevschedError) return error
  const {code, message} = error as NodeJS.ErrnoException
  if (code?.startsWith('SQLITE_')) return storageError(error, target)
  return new RevschedError('storage', `cannot write the backup "${target}": ${message}`, {
    hint: 'check that its folder exists, may be written and has space',
    cause: error,
  })
}
