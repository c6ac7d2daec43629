import {statSync} from 'node:fs'
import {RevschedError} from '../domain/errors.js'
import type {Session} from './session.js'

/**
 * SQLite copies the log back by itself every 1,000 pages, but begins it anew only in a moment without readers, and never makes
 * the file smaller. Here readers are waited for: 250 ms at most, in which nobody writes. With readers still there nothing is
 * lost, and the next call tries again.
 */
export async function boundWal(session: Session, limitBytes: number): Promise<boolean> {
  if (walBytes(session.path) <= limitBytes) return false
  await session.read(sqlite => sqlite.pragma('wal_checkpoint(TRUNCATE)'))
  return walBytes(session.path) <= limitBytes
}

function walBytes(path: string): number {
  try {
    return statSync(`${path}-wal`, {throwIfNoEntry: false})?.size ?? 0
  } catch (error) {
    throw new RevschedError('storage', `cannot reach "${path}-wal": ${(error as Error).message}`, {
      cause: error,
    })
  }
}
