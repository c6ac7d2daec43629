import {useCallback} from 'react'
import {type BrowsedRun, browseRun} from '../../app/browsed-run.js'
import type {Run} from '../../domain/run/run.js'
import type {TopPorts} from '../top-ports.js'
import {useLoaded} from './use-loaded.js'

/** As many runs can be looked through: a year of weekly ones. */
const runsBrowsed = 52

type Browsed = {
  /** Those with a report, newest first; null until they are read. */
  runs: readonly Run[] | null
  run: Run | null
  /** Null until it is read. */
  browsed: BrowsedRun | null
  error: unknown
}

/**
 * The completed runs of a scheduled review, as they are when it is opened: one that comes moves none of them from under a finger. And the
 * one at `place`, to be looked through.
 */
export function useBrowsedRun(
  {store, actor}: TopPorts,
  {reviewId, place}: {reviewId: string; place: number},
): Browsed {
  const list = useCallback(
    () =>
      store.listRuns({
        userId: actor.id,
        scheduledReviewId: reviewId,
        statuses: ['completed'],
        limit: runsBrowsed,
      }),
    [store, actor, reviewId],
  )
  const runs = useLoaded(list)
  const run = runs.value?.[place] ?? null
  const browse = useCallback(async () => (run ? browseRun(store, run) : null), [store, run])
  const loaded = useLoaded(browse)
  const browsed = loaded.value && loaded.value.run.id === run?.id ? loaded.value : null
  return {runs: runs.value, run, browsed, error: runs.error ?? loaded.error}
}
