import {beforeEach, describe, expect, it} from 'vitest'
import type {Database} from '../../src/domain/ports/store.js'
import {storeFolder, withReview} from '../support/a-store.js'
import {fakeClock} from '../support/fake-clock.js'

const place = storeFolder()
/** It does not move: nothing waits. */
const clock = {...fakeClock('2026-11-26T12:00:00Z'), sleep: async () => {}}
let database: Database
let stored: Awaited<ReturnType<typeof withReview>>
beforeEach(async () => {
  database = await place.open({clock})
  stored = await withReview(database)
})

type Edited = (typeof stored)['connection']

/** Hours of 26 November, UTC. */
const at = (hour: number) => new Date(Date.UTC(2026, 10, 26, hour))

async function keep(shape: string, hour: number, byte: number, staleBefore = at(-24)): Promise<void> {
  const document = new Uint8Array([byte])
  await database.storeRecords(stored.connection.id, {shape, readAt: at(hour), document, staleBefore})
}

async function kept(shape: string): Promise<[hour: number, byte: number] | null> {
  const records = await database.readRecords(stored.connection.id, shape)
  return records && [records.readAt.getUTCHours(), records.document[0]!]
}

describe('records that are kept for a delta fetch', () => {
  it('come back for what asks the same', async () => {
    await keep('deals', 8, 1)
    await keep('deals with regions', 9, 2)
    expect([await kept('deals'), await kept('deals with regions'), await kept('contacts')]).toEqual([
      [8, 1],
      [9, 2],
      null,
    ])
  })

  it.each<{next: string; hour: number; kept: [number, number]}>([
    {next: 'a later read', hour: 9, kept: [9, 2]},
    {next: 'a read that began at the same time', hour: 8, kept: [8, 1]},
    {next: 'a read that began before', hour: 7, kept: [8, 1]},
  ])('are those of the last read after $next', async ({hour, kept: wanted}) => {
    await keep('deals', 8, 1)
    await keep('deals', hour, 2)
    expect(await kept('deals')).toEqual(wanted)
  })

  it('are forgotten with the next ones when they are too old to be used', async () => {
    await keep('old', 8, 1)
    await keep('older', 7, 1)
    await keep('deals', 12, 1, at(8))
    expect([await kept('old'), await kept('older'), await kept('deals')]).toEqual([[8, 1], null, [12, 1]])
  })

  it('are forgotten with old history when nothing reads them any more', async () => {
    await keep('deals', -8, 1)
    await keep('yesterday', -9, 1)
    await database.prune({before: at(-100), keepPerReview: 10})
    expect([await kept('deals'), await kept('yesterday')]).toEqual([[16, 1], null])
  })

  it('are forgotten when somebody logs in anew, not when a token is replaced', async () => {
    const {connection} = stored
    await keep('deals', 8, 1)
    await database.storeSecret(connection.id, new Uint8Array([7]), null)
    expect(await kept('deals')).toEqual([8, 1])
    await database.storeSecret(connection.id, new Uint8Array([8]))
    expect(await kept('deals')).toBe(null)
  })

  it.each<{changes: string; to: Partial<Edited>; secret?: Uint8Array; stay: boolean}>([
    {changes: 'its name', to: {name: 'emea 2'}, stay: true},
    {
      changes: 'its settings, as when delta fetches are turned off',
      to: {settings: {path: '/other.csv'}},
      stay: false,
    },
    {changes: 'its login', to: {}, secret: new Uint8Array([9]), stay: false},
  ])('stay, or go, when a connection changes $changes: $stay', async ({to, secret, stay}) => {
    const {connection} = stored
    await keep('deals', 8, 1)
    await database.updateConnection(
      {...connection, ...to},
      {expected: connection.settings, ...(secret && {secret})},
    )
    expect(await kept('deals')).toEqual(stay ? [8, 1] : null)
  })

  it('go with their connection, and are not kept for one that is gone', async () => {
    const {user, review, connection} = stored
    await keep('deals', 8, 1)
    await database.removeReview(user.id, review.id)
    await database.removeConnection(user.id, connection.id)
    await keep('deals', 9, 1)
    expect(place.dump().kept_records).toEqual([])
  })
})
