import {lstatSync, readdirSync, rmSync, statSync, unlinkSync} from 'node:fs'
import {basename, join} from 'node:path'
import {messageOf, RevschedError} from '../domain/errors.js'
import type {BackupOrder, MadeBackup} from '../domain/ports/backup-maker.js'
import {backupTo} from './backup.js'
import {openFile} from './connection.js'
import {makeFolder} from './make-folder.js'
import {fileStamp} from './migrate.js'

/** One that is being written is written to all the time: of a half file that was left alone for so long, the writer is gone. */
const halfForMs = 3_600_000

/**
 * Backs the database up into a folder, beside those of other days, and removes the oldest of its own: once the new one is whole and
 * verified, so that one that fails costs none of those before it. What it has not made itself it leaves alone.
 */
export async function rotateBackups(order: BackupOrder, signal: AbortSignal): Promise<MadeBackup> {
  const {database, folder, at} = order
  const names = namesOf(basename(database))
  try {
    makeFolder(folder)
    removeHalf(folder, names.half, at)
  } catch (error) {
    throw new RevschedError('storage', `cannot use the folder of backups "${folder}": ${messageOf(error)}`, {
      hint: 'see that it may be written: backupFolder names it (revsched config get backupFolder)',
      cause: error,
    })
  }
  const made = await backupTo(database, join(folder, names.at(at)), signal)
  return {...made, ...removeOldest(order, {made: names.at(at), pattern: names.whole})}
}

/** `revsched.db.20261116T090000123.bak`, in UTC: in the order of their names they are in that of their times. */
function namesOf(file: string) {
  const name = file.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return {
    at: (at: Date) => `${file}.${fileStamp(at)}.bak`,
    whole: new RegExp(`^${name}\\.\\d{8}T\\d{9}\\.bak$`),
    half: new RegExp(`^${name}\\.\\d{8}T\\d{9}\\.bak\\.part-\\w{6}$`),
  }
}

/** What a process has left that was killed while it wrote: a folder with a draft in it. */
function removeHalf(folder: string, pattern: RegExp, now: Date): void {
  for (const name of readdirSync(folder).filter(one => pattern.test(one))) {
    const path = join(folder, name)
    const writtenAtMs = Math.max(
      ...[path, join(path, 'draft.db')].map(one => statSync(one, {throwIfNoEntry: false})?.mtimeMs ?? 0),
    )
    if (now.getTime() - writtenAtMs > halfForMs) rmSync(path, {recursive: true, force: true})
  }
}

/** The new one always stays, also where a clock that was ahead has made others that look newer. */
function removeOldest(
  {database, folder, keep}: BackupOrder,
  {made, pattern}: {made: string; pattern: RegExp},
): Pick<MadeBackup, 'removed' | 'problem'> {
  let removed = 0
  try {
    const users = usersOf(database)
    const others = readdirSync(folder)
      .filter(name => pattern.test(name) && name !== made)
      .filter(name => lstatSync(join(folder, name)).isFile() && isOf(users, join(folder, name)))
      .sort()
    for (const name of others.slice(0, Math.max(0, others.length - (keep - 1)))) {
      unlinkSync(join(folder, name))
      removed++
    }
    return {removed, problem: null}
  } catch (error) {
    return {removed, problem: `old backups cannot be removed from "${folder}": ${messageOf(error)}`}
  }
}

/** Their ids are random: a database that has one of them is this one at another time. */
function isOf(users: ReadonlySet<string>, path: string): boolean {
  try {
    return [...usersOf(path)].some(id => users.has(id))
  } catch {
    // No database, or a damaged one, which nobody can say whose it is.
    return false
  }
}

function usersOf(path: string): Set<string> {
  const database = openFile(path, {readonly: true})
  try {
    return new Set(database.prepare<[], string>('SELECT id FROM users').pluck().all())
  } finally {
    database.close()
  }
}
