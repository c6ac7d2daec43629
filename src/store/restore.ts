import {existsSync, renameSync, statSync} from 'node:fs'
import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import {backupTo, removeDatabaseFile} from './backup.js'
import {connect} from './connection.js'
import {versionOf} from './migrate.js'
import {loadSqlite, type Sqlite} from './sqlite.js'
import {storageError} from './storage-error.js'

export type Restored = {path: string; replacedPath: string | null}

/** Verifies `from`, keeps the present database beside its place, and puts a copy of `from` there. */
export async function restoreDatabase(
  path: string,
  from: string,
  {clock, programVersion}: {clock: Clock; programVersion: string},
): Promise<Restored> {
  if (!statSync(from, {throwIfNoEntry: false})?.isFile()) {
    throw new RevschedError('not-found', `there is no backup file "${from}"`, {
      hint: 'give a file that revsched db backup wrote',
    })
  }
  const source = openBackup(from, programVersion)
  const arriving = `${path}.restoring`
  try {
    removeDatabaseFile(arriving)
    await backupTo(source, arriving)
  } finally {
    source.close()
  }
  const replacedPath = existsSync(path) ? setAside(path, clock) : null
  renameSync(arriving, path)
  return {path, replacedPath}
}

function openBackup(from: string, programVersion: string): Sqlite {
  const Sqlite3 = loadSqlite()
  const source = new Sqlite3(from, {readonly: true})
  try {
    source.pragma('trusted_schema = OFF')
    if (versionOf(source, programVersion) === 0)
      throw new RevschedError('storage', `"${from}" is not a database of revsched`)
    const result = source.pragma('integrity_check', {simple: true})
    if (result !== 'ok') throw new RevschedError('storage', `the backup "${from}" is damaged: ${result}`)
    return source
  } catch (error) {
    source.close()
    throw storageError(error, from)
  }
}

/** Moves the present file away while nobody else has it open: leaving WAL mode takes an exclusive lock and empties the WAL. */
function setAside(path: string, clock: Clock): string {
  const replacedPath = `${path}.before-restore.${clock.now().toISOString().replace(/[-:]/g, '').slice(0, 15)}.bak`
  let present: Sqlite | null = null
  try {
    present = connect(path)
    present.pragma('journal_mode = DELETE')
  } catch (error) {
    const explained = storageError(error, path)
    const isDamaged = explained instanceof RevschedError && /damaged|not an SQLite/.test(explained.message)
    if (!isDamaged) throw busyRestore(explained, path)
  } finally {
    present?.close()
  }
  renameSync(path, replacedPath)
  for (const suffix of ['-wal', '-shm'])
    if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${replacedPath}${suffix}`)
  return replacedPath
}

function busyRestore(error: unknown, path: string): unknown {
  if (!(error instanceof RevschedError) || !error.message.includes('locked')) return error
  return new RevschedError(
    'busy',
    `the database "${path}" is in use by another process; nothing was changed`,
    {
      hint: 'stop the daemon and other commands, then restore again',
      cause: error,
    },
  )
}
