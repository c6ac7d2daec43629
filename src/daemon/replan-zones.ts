import type {Clock} from '../domain/ports/clock.js'
import type {DaemonRow, DaemonStore, Replanned} from '../domain/ports/daemon-log.js'
import type {Logger} from '../domain/ports/logger.js'
import {occurrencesOf} from '../domain/schedule/occurrences.js'

/**
 * Works out anew when each review is due next, after the zone data has changed since a daemon ran, and tells what moved. Done again,
 * it does and tells what the first time left.
 */
export async function replanZones(
  {store, clock, log}: {store: Pick<DaemonStore, 'replan' | 'addEvent'>; clock: Clock; log: Logger},
  {id: daemonId, tzVersion}: Pick<DaemonRow, 'id' | 'tzVersion'>,
  tzVersionBefore: string,
): Promise<void> {
  const eventOf = (moved: readonly Replanned[]) => ({
    kind: 'zone-data-changed' as const,
    at: clock.now(),
    daemonId,
    detail: {before: tzVersionBefore, after: tzVersion, changed: moved.map(shown)},
  })
  const moved = await store.replan(
    ({schedule, timezoneCanonical, cursor}) =>
      occurrencesOf(schedule, timezoneCanonical).next(cursor ?? clock.now()),
    eventOf,
  )
  if (moved.length === 0) await store.addEvent(eventOf([]))
  log.warn(
    'zone-data-changed',
    `zone data ${tzVersionBefore} became ${tzVersion}; ${moved.length} next runs moved`,
  )
  for (const {name, before, after} of moved.map(shown))
    log.warn('replanned', `"${name}": next run ${before ?? 'none'} became ${after ?? 'none'}`, {review: name})
}

function shown({name, before, after}: Replanned) {
  return {name, before: before?.toISOString() ?? null, after: after?.toISOString() ?? null}
}
