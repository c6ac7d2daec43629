import {beforeEach, describe, expect, it} from 'vitest'
import type {RunOutcome} from '../../src/domain/ports/run-queue.js'
import type {Database} from '../../src/domain/ports/store.js'
import {afterCrash} from '../../src/domain/run/retry-policy.js'
import type {Claim} from '../../src/domain/run/run.js'
import {aDecision, at, claim, claimOf, decide, enqueued, queuedAt} from '../support/a-queue.js'
import {Sqlite, storedAt, storeFolder, withReview} from '../support/a-store.js'
import {aChannel, advanceOutbox, completedRun, sent} from '../support/an-outbox.js'

const place = storeFolder()
let database: Database

beforeEach(async () => {
  database = await place.openNew()
})

describe('names', () => {
  it('are taken once per user', async () => {
    const {connection, review} = await withReview(database)
    await expect(database.addConnection({...connection, id: 'c2'}, null)).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(database.addReviews([{...review, id: 'r2'}])).rejects.toMatchObject({code: 'conflict'})
  })

  it('of a connection in use keep it from being removed', async () => {
    const {user, connection} = await withReview(database)
    await expect(database.removeConnection(user.id, connection.id)).rejects.toMatchObject({
      code: 'conflict',
      message: 'the connection is used by "weekly"',
    })
  })

  it('tell the second of two editors', async () => {
    const {review} = await withReview(database)
    await database.updateReview(
      {...review, name: 'first', updatedAt: new Date(storedAt.getTime() + 1)},
      storedAt,
    )
    await expect(database.updateReview({...review, name: 'second'}, storedAt)).rejects.toMatchObject({
      code: 'conflict',
    })
    expect((await database.listReviews(review.userId)).map(({name}) => name)).toEqual(['first'])
  })
})

describe('rows that others wrote badly', () => {
  it.each([
    ['delivery_channels', '{'],
    ['delivery_channels', '7'],
    ['filter', '[1]'],
    ['template', '"text"'],
    ['next_run_at', 9e15],
    ['updated_at', -9e15],
  ])('a review with %s = %s is listed as paused and hides no other', async (column, value) => {
    const {user, review} = await withReview(database)
    await database.addReviews([{...review, id: 'r2', name: 'zeta'}])
    const other = new Sqlite(database.path)
    other.prepare(`UPDATE scheduled_reviews SET ${column} = ? WHERE name = 'weekly'`).run(value)
    other.close()
    const listed = await database.listReviews(user.id)
    expect(listed.map(({name, isActive, pausedReason}) => [name, isActive, pausedReason])).toEqual([
      ['weekly', false, 'its stored settings cannot be read'],
      ['zeta', true, null],
    ])
    expect(() => JSON.stringify(listed.map(({nextRunAt}) => nextRunAt?.toISOString()))).not.toThrow()
  })

  it.each(['{', '7', 'null', '[]'])('a connection with the settings %s hides no other', async settings => {
    const {user, connection} = await withReview(database)
    await database.addConnection({...connection, id: 'c2', name: 'apac'}, null)
    const other = new Sqlite(database.path)
    other.prepare("UPDATE crm_connections SET settings = ? WHERE name = 'emea'").run(settings)
    other.close()
    expect((await database.listConnections(user.id)).map(({name, settings}) => [name, settings])).toEqual([
      ['apac', {path: '/d'}],
      ['emea', {}],
    ])
    expect((await database.findConnection(user.id, 'apac')).settings).toEqual({path: '/d'})
  })
})

describe.each([
  ['largest', '9223372036854775807', 'failed'],
  ['smallest', '-9223372036854775808', 'queued'],
])('the %s of all integers', (_, extreme, afterCrashes) => {
  let userId: string

  beforeEach(async () => {
    const {user, review} = await withReview(database)
    userId = user.id
    await enqueued(database, review, {id: 'aaaa'})
    await database.addChannel(aChannel({userId}), null)
    await completedRun(database, userId, {id: 'bbbb'})
  })

  const statusOfRun = async () => (await database.findRun(userId, 'aaaa')).status
  const claimedRun = async () => claimOf((await claim(database)).claimed[0]!.run)
  const advance = (outcomes: readonly RunOutcome[], claims: readonly Claim[]) =>
    database.advance({
      now: at(101),
      begun: [],
      outcomes,
      renew: {claims, leaseExpiresAt: at(3000)},
      claim: null,
    })
  const settled = async () => {
    const isOwnerAlive = () => false
    await database.settleDead({now: at(110), isOwnerAlive, decide: afterCrash(at(110))})
    return statusOfRun()
  }
  const sentOne = async () => {
    const {claim, delivery} = (await advanceOutbox(database)).claimed[0]!
    await database.beginSending(claim)
    const change = {...sent, attempts: delivery.attempts + 1}
    await advanceOutbox(database, {outcomes: [{claim, change}], claim: null})
    return (await database.listDeliveries(['bbbb'])).map(({status}) => status)
  }

  // Where it stands, whether the run has been claimed by then, and what the daemon makes of that row.
  it.each<[string, 'queued' | 'running', () => Promise<unknown>, unknown]>([
    [
      'scheduled_reviews SET updated_at',
      'queued',
      async () => {
        await decide(database, aDecision([queuedAt(at(30))]))
        return (await database.listReviews(userId)).map(({pausedReason}) => pausedReason)
      },
      ['quarantined: its stored settings cannot be read'],
    ],
    ['review_runs SET fence', 'queued', async () => (await advance([], [await claimedRun()])).lost, []],
    ['review_runs SET fence', 'running', settled, 'queued'],
    ['review_runs SET crash_count', 'running', settled, afterCrashes],
    ['review_runs SET retry_count', 'running', settled, afterCrashes],
    [
      'review_runs SET retry_count',
      'running',
      async () => {
        const error = {at: at(200), errorCode: 'x', errorMessage: 'x', counts: 'attempt'} as const
        await advance([{kind: 'retry', claim: {runId: 'aaaa', fence: 1}, ...error}], [])
        return statusOfRun()
      },
      'queued',
    ],
    ['deliveries SET fence', 'queued', sentOne, ['sent']],
    ['deliveries SET attempts', 'queued', sentOne, ['sent']],
  ])('in %s of what is %s stops nobody', async (column, state, act, expected) => {
    if (state === 'running') await claimedRun()
    place.inFile(`UPDATE ${column} = ${extreme}`)
    expect(await act()).toEqual(expected)
  })

  it('as a number of misses, twice, is counted by status', async () => {
    await decide(
      database,
      aDecision([at(1), at(2)].map(at => ({kind: 'missed', at, reason: 'off', words: ''}))),
    )
    place.inFile(`UPDATE review_runs SET missed_count = ${extreme} WHERE status = 'missed'`)
    expect(await database.queueNumbers(userId, new Date(0))).toMatchObject({missed: 2 * Number(extreme)})
  })
})
