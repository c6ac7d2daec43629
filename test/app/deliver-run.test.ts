import {beforeEach, describe, expect, it} from 'vitest'
import {deliverRun} from '../../src/app/deliver-run.js'
import type {DeliveryOutcome} from '../../src/domain/delivery/delivery.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {ChannelDriver} from '../../src/domain/ports/channel-driver.js'
import type {Database} from '../../src/domain/ports/store.js'
import {at} from '../support/a-queue.js'
import {storeFolder, withReview} from '../support/a-store.js'
import {aChannel, aNewDelivery, completedRun} from '../support/an-outbox.js'
import {channelPorts} from '../support/channel-ports.js'
import {fakeClock} from '../support/fake-clock.js'

const place = storeFolder()
const never = new AbortController().signal
const names = Array.from({length: 12}, (_, index) => `ch-${index + 10}`)
let database: Database
/** What was heard of each message, in order. */
let told: Map<string, string[]>
beforeEach(async () => {
  told = new Map()
  database = await place.openNew()
  const {user} = await withReview(database)
  for (const name of names)
    await database.addChannel(aChannel({userId: user.id, id: name, name, target: name}), null)
  await completedRun(database, user.id, {
    deliveries: names.map(name => aNewDelivery({id: name, channel: name})),
  })
})

/** Delivers the run; `send` says what its place does with the message of a channel. */
function delivered(send: (channel: string) => Promise<DeliveryOutcome>, signal = never) {
  const driver = {
    send: async ({key}) => send(key.replace('revsched-', '')),
  } as Partial<ChannelDriver> as ChannelDriver
  return deliverRun(
    {
      store: database,
      box: async () => ({open: async () => ''}),
      driverOf: async () => driver,
      render: async () => ({body: 'all is well'}),
      channelPorts: async () => channelPorts(),
      clock: fakeClock(at(10).toISOString()),
      random: () => 0,
      owner: {lease: 'me', isAlive: () => true},
      onStatus: ({id, status}) => void told.set(id, [...(told.get(id) ?? []), status]),
    },
    'run-1',
    signal,
  )
}

const statuses = async () =>
  (await database.listDeliveries(['run-1'])).map(({channel, status}) => `${channel} ${status}`)

describe('the deliveries of a run', () => {
  it('all leave while the first eight places do not answer', async () => {
    const answers: (() => void)[] = []
    const last = new Set(names.slice(8))
    const all = delivered(async channel => {
      last.delete(channel)
      if (last.size === 0) for (const answer of answers) answer()
      else await new Promise<void>(resolve => answers.push(resolve))
      return {kind: 'sent'}
    })
    expect((await all).map(({status}) => status)).toEqual(names.map(() => 'sent'))
    expect(told).toEqual(new Map(names.map(name => [name, ['sending', 'sent', 'sent']])))
  })

  it('end when it is stopped: what waits for an answer as unknown, the others later', async () => {
    const stop = new AbortController()
    const reason = new RevschedError('interrupted', 'stopped')
    const all = delivered(async () => {
      stop.abort(reason)
      throw reason
    }, stop.signal)
    await expect(all).rejects.toBe(reason)
    expect(new Set((await statuses()).map(text => text.split(' ')[1]))).toEqual(
      new Set(['unknown', 'pending']),
    )
  })

  it('end before what the database refused is thrown', async () => {
    const refusal = new RevschedError('config', 'the database is of another version')
    const {beginSending} = database
    database = {
      ...database,
      beginSending: claim => (claim.deliveryId === 'ch-10' ? Promise.reject(refusal) : beginSending(claim)),
    }
    await expect(delivered(async () => ({kind: 'sent'}))).rejects.toBe(refusal)
    const ends = await statuses()
    expect(ends.filter(text => text.endsWith('sending'))).toEqual([])
    expect(ends.filter(text => text.endsWith('sent')).length).toBeGreaterThanOrEqual(7)
  })
})
