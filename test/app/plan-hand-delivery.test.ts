import {beforeEach, describe, expect, it} from 'vitest'
import {deliverAgain} from '../../src/app/deliver-again.js'
import {planHandDelivery} from '../../src/app/plan-hand-delivery.js'
import type {DeliveryChange} from '../../src/domain/delivery/after-attempt.js'
import type {Database} from '../../src/domain/ports/store.js'
import {encodeAnalysis} from '../../src/domain/review/analysis-document.js'
import type {Run} from '../../src/domain/run/run.js'
import type {ScheduledReview} from '../../src/domain/scheduled-review.js'
import type {User} from '../../src/domain/user.js'
import {at} from '../support/a-queue.js'
import {aCompletion, aNewRun, storeFolder, withReview} from '../support/a-store.js'
import {anAnalysis} from '../support/an-analysis.js'
import {aChannel, advanceOutbox, aNewDelivery, sent} from '../support/an-outbox.js'
import {fakeClock} from '../support/fake-clock.js'

const place = storeFolder()
let database: Database
let actor: User
let run: Run
/** Grace and nobody have deals that cost points. */
const document = encodeAnalysis(anAnalysis())
beforeEach(async () => {
  database = await place.openNew()
  actor = (await withReview(database)).user
  await database.addChannel(aChannel({userId: actor.id}), null)
  await database.addChannel(aChannel({userId: actor.id, id: 'ch-mail', name: 'leads', kind: 'email'}), null)
})

async function completed(deliveries = [aNewDelivery()]): Promise<void> {
  const {fence} = await database.startRun(aNewRun(actor.id, 'run-1'), () => true)
  const analysis = {...aCompletion.analysis, document}
  run = await database.completeRun({runId: 'run-1', fence}, {...aCompletion, analysis, deliveries})
}

async function ended(change: Partial<DeliveryChange>): Promise<void> {
  const {claimed} = await advanceOutbox(database)
  for (const {claim} of claimed) await database.beginSending(claim)
  const outcomes = claimed.map(({claim}) => ({claim, change: {...sent, ...change}}))
  await advanceOutbox(database, {outcomes, claim: null})
}

async function review(change: Partial<ScheduledReview>): Promise<void> {
  const {isReadable: _, ...stored} = await database.findReview(actor.id, 'weekly')
  await database.updateReview({...stored, ...change}, stored.updatedAt)
}

async function plan(wish: {channels?: string[]; owners?: string[]; again?: boolean} = {}) {
  const {added, again, left} = await planHandDelivery({store: database}, actor, {
    run,
    channels: [],
    owners: [],
    again: false,
    ...wish,
  })
  return {
    sends: [...added, ...again].map(({channel, owner}) => (owner === null ? channel : `${channel} ${owner}`)),
    left: left.map(({channel, owner, reason}) => `${owner ?? channel}: ${reason}`),
  }
}

describe('what deliver sends of a run', () => {
  it.each<[string, Partial<DeliveryChange>, {sends: string[]; left: string[]}]>([
    ['sent', {}, {sends: [], left: ['pipeline: it was delivered already']}],
    [
      'unknown',
      {status: 'unknown', sentAt: null},
      {sends: [], left: ['pipeline: it may have been delivered already']},
    ],
    ['partial', {status: 'partial'}, {sends: ['pipeline'], left: []}],
    ['failed', {status: 'failed', sentAt: null}, {sends: ['pipeline'], left: []}],
    ['expired', {status: 'expired', sentAt: null}, {sends: ['pipeline'], left: []}],
    ['put off', {status: 'pending', sentAt: null, nextAttemptAt: at(5000)}, {sends: ['pipeline'], left: []}],
  ])('of one that is %s', async (_, change, expected) => {
    await completed()
    await ended(change)
    expect(await plan()).toEqual(expected)
    expect(await plan({again: true})).toEqual({sends: ['pipeline'], left: []})
  })

  it('is nothing of what is being sent, whatever is asked', async () => {
    await completed()
    const {claimed} = await advanceOutbox(database)
    await database.beginSending(claimed[0]!.claim)
    expect(await plan({again: true})).toEqual({sends: [], left: ['pipeline: it is being sent now']})
  })

  it('goes to the channels that are named alone', async () => {
    await completed()
    await ended({})
    expect(await plan({channels: ['leads']})).toEqual({sends: ['leads'], left: []})
  })

  it('goes to the channels that its review names now, and to those that it went to', async () => {
    await completed()
    await ended({status: 'failed', sentAt: null})
    await review({deliveryChannels: ['leads']})
    expect(await plan()).toEqual({sends: ['leads', 'pipeline'], left: []})
  })

  it('is not sent where the place is gone', async () => {
    await completed()
    await ended({status: 'failed', sentAt: null, disabledReason: 'the answer was 404'})
    expect(await plan({again: true})).toEqual({
      sends: [],
      left: ['pipeline: the channel is disabled: the answer was 404'],
    })
    await expect(
      deliverAgain(
        {store: database, clock: fakeClock('2026-11-16T10:00:00Z'), ids: {next: () => 'new'}},
        actor,
        {
          run,
          channels: [],
          owners: [],
          again: true,
        },
      ),
    ).rejects.toMatchObject({code: 'conflict', hint: expect.stringMatching(/revsched channel test pipeline/)})
  })

  it('goes by a channel of the same name that took the place of one that was removed', async () => {
    await completed()
    await ended({status: 'failed', sentAt: null})
    await database.removeChannel(actor.id, 'ch-slack')
    expect(await plan()).toEqual({sends: [], left: ['pipeline: there is no such channel any more']})
    await database.addChannel(aChannel({userId: actor.id, id: 'ch-new', target: '#new'}), null)
    const ports = {store: database, clock: fakeClock('2026-11-16T10:00:00Z'), ids: {next: () => 'new'}}
    await deliverAgain(ports, actor, {run, channels: ['pipeline'], owners: [], again: false})
    expect(await database.listDeliveries(['run-1'])).toMatchObject([
      {id: 'd-1', status: 'pending', channelId: 'ch-new', target: '#new'},
    ])
  })

  it.each<[string, Record<string, string>, {sends: string[]; left: string[]}]>([
    ['an owner with an address', {Grace: 'grace@acme.com'}, {sends: ['leads Grace'], left: []}],
    [
      'an owner of another domain',
      {Grace: 'g@evil.com'},
      {sends: [], left: ['Grace: g@evil.com is not of an allowed domain']},
    ],
  ])('goes to %s, by what its review says now', async (_, recipients, expected) => {
    await completed([])
    await review({ownerDigests: {channel: 'leads', recipients, domains: ['acme.com']}})
    const {sends, left} = await plan()
    expect({sends, left: left.filter(text => text.startsWith('Grace'))}).toEqual(expected)
  })

  it('goes to a single owner, and to nobody else', async () => {
    const grace = {channel: 'leads', owner: 'Grace', recipient: 'grace@acme.com'}
    await completed([aNewDelivery(), aNewDelivery({id: 'd-2', ...grace})])
    await ended({})
    const recipients = {Grace: 'grace@acme.com'}
    await review({
      deliveryChannels: ['pipeline'],
      ownerDigests: {channel: 'leads', recipients, domains: ['acme.com']},
    })
    const wish = {run, channels: [], owners: ['Grace'], again: false}
    const {left} = await planHandDelivery({store: database}, actor, wish)
    expect(left).toMatchObject([
      {owner: 'Grace', hint: expect.stringMatching(/deliver run-1 --owner Grace --again$/)},
    ])
    expect(await plan({owners: ['Grace'], again: true})).toEqual({sends: ['leads Grace'], left: []})
    await expect(plan({owners: ['grace']})).rejects.toMatchObject({code: 'not-found'})
  })

  it('goes to nobody whose digest was taken away since', async () => {
    await completed([aNewDelivery({channel: 'leads', owner: 'Grace', recipient: 'grace@acme.com'})])
    await ended({status: 'failed', sentAt: null})
    expect(await plan({again: true})).toEqual({sends: [], left: []})
  })
})
