import {statSync} from 'node:fs'
import {RevschedError} from '../domain/errors.js'
import type {Session} from './session.js'

/** Pages of 4 kB that are worth the two syncs of copying them back. */
const worthCopying = 250
const truncate = 'wal_checkpoint(TRUNCATE)'
const mostTries = 10
const pauseMs = 25

/**
 * SQLite copies the log back by itself every 4,000 pages, but begins it anew only in a moment without readers, and never makes
 * the file smaller. Here readers are waited for, a few hundred milliseconds at most: those that overlap without a pause are out of
 * its way if each is done in a tenth of a second, and no program can end others. With readers still there nothing is lost, and the
 * next call tries again.
 */
export async function boundWal(session: Session, limitBytes: number): Promise<number> {
  const bytes = walBytes(session.path)
  if (bytes <= limitBytes) return bytes
  for (let tries = 0; tries < mostTries; tries++) {
    const [{busy}] = await session.read(sqlite => sqlite.pragma(truncate) as [{busy: number}])
    if (busy === 0) break
    await session.clock.sleep(pauseMs)
  }
  return walBytes(session.path)
}

/** Waits for nobody: what readers still need stays in the log. */
export async function copyLogBack(session: Session): Promise<void> {
  await session.read(sqlite => {
    const [{log, checkpointed}] = sqlite.pragma('wal_checkpoint(NOOP)') as [
      {log: number; checkpointed: number},
    ]
    if (log - checkpointed >= worthCopying) sqlite.pragma('wal_checkpoint(PASSIVE)')
  })
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
