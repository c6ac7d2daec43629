import type {Clock} from '../domain/ports/clock.js'
import type {DaemonStore} from '../domain/ports/daemon-log.js'
import {largestLogBytes} from './grown-log.js'

/** What is kept unless somebody says otherwise. */
export const keptHistory = {runsPerReview: 1000, forMs: 400 * 86_400_000}

/**
 * Removes runs that ended longer ago than `forMs`, or are not among the newest `runsPerReview` of their review, and events as
 * old. The newest result of a review stays: the next one is compared with it. Aborted, it stops after the piece at hand.
 */
export async function pruneHistory(
  {store, clock}: {store: Pick<DaemonStore, 'prune' | 'boundWal'>; clock: Clock},
  {runsPerReview, forMs}: typeof keptHistory,
  signal: AbortSignal,
): Promise<{runs: number; events: number}> {
  const before = new Date(clock.now().getTime() - forMs)
  const removed = await store.prune({before, keepPerReview: runsPerReview, signal})
  await store.boundWal(largestLogBytes)
  return removed
}
