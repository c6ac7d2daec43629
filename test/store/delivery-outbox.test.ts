import {beforeEach, describe, expect, it} from 'vitest'
import type {DeliveryChange} from '../../src/domain/delivery/after-attempt.js'
import type {Database} from '../../src/domain/ports/store.js'
import {at} from '../support/a-queue.js'
import {aCompletion, aNewRun, storeFolder, withReview} from '../support/a-store.js'
import {
  aChannel,
  aDeliveryWish,
  advanceOutbox,
  aNewDelivery,
  completedRun,
  sent,
} from '../support/an-outbox.js'
import {fakeClock} from '../support/fake-clock.js'

const place = storeFolder()
let database: Database
let userId: string
beforeEach(async () => {
  database = await place.openNew()
  const {user} = await withReview(database)
  userId = user.id
  await database.addChannel(aChannel({userId}), new Uint8Array([9]))
  await database.addChannel(
    aChannel({userId, id: 'ch-mail', name: 'leads', kind: 'email', target: 'a@b'}),
    null,
  )
})

const both = [aNewDelivery(), aNewDelivery({id: 'd-2', channel: 'leads'})]
const retry = (changes: Partial<DeliveryChange> = {}): DeliveryChange => ({
  ...sent,
  status: 'pending',
  sentAt: null,
  nextAttemptAt: at(70),
  lastError: 'the answer was 503',
  ...changes,
})
const statuses = async (runId = 'run-1') =>
  (await database.listDeliveries([runId])).map(({id, status}) => `${id} ${status}`)
const claimedIds = async (given: Parameters<typeof advanceOutbox>[1] = {}) =>
  (await advanceOutbox(database, given)).claimed.map(({delivery}) => delivery.id)
const claimOne = async () => (await advanceOutbox(database)).claimed[0]!

/** Claims the delivery and ends its attempt so. */
async function end(change: DeliveryChange): Promise<void> {
  const {claim} = await claimOne()
  await database.beginSending(claim)
  await advanceOutbox(database, {outcomes: [{claim, change}], claim: null})
}

describe('deliveries', () => {
  it('are stored with the result that they are about, or not at all', async () => {
    await completedRun(database, userId, {deliveries: both})
    expect(await database.listDeliveries(['run-1'])).toMatchObject([
      {id: 'd-1', channel: 'pipeline', kind: 'slack', target: '#pipeline', status: 'pending', attempts: 0},
      {id: 'd-2', channel: 'leads', kind: 'email', target: 'a@b', idempotencyKey: 'revsched-d-2'},
    ])
    const run = await database.startRun(aNewRun(userId, 'run-2'), () => true)
    const lost = database.completeRun(
      {runId: 'run-2', fence: run.fence + 1},
      {
        ...aCompletion,
        analysis: {...aCompletion.analysis, id: 'a2'},
        deliveries: [aNewDelivery({id: 'd-3'})],
      },
    )
    await expect(lost).rejects.toMatchObject({code: 'conflict'})
    expect(await database.listDeliveries(['run-2'])).toEqual([])
  })

  it.each([
    ['of a channel that is gone', {channel: 'nobody'}, []],
    ['whose condition is not met', {skippedReason: 'nothing has changed'}, ['d-1 skipped']],
  ])('%s are not sent', async (_, change, expected) => {
    await completedRun(database, userId, {deliveries: [aNewDelivery(change)]})
    expect(await statuses()).toEqual(expected)
    expect(await claimedIds()).toEqual([])
  })

  it('are claimed once, with channel, secret, run and the looks of the review', async () => {
    await completedRun(database, userId)
    const {claimed, nextAttemptAt} = await advanceOutbox(database)
    expect(claimed).toMatchObject([
      {
        claim: {deliveryId: 'd-1', fence: 1},
        channel: {name: 'pipeline'},
        sealed: Buffer.from([9]),
        run: {id: 'run-1'},
        review: {template: null, locale: null},
      },
    ])
    expect(nextAttemptAt).toBeNull()
    expect(await claimedIds()).toEqual([])
  })

  it('are claimed one at a time of each channel', async () => {
    await completedRun(database, userId, {deliveries: both})
    await completedRun(database, userId, {id: 'run-2', deliveries: [aNewDelivery({id: 'd-3'})]})
    expect(await claimedIds()).toEqual(['d-1', 'd-2'])
    expect(await claimedIds()).toEqual([])
  })

  it('are claimed of one run alone where that is asked for', async () => {
    await completedRun(database, userId)
    await completedRun(database, userId, {id: 'run-2', deliveries: [aNewDelivery({id: 'd-2'})]})
    expect(await claimedIds({claim: aDeliveryWish({runId: 'run-2'})})).toEqual(['d-2'])
  })

  it('are claimed up to the limit', async () => {
    await completedRun(database, userId, {deliveries: both})
    expect(await claimedIds({claim: aDeliveryWish({limit: 1})})).toEqual(['d-1'])
    expect(await claimedIds({claim: aDeliveryWish({limit: 1})})).toEqual(['d-2'])
  })

  it.each<[string, DeliveryChange]>([
    ['sent', sent],
    ['partial', {...sent, status: 'partial', lastError: 'bob@acme.com was refused'}],
    ['failed', {...sent, status: 'failed', sentAt: null, lastError: 'the answer was 400'}],
    ['unknown', {...sent, status: 'unknown', sentAt: null, lastError: 'no answer'}],
    ['expired', {...sent, status: 'expired', sentAt: null, lastError: 'the answer was 503'}],
  ])('that ended as %s stay so', async (status, change) => {
    await completedRun(database, userId)
    await end(change)
    const {lastError, sentAt} = change
    expect(await database.listDeliveries(['run-1'])).toMatchObject([{status, lastError, sentAt, attempts: 1}])
    expect(await claimedIds({now: at(80_000)})).toEqual([])
  })

  it('that are to be tried again wait for their time', async () => {
    await completedRun(database, userId)
    await end(retry({state: {accepted: ['ann@acme.com']}}))
    const {claimed, nextAttemptAt} = await advanceOutbox(database, {now: at(69)})
    expect([claimed, nextAttemptAt]).toEqual([[], at(70)])
    const again = await advanceOutbox(database, {now: at(70)})
    expect(again.claimed).toMatchObject([
      {claim: {fence: 2}, delivery: {attempts: 1, state: {accepted: ['ann@acme.com']}}},
    ])
  })

  it('wait while their channel asked to be left alone, all of them', async () => {
    await completedRun(database, userId, {deliveries: both})
    await completedRun(database, userId, {id: 'run-2', deliveries: [aNewDelivery({id: 'd-3'})]})
    await end(retry({notBefore: at(100), nextAttemptAt: at(100)}))
    expect(await claimedIds({now: at(99)})).toEqual([])
    expect(await claimedIds({now: at(100)})).toEqual(['d-3'])
  })

  it('are claimed at once when a clock was set back by more than any delay', async () => {
    await completedRun(database, userId)
    await end(retry({nextAttemptAt: at(10_000), notBefore: at(10_000)}))
    expect(await claimedIds({now: at(2000)})).toEqual(['d-1'])
  })

  it('of a channel whose place is gone are cancelled, later ones as well', async () => {
    await completedRun(database, userId)
    await completedRun(database, userId, {id: 'run-2', deliveries: [aNewDelivery({id: 'd-2'})]})
    await end({
      ...sent,
      status: 'failed',
      sentAt: null,
      lastError: '404',
      disabledReason: 'the answer was 404',
    })
    expect(await statuses('run-2')).toEqual(['d-2 cancelled'])
    await completedRun(database, userId, {id: 'run-3', deliveries: [aNewDelivery({id: 'd-3'})]})
    expect(await database.listDeliveries(['run-3'])).toMatchObject([
      {status: 'cancelled', lastError: 'the answer was 404'},
    ])
    await database.enableChannel(userId, 'ch-slack')
    await completedRun(database, userId, {id: 'run-4', deliveries: [aNewDelivery({id: 'd-4'})]})
    expect(await claimedIds()).toEqual(['d-4'])
  })

  it.each([
    {at: at(86_399), expected: ['d-1 pending']},
    {at: at(86_400), expected: ['d-1 expired']},
  ])('that nobody took by $at are $expected', async ({at: now, expected}) => {
    await completedRun(database, userId)
    await advanceOutbox(database, {now, claim: null})
    expect(await statuses()).toEqual(expected)
  })
})

describe('a sender that is gone', () => {
  const dead = {isOwnerAlive: () => false, claim: null}

  it('leaves what it had not begun to send to the next one', async () => {
    await completedRun(database, userId)
    const {claim} = await claimOne()
    const {settled} = await advanceOutbox(database, dead)
    expect(settled).toEqual([{id: 'd-1', runId: 'run-1', channel: 'pipeline', status: 'pending'}])
    expect(await claimedIds()).toEqual(['d-1'])
    await expect(database.beginSending(claim)).rejects.toMatchObject({code: 'conflict'})
  })

  it('leaves what it was sending as unknown, and nobody sends it again', async () => {
    await completedRun(database, userId)
    const {claim} = await claimOne()
    await database.beginSending(claim)
    await advanceOutbox(database, dead)
    expect(await database.listDeliveries(['run-1'])).toMatchObject([{status: 'unknown', attempts: 1}])
    expect(await claimedIds({now: at(80_000)})).toEqual([])
    const late = await advanceOutbox(database, {outcomes: [{claim, change: sent}]})
    expect(late.lost).toEqual([claim])
    expect(await statuses()).toEqual(['d-1 unknown'])
  })

  it.each([
    {now: at(129), expected: 'd-1 sending'},
    {now: at(130), expected: 'd-1 unknown'},
  ])('that was stopped holds its lease at $now: $expected', async ({now, expected}) => {
    await completedRun(database, userId)
    await database.beginSending((await claimOne()).claim)
    await advanceOutbox(database, {now, claim: null})
    expect(await statuses()).toEqual([expected])
  })

  it('gives back what it will not send', async () => {
    await completedRun(database, userId)
    const {claim} = await claimOne()
    await database.releaseDelivery(claim)
    expect(await claimedIds()).toEqual(['d-1'])
    await expect(database.releaseDelivery(claim)).rejects.toMatchObject({code: 'conflict'})
  })
})

describe('sending again', () => {
  const again = (ids: string[], added = [] as ReturnType<typeof aNewDelivery>[]) =>
    database.sendAgain({runId: 'run-1', added, again: ids, now: at(500), expiresAt: at(90_000)})

  it.each<[string, DeliveryChange, boolean]>([
    ['failed', {...sent, status: 'failed', sentAt: null}, false],
    ['expired', {...sent, status: 'expired', sentAt: null}, false],
    ['unknown', {...sent, status: 'unknown', sentAt: null}, true],
    ['sent', sent, true],
    ['partial', {...sent, status: 'partial', state: {accepted: ['a@b']}}, false],
  ])('one that is %s: under its key, a repeat where it may have arrived', async (_, change, isRepeat) => {
    await completedRun(database, userId)
    await end(change)
    await again(['d-1'])
    const {claimed} = await advanceOutbox(database, {now: at(500)})
    expect(claimed).toMatchObject([
      {delivery: {status: 'pending', isRepeat, idempotencyKey: 'revsched-d-1', expiresAt: at(90_000)}},
    ])
    expect(claimed[0]!.delivery.state).toEqual(change.state)
  })

  it('leaves one that is being sent alone', async () => {
    await completedRun(database, userId)
    await database.beginSending((await claimOne()).claim)
    await again(['d-1'])
    expect(await statuses()).toEqual(['d-1 sending'])
  })

  it('adds a channel that the run had not, once', async () => {
    await completedRun(database, userId)
    const added = [aNewDelivery({id: 'd-2', channel: 'leads'})]
    await again([], added)
    await again([], [aNewDelivery({id: 'd-3', channel: 'leads'})])
    expect(await statuses()).toEqual(['d-1 pending', 'd-2 pending'])
  })
})

describe('a channel', () => {
  it('is refused under a name that is taken', async () => {
    const twin = database.addChannel(aChannel({userId, id: 'other'}), null)
    await expect(twin).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/"pipeline" already/),
    })
  })

  const toOwners = {
    ownerDigests: {channel: 'pipeline', recipients: {Ada: 'ada@acme.com'}, domains: ['acme.com']},
  }

  it.each([
    ['its digests', {deliveryChannels: ['pipeline']}, '--no-channel'],
    [
      'its digests, and elsewhere',
      {deliveryChannels: ['leads', 'pipeline', 'the board']},
      '--channel leads --channel "the board"',
    ],
    ['digests of owners', toOwners, '--no-owner-digests'],
    [
      'digests of owners, its own elsewhere',
      {...toOwners, deliveryChannels: ['leads']},
      '--no-owner-digests',
    ],
    ['both', {...toOwners, deliveryChannels: ['pipeline']}, '--no-channel --no-owner-digests'],
    [
      'both, and its own elsewhere',
      {...toOwners, deliveryChannels: ['pipeline', 'leads']},
      '--channel leads --no-owner-digests',
    ],
  ])('is not removed while a review sends %s there', async (_, delivering, flags) => {
    const {isReadable: _r, ...review} = await database.findReview(userId, 'weekly')
    await database.updateReview({...review, ...delivering}, review.updatedAt)
    const removed = database.removeChannel(userId, 'ch-slack')
    await expect(removed).rejects.toMatchObject({
      code: 'conflict',
      message: 'the channel is used by "weekly"',
      hint: `take it away there first: revsched edit weekly ${flags}`,
    })
    expect(await database.findReview(userId, 'weekly')).toMatchObject(delivering)
  })

  it('that is removed takes along what waits, and leaves what was', async () => {
    await completedRun(database, userId)
    await completedRun(database, userId, {id: 'run-2', deliveries: [aNewDelivery({id: 'd-2'})]})
    await database.beginSending((await claimOne()).claim)
    await database.removeChannel(userId, 'ch-slack')
    expect([...(await statuses()), ...(await statuses('run-2'))]).toEqual(['d-1 unknown', 'd-2 cancelled'])
    expect(await database.listDeliveries(['run-1'])).toMatchObject([{channelId: null, channel: 'pipeline'}])
    expect(await database.listChannels(userId)).toMatchObject([{name: 'leads'}])
  })

  it('that is changed leads elsewhere from then on, and keeps its secret unless another is given', async () => {
    const before = await database.findChannel(userId, 'pipeline')
    const moved = {...before, settings: {via: 'bot'}, target: '#board'}
    await database.updateChannel(moved, {expected: before})
    expect([
      await database.findChannel(userId, 'pipeline'),
      await database.channelSecret('ch-slack'),
    ]).toEqual([moved, Buffer.from([9])])
    for (const secret of [new Uint8Array([8]), null]) {
      await database.updateChannel(moved, {expected: moved, secret})
      expect(await database.channelSecret('ch-slack')).toEqual(secret && Buffer.from(secret))
    }
  })

  it.each([
    [
      'settings',
      {settings: {via: 'bot'}},
      {},
      {code: 'conflict', message: expect.stringMatching(/changed meanwhile/)},
    ],
    [
      'target',
      {target: '#board'},
      {},
      {code: 'conflict', message: expect.stringMatching(/changed meanwhile/)},
    ],
    ['owner', {}, {userId: 'bob'}, {code: 'not-found'}],
  ])('is not changed by who knows another %s', async (_, expected, changes, error) => {
    const before = await database.findChannel(userId, 'pipeline')
    const changed = database.updateChannel(
      {...before, settings: {csv: true}, ...changes},
      {expected: {...before, ...expected}},
    )
    await expect(changed).rejects.toMatchObject(error)
    expect(await database.findChannel(userId, 'pipeline')).toEqual(before)
  })

  it.each([
    ['a webhook, which posts to one place', {via: 'webhook'}, true],
    ['a webhook, by what is left out', {}, true],
    ['another channel of the bot', {via: 'bot', channel: '#b'}, false],
  ])('that reviews send digests of owners by becomes %s', async (_, settings, isRefused) => {
    const {isReadable: _r, ...review} = await database.findReview(userId, 'weekly')
    await database.updateReview({...review, ...toOwners}, review.updatedAt)
    const webhook = await database.findChannel(userId, 'pipeline')
    const before = {...webhook, settings: {via: 'bot'}}
    await database.updateChannel(before, {expected: webhook})
    const change = database.updateChannel({...before, settings}, {expected: before})
    if (!isRefused) return expect(await change).toBeUndefined()
    await expect(change).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(
        /"pipeline" cannot send to single people, .* owner digests of "weekly"$/,
      ),
      hint: 'first: revsched edit weekly --owner-digests <another channel>, or --no-owner-digests',
    })
    expect(await database.findChannel(userId, 'pipeline')).toEqual(before)
  })

  it('that is changed takes along what waits, claimed or not, and leaves what is leaving', async () => {
    database = await place.open({clock: fakeClock(at(20).toISOString())})
    const before = await database.findChannel(userId, 'pipeline')
    const change = () => database.updateChannel({...before, target: '#board'}, {expected: before})
    await completedRun(database, userId, {deliveries: both})
    await end(retry({nextAttemptAt: at(3600), notBefore: at(3600)}))
    await completedRun(database, userId, {id: 'run-2', deliveries: [aNewDelivery({id: 'd-3'})]})
    await change()
    const {claimed} = await advanceOutbox(database, {now: at(20)})
    expect(claimed).toMatchObject([{delivery: {id: 'd-3', target: '#board'}}])
    await database.updateChannel(before, {expected: {...before, target: '#board'}})
    await expect(database.beginSending(claimed[0]!.claim)).rejects.toMatchObject({code: 'conflict'})
    const again = (await advanceOutbox(database, {now: at(20)})).claimed
    expect(again).toMatchObject([{delivery: {id: 'd-3', target: '#pipeline'}}])
    await database.beginSending(again[0]!.claim)
    await change()
    expect(await database.listDeliveries(['run-1', 'run-2'])).toMatchObject([
      {id: 'd-1', status: 'pending', target: '#board'},
      {id: 'd-2', target: 'a@b'},
      {id: 'd-3', status: 'sending', target: '#pipeline'},
    ])
  })

  it('that is changed is enabled again', async () => {
    await completedRun(database, userId)
    await end({...sent, status: 'failed', sentAt: null, disabledReason: 'the answer was 404'})
    const gone = await database.findChannel(userId, 'pipeline')
    expect(gone.disabledReason).toBe('the answer was 404')
    await database.updateChannel(gone, {expected: gone})
    expect((await database.findChannel(userId, 'pipeline')).disabledReason).toBeNull()
    expect(await statuses()).toEqual(['d-1 failed'])
  })

  it('of somebody else is not there', async () => {
    const other = await database.ensureUser('bob', 'team')
    await expect(database.findChannel(other.id, 'pipeline')).rejects.toMatchObject({code: 'not-found'})
    await database.removeChannel(other.id, 'ch-slack')
    expect(await database.listChannels(userId)).toHaveLength(2)
  })

  it('takes no secret that is sealed with a key which was replaced meanwhile', async () => {
    place.inFile("INSERT INTO retired_keys (name, created_at) VALUES ('0A0B0C0D', 1)")
    const before = await database.findChannel(userId, 'pipeline')
    const retired = new Uint8Array([1, 10, 11, 12, 13, 0])
    const error = {
      code: 'conflict',
      message: expect.stringMatching(/key was replaced meanwhile/),
      canPass: true,
    }
    const another = aChannel({userId, id: 'ch-3', name: 'board'})
    await expect(database.addChannel(another, retired)).rejects.toMatchObject(error)
    const changed = database.updateChannel({...before, target: '#board'}, {expected: before, secret: retired})
    await expect(changed).rejects.toMatchObject(error)
    expect(await database.listChannels(userId)).toMatchObject([{name: 'leads'}, before])
    await database.addChannel(another, new Uint8Array([1, 10, 11, 12, 14, 0]))
  })

  it('keeps its secret where the key can be replaced', async () => {
    expect(await database.listSecrets()).toMatchObject([
      {name: 'secret of the channel "pipeline"', place: {table: 'channels', field: 'secret'}},
    ])
  })
})
