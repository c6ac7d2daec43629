import {expect, it} from 'vitest'
import {deliverNow} from '../../src/cli/deliver-now.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {ChannelDriver} from '../../src/domain/ports/channel-driver.js'
import {aCommandContext} from '../support/a-command-context.js'
import {aRun} from '../support/a-run.js'
import {storeFolder, withReview} from '../support/a-store.js'
import {aChannel, aNewDelivery, completedRun} from '../support/an-outbox.js'
import {channelPorts} from '../support/channel-ports.js'

const place = storeFolder()
const reason = new RevschedError('interrupted', 'stopped by Ctrl-C')
const channels = ['board', 'leads']

/** Stopped as soon as the messages of so many channels have left. */
async function stoppedAfter(left: number, change: Partial<ReturnType<typeof aNewDelivery>> = {}) {
  const database = await place.openNew()
  const userId = (await withReview(database)).user.id
  for (const name of channels) await database.addChannel(aChannel({id: name, userId, name}), null)
  const deliveries = channels.map(name => aNewDelivery({id: name, channel: name, ...change}))
  await completedRun(database, userId, {deliveries})
  const stop = new AbortController()
  if (left === 0) stop.abort(reason)
  let count = 0
  const driver = {
    render: () => ({}),
    send: (_, _ports, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(reason))
        count++
        if (count === left) stop.abort(reason)
      }),
  } as Partial<ChannelDriver> as ChannelDriver
  const context = {
    ...aCommandContext({now: '2026-11-16T09:00:10Z'}),
    database: async () => database,
    channelDriver: async () => driver,
    channelPorts: async () => channelPorts(),
    signal: stop.signal,
  }
  const error = await deliverNow(context, aRun({id: 'run-1'})).catch((thrown: unknown) => thrown)
  return {error, told: context.io.err.text()}
}

it.each([
  [
    'while a message leaves',
    1,
    /^stopped by Ctrl-C; the review is stored, and the delivery to "board" is unknown: .* may have arrived$/,
    /^revsched history tells it; look whether it is there; if not: revsched deliver run-1 --channel board --again$/,
  ],
  [
    'while two leave',
    2,
    /the delivery to "board" and 1 more is unknown/,
    /revsched deliver run-1 --channel board --again$/,
  ],
  [
    'before any leaves',
    0,
    /^stopped by Ctrl-C; the review is stored, and nothing has left to "board"$/,
    /^a daemon sends it; or by hand: revsched deliver run-1 --channel board$/,
  ],
])('Ctrl-C %s tells what became of the messages, and what to do', async (_, left, message, hint) => {
  const {error, told} = await stoppedAfter(left)
  expect(error).toMatchObject({
    code: 'interrupted',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  })
  expect(told.match(/perhaps delivered/g)?.length ?? 0).toBe(left)
})

it('Ctrl-C where nothing was to be sent is told as it is', async () => {
  expect((await stoppedAfter(0, {skippedReason: 'nothing has changed'})).error).toBe(reason)
})
