import {type Stats, statSync} from 'node:fs'
import {dirname} from 'node:path'
import {RevschedError} from '../domain/errors.js'
import {nameAlso, withDraft} from './draft.js'
import {refuseLostDatabase} from './left-overs.js'
import {makeFolder} from './make-folder.js'
import {openSqlite} from './sqlite.js'

/** Marks an SQLite file as ours: "RVSD" in ASCII. */
export const applicationId = 0x52565344

/** The smallest page of SQLite, in bytes. */
const shortest = 512

/**
 * Makes the database (0600, in a folder of 0700) where there is none and none was lost; SQLite gives its -wal and -shm files the same mode. The
 * file gets its name when it is whole and marked as ours, so one without a page was cut off or is something else: SQLite would
 * take it for a new one and write over it, here it is refused.
 */
export async function createWhereMissing(path: string): Promise<void> {
  const stats = statsOf(path)
  if (stats && !stats.isFile())
    throw new RevschedError('storage', `"${path}" is not a file; nothing was changed`, {hint: elsewhere})
  if (stats && stats.size < shortest) {
    const what = stats.size === 0 ? 'is empty' : `has only ${stats.size} bytes`
    throw new RevschedError('storage', `the database "${path}" ${what}: it was cut off or never one`, {
      hint: 'restore a backup: revsched db restore <file>; or, if nothing was ever stored in it, delete the file',
    })
  }
  if (stats) return
  refuseLostDatabase(path)
  try {
    makeFolder(dirname(path))
    await withDraft(path, draft => {
      markAsOurs(draft)
      nameAlso(draft, path)
    })
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && statsOf(path)?.isFile()) return
    if (error instanceof RevschedError) throw error
    throw new RevschedError('storage', `cannot create the database "${path}": ${(error as Error).message}`, {
      hint: 'check that the folder may be written and has space, or choose another: --database <path>',
      cause: error,
    })
  }
}

/** Tells files of the same name apart. */
export function fileIdentity(path: string): string {
  const stats = statsOf(path)
  return stats ? `${stats.dev}:${stats.ino}` : 'none'
}

function markAsOurs(draft: string): void {
  const database = openSqlite(draft)
  try {
    database.pragma(`application_id = ${applicationId}`)
  } finally {
    database.close()
  }
}

/** Only looked at: opening and closing a database with `fs` would drop the locks that this process holds on it. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, {throwIfNoEntry: false})
  } catch (error) {
    throw new RevschedError('storage', `cannot reach the database "${path}": ${(error as Error).message}`, {
      hint: elsewhere,
      cause: error,
    })
  }
}

const elsewhere = 'check the path and the modes of its folders, or choose another: --database <path>'
