import type {Clock} from '../domain/ports/clock.js'
import type {DaemonRow, DaemonStore} from '../domain/ports/daemon-log.js'
import type {Logger} from '../domain/ports/logger.js'
import {occurrencesOf} from '../domain/schedule/occurrences.js'

/** Works out anew when each review is due next, after the zone data has changed since a daemon ran, and tells what moved. */
export async function replanZones(
  {store, clock, log}: {store: Pick<DaemonStore, 'replan' | 'addEvent'>; clock: Clock; log: Logger},
  {id: daemonId, tzVersion}: Pick<DaemonRow, 'id' | 'tzVersion'>,
  tzVersionBefore: string,
): Promise<void> {
  const moved = await store.replan(({schedule, timezoneCanonical, cursor}) =>
    occurrencesOf(schedule, timezoneCanonical).next(cursor ?? clock.now()),
  )
  const changed = moved.map(({name, before, after}) => ({
    name,
    before: before?.toISOString() ?? null,
    after: after?.toISOString() ?? null,
  }))
  const detail = {before: tzVersionBefore, after: tzVersion, changed}
  await store.addEvent({kind: 'zone-data-changed', at: clock.now(), daemonId, detail})
  log.warn(
    'zone-data-changed',
    `zone data ${tzVersionBefore} became ${tzVersion}; ${moved.length} next runs moved`,
  )
  for (const {name, before, after} of changed)
    log.warn('replanned', `"${name}": next run ${before ?? 'none'} became ${after ?? 'none'}`, {review: name})
}
