import {lstatSync, statSync} from 'node:fs'
import {RevschedError} from '../domain/errors.js'
import {openFile} from './connection.js'
import {nameAlso, withDraft} from './draft.js'
import type {Sqlite} from './sqlite.js'
import {storageError} from './storage-error.js'

/**
 * Copies the database at `path` while others go on using it, verifies the copy, and only then gives it its name. Aborted, it leaves
 * nothing behind.
 */
export async function backupTo(
  path: string,
  target: string,
  signal?: AbortSignal,
): Promise<{path: string; bytes: number}> {
  try {
    if (lstatSync(target, {throwIfNoEntry: false})) throw taken(target)
    const source = openFile(path, {readonly: true})
    try {
      await withDraft(target, async draft => {
        await copyInto(source, draft, signal)
        nameAlso(draft, target)
      })
    } finally {
      source.close()
    }
  } catch (error) {
    throw explained(error, target)
  }
  return {path: target, bytes: statSync(target).size}
}

/**
 * Copies what `source` holds now through SQLite's own backup and verifies the copy. A file that is in use is never copied by
 * `fs`: closing it in this process would drop SQLite's locks. `source` is a connection for this alone: the transaction that
 * it stays in keeps writers from making the backup start again and again.
 */
export async function copyInto(source: Sqlite, draft: string, signal?: AbortSignal): Promise<void> {
  source.exec('BEGIN')
  try {
    source.prepare('SELECT count(*) FROM sqlite_schema').get()
    await source.backup(draft, {progress: () => nextPages(signal)})
  } finally {
    source.exec('ROLLBACK')
  }
  signal?.throwIfAborted()
  verify(draft)
  signal?.throwIfAborted()
}

/** How many pages are copied before others have their turn. What this throws ends the copy. */
function nextPages(signal: AbortSignal | undefined): number {
  signal?.throwIfAborted()
  return 100
}

/** Throws `storage` when SQLite finds damage. The copy is switched out of WAL, so that it is one file. */
function verify(path: string): void {
  const copy = openFile(path)
  try {
    copy.pragma('journal_mode = DELETE')
    const result = copy.pragma('integrity_check', {simple: true})
    if (result !== 'ok')
      throw new RevschedError('storage', `the copy is damaged, as is the original: ${result}`, {
        hint: 'restore an older backup: revsched db restore <file>',
      })
  } finally {
    copy.close()
  }
}

function taken(target: string): RevschedError {
  return new RevschedError('conflict', `"${target}" exists already`, {
    hint: 'choose a new file name for the backup',
  })
}

function explained(error: unknown, target: string): unknown {
  if (error instanceof RevschedError) return error
  const {code, message} = error as NodeJS.ErrnoException
  if (code === 'EEXIST') return taken(target)
  if (code?.startsWith('SQLITE_')) return storageError(error, target)
  return new RevschedError('storage', `cannot write the backup "${target}": ${message}`, {
    hint: 'check that its folder exists, may be written and has space',
    cause: error,
  })
}
