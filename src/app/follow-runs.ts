import type {Clock} from '../domain/ports/clock.js'
import type {Database, RunFilter} from '../domain/ports/store.js'
import {isOpen, openStatuses, type Run, type RunStatus} from '../domain/run/run.js'
import {DeliveryWatch, type FollowedRun} from './delivery-watch.js'
import {refuseMovedFile} from './refuse-moved-file.js'
import {watchedWrites} from './watched-writes.js'

type Store = Pick<
  Database,
  'listRuns' | 'changedRuns' | 'listDeliveries' | 'changeCounter' | 'watchWrites' | 'isInPlace'
>

/**
 * Gives the runs of a filter, oldest first, and then those that come or end, as they do; of a filter by states, those that get
 * into one of them. A run comes again when what it delivers has ended. Goes on until `signal` is aborted, whose reason it throws.
 */
export async function* followRuns(
  {store, clock}: {store: Store; clock: Clock},
  filter: RunFilter,
  signal: AbortSignal,
): AsyncGenerator<readonly FollowedRun[]> {
  const {limit: _, statuses, ...ofReview} = filter
  let {position} = await store.changedRuns({...ofReview, after: null, ids: []})
  const newest = await store.listRuns(filter)
  const open = await store.listRuns({...ofReview, statuses: openStatuses})
  let known = statusesOf([...newest, ...open])
  const watch = new DeliveryWatch(store)
  yield watch.first(newest.reverse())
  for await (const _ of watchedWrites({store, clock}, signal)) {
    refuseMovedFile(store, 'start the command again')
    const ids = [...known].filter(([, status]) => isOpen({status})).map(([id]) => id)
    const changed = await store.changedRuns({...ofReview, after: position, ids})
    const news = changed.runs.filter(run => isNews(run, known.get(run.id), statuses))
    // What has ended never changes again.
    known = statusesOf(changed.runs.filter(isOpen))
    position = changed.position
    const told = await watch.look(news.sort((a, b) => happenedAtMs(a) - happenedAtMs(b)))
    if (told.length > 0) yield told
  }
}

function statusesOf(runs: readonly Run[]): Map<string, RunStatus> {
  return new Map(runs.map(({id, status}) => [id, status]))
}

function isNews(run: Run, before: RunStatus | undefined, wanted: RunFilter['statuses']): boolean {
  if (run.status === before) return false
  return wanted ? wanted.includes(run.status) : before === undefined || !isOpen(run)
}

function happenedAtMs({completedAt, createdAt}: Run): number {
  return (completedAt ?? createdAt).getTime()
}
