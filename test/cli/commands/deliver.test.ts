import {expect, it} from 'vitest'
import {deliverCommand} from '../../../src/cli/commands/deliver.js'
import type {DeliveryChange} from '../../../src/domain/delivery/after-attempt.js'
import {aCommandContext} from '../../support/a-command-context.js'
import {storeFolder, withReview} from '../../support/a-store.js'
import {aChannel, advanceOutbox, completedRun, sent} from '../../support/an-outbox.js'

const place = storeFolder()

async function dryRun(isOwnerAlive: boolean, change?: Partial<DeliveryChange>): Promise<string> {
  const database = await place.openNew()
  const {user} = await withReview(database)
  await database.addChannel(aChannel({userId: user.id}), null)
  await completedRun(database, user.id)
  const {claimed} = await advanceOutbox(database)
  const {claim} = claimed[0]!
  await database.beginSending(claim)
  if (change) await advanceOutbox(database, {outcomes: [{claim, change: {...sent, ...change}}], claim: null})
  const context = aCommandContext({now: '2026-11-16T09:00:10Z'})
  const input = {run: 'latest', channel: [], owner: [], again: false, dryRun: true, json: false}
  const host = {...context.host, isOwnerAlive: () => isOwnerAlive}
  await deliverCommand.run({...context, host, database: async () => database, actor: async () => user}, input)
  return context.io.out.text()
}

it.each([
  ['still there', true, 'nothing to "pipeline": it is being sent now\n'],
  ['gone', false, 'nothing to "pipeline": it may have been delivered already\n'],
])('a message whose sender is %s', async (_, isAlive, told) => {
  expect(await dryRun(isAlive)).toBe(told)
})

it.each<[string, Partial<DeliveryChange>, string]>([
  ['nobody has', {status: 'failed', sentAt: null}, 'all deals to "pipeline"\n'],
  ['some have', {status: 'partial'}, 'all deals to "pipeline", only what has not arrived yet\n'],
])('a message that %s', async (_, change, told) => {
  expect(await dryRun(true, change)).toBe(told)
})

it('is not asked to send all deals and those of one owner alike', async () => {
  const input = {run: 'run-1', channel: ['a'], owner: ['b'], again: false, dryRun: false, json: false}
  await expect(deliverCommand.run(aCommandContext(), input)).rejects.toMatchObject({code: 'usage'})
})
