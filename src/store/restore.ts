import {existsSync, renameSync, statSync} from 'node:fs'
import {dirname} from 'node:path'
import {RevschedError} from '../domain/errors.js'
import {copyInto} from './backup.js'
import {openFile} from './connection.js'
import {nameAlso, syncFolder, withDraft} from './draft.js'
import {schemaDifferences} from './known-schema.js'
import {logBeside} from './left-overs.js'
import {makeFolder} from './make-folder.js'
import {fileStamp, type MigrationOptions, refuseForeign, shippedMigrations, versionOf} from './migrate.js'
import {assertSqliteVersion, type Sqlite} from './sqlite.js'
import {isDamage, storageError} from './storage-error.js'

type Restored = {path: string; replacedPath: string | null}

/** Verifies `from`, keeps the present database beside its place, and puts a copy of `from` there. */
export async function restoreDatabase(
  path: string,
  from: string,
  options: MigrationOptions,
): Promise<Restored> {
  refuseUnusable(path, from)
  const source = openBackup(from, options)
  try {
    makeFolder(dirname(path))
    return await withDraft(path, async draft => {
      await copyInto(source, draft)
      return {path, replacedPath: putInPlace(draft, path, options)}
    })
  } catch (error) {
    throw explained(error, path)
  } finally {
    source.close()
  }
}

const aBackup = 'give a file that revsched db backup wrote'
const anotherBackup = 'restore another backup'

function refuseUnusable(path: string, from: string): void {
  const stats = statSync(from, {throwIfNoEntry: false})
  if (!stats?.isFile()) {
    throw new RevschedError('not-found', `there is no backup file "${from}"`, {
      hint: aBackup,
    })
  }
  const present = statSync(path, {throwIfNoEntry: false})
  if (present?.ino !== stats.ino || present.dev !== stats.dev) return
  throw new RevschedError('usage', `"${from}" is the database itself`, {
    hint: aBackup,
  })
}

function openBackup(from: string, options: MigrationOptions): Sqlite {
  const source = openFile(from, {readonly: true})
  try {
    assertSqliteVersion(source)
    refuseForeign(source, {hint: aBackup})
    const version = versionOf(source, options)
    if (version === 0)
      throw new RevschedError('storage', `"${from}" is not a database of revsched`, {hint: aBackup})
    const result = source.pragma('integrity_check', {simple: true})
    if (result !== 'ok')
      throw new RevschedError('storage', `the backup "${from}" is damaged: ${result}`, {hint: anotherBackup})
    const [difference] = schemaDifferences(source, options.migrations ?? shippedMigrations, version)
    if (difference) {
      throw new RevschedError('storage', `"${from}" is not as revsched wrote it: ${difference}`, {
        hint: anotherBackup,
      })
    }
    return source
  } catch (error) {
    source.close()
    throw isDamage(error) ? notUsable(error, from) : storageError(error, from)
  }
}

/** What is wrong with a file that was given as a backup; the hint of the store speaks of the database. */
function notUsable(error: unknown, from: string): RevschedError {
  const {message} = storageError(error, from) as RevschedError
  return new RevschedError('storage', message.replace('the database', 'the file'), {
    hint: aBackup,
    cause: error,
  })
}

/** At every instant `path` is either the whole old database or the whole new one. Gives the name that the old one has now. */
function putInPlace(draft: string, path: string, {clock}: MigrationOptions): string | null {
  const keptName = () => `${path}.before-restore.${fileStamp(clock.now())}.bak`
  // Looked for before the file is: that of a database which is made meanwhile is not taken from it.
  const lostLog = logBeside(path)
  if (!existsSync(path)) {
    moveLog(lostLog, path, keptName())
    nameAlso(draft, path)
    return null
  }
  const present = lockAlone(path)
  try {
    const replacedPath = keptName()
    nameAlso(path, replacedPath)
    // Left beside a damaged file only.
    moveLog(logBeside(path), path, replacedPath)
    renameSync(draft, path)
    syncFolder(dirname(path))
    return replacedPath
  } finally {
    present?.close()
  }
}

/** SQLite would replay the old log into the new database. */
function moveLog(suffixes: readonly string[], path: string, keptPath: string): void {
  for (const suffix of suffixes) renameSync(`${path}${suffix}`, `${keptPath}${suffix}`)
}

/**
 * Keeps every other process out of the present file until it has been replaced: whoever waits for the lock sees afterwards
 * that the file is another one (open.ts). Leaving WAL mode empties the log. Null for a damaged file, which nobody can use.
 */
function lockAlone(path: string): Sqlite | null {
  const present = openFile(path)
  try {
    refuseForeign(present)
    present.pragma('journal_mode = DELETE')
    present.exec('BEGIN EXCLUSIVE')
    // Another process may have turned WAL on again in between, which lets it read on.
    if (present.pragma('journal_mode', {simple: true}) !== 'delete') throw inUse(path)
    return present
  } catch (error) {
    present.close()
    if (isDamage(error)) return null
    throw error
  }
}

function explained(error: unknown, path: string): unknown {
  const known = storageError(error, path)
  if (known instanceof RevschedError)
    return known.message.includes('was locked by another process') ? inUse(path, error) : known
  const {code, message} = error as NodeJS.ErrnoException
  if (!code) return error
  return new RevschedError('storage', `cannot restore "${path}": ${message}`, {
    hint: 'check that its folder may be written and has space',
    cause: error,
  })
}

function inUse(path: string, cause?: unknown): RevschedError {
  return new RevschedError(
    'busy',
    `the database "${path}" is in use by another process; nothing was changed`,
    {
      hint: 'stop the daemon and other commands, then restore again',
      ...(cause === undefined ? {} : {cause}),
    },
  )
}
