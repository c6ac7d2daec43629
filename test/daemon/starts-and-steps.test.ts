import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {Database} from '../../src/domain/ports/store.js'
import {aDaemon} from '../support/a-daemon.js'
import {aDaemonRow} from '../support/a-daemon-row.js'
import {at, claim, claimOf, enqueued, withReviews} from '../support/a-queue.js'
import {aNewRun, storeFolder, withReview} from '../support/a-store.js'
import {fakeClock} from '../support/fake-clock.js'

// A daemon in this process, with a clock that is set and a database that refuses in a chosen moment.

const place = storeFolder()
const hourMs = 3_600_000
/** The Monday for which `weekly` is due next, and a time of day that other zone data gave. */
const due = new Date('2026-11-23T06:00:00Z')
const wrong = new Date('2026-11-23T07:00:00Z')

let clock: ReturnType<typeof fakeClock>
let database: Database

beforeEach(async () => {
  clock = fakeClock('2026-11-16T09:00:00.000Z')
  database = await place.openNew({clock})
})

const daemons: ReturnType<typeof aDaemon>[] = []
afterEach(async () => {
  for (const daemon of daemons.splice(0)) await daemon.stop()
})

function start(choice: Partial<Parameters<typeof aDaemon>[1]> = {}) {
  const daemon = aDaemon(database, {clock, ...choice})
  daemons.push(daemon)
  return daemon
}

const eventsOf = async (kind: string) =>
  (await database.listEvents(new Date(0), 100)).filter(event => event.kind === kind)

describe('a start after a daemon with other zone data that was alive an hour later than it is now', () => {
  const changed = [{name: 'weekly', before: wrong.toISOString(), after: due.toISOString()}]

  it.each([
    ['goes well', null],
    ['cannot tell of the zones', 'zone-data-changed'],
    ['cannot tell of its start', 'daemon-started'],
    ['cannot tell of the step', 'clock-step'],
  ])(
    'plans anew, lists what moved and tells the step, once, also where the first one %s',
    async (_, refused) => {
      const {user, review} = await withReview(database)
      const tried = {id: 'aaaa', userId: user.id, scheduledReviewId: review.id, reviewName: 'weekly'}
      await database.enqueue({...tried, trigger: 'manual', idempotencyKey: null, queuedAt: at(7200)})
      place.inFile(`UPDATE review_runs SET error_code = 'source-failed';
      UPDATE scheduled_reviews SET next_run_at = ${wrong.getTime()}`)
      await database.startDaemon(aDaemonRow({lastSeenAt: at(3600), tzVersion: '2025c'}), null)
      if (refused !== null) {
        place.inFile(`CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.kind = '${refused}'
        BEGIN SELECT RAISE(ABORT, 'no space'); END`)
        await expect(aDaemon(database, {clock}).ended).rejects.toThrow('no space')
        place.inFile('DROP TRIGGER full')
      }
      const daemon = start({id: 'daemon-3'})
      await daemon.ticked()

      expect((await database.listReviews(user.id))[0]!.nextRunAt).toEqual(due)
      const zones = (await eventsOf('zone-data-changed')).map(({detail}) => detail)
      expect(zones.at(-1)).toMatchObject({before: '2025c', after: '2026a'})
      expect(zones.flatMap(detail => detail.changed)).toEqual(changed)
      expect(await eventsOf('clock-step')).toMatchObject([{detail: {byMs: -hourMs}}])
      expect(await database.findRun(user.id, 'aaaa')).toMatchObject({queuedAt: at(3600)})
    },
  )
})

describe('a run that is due while the daemon stores the claim of another', () => {
  it.each([1, 10])('begins as soon as that is stored: due %i ms after the look at the queue', async ms => {
    const {user, connection, reviews} = await withReviews(database, 2)
    const other = {...connection, id: 'c0000000-9', name: 'apac'}
    await database.addConnection(other, null)
    place.inFile(
      `UPDATE scheduled_reviews SET crm_connection_id = '${other.id}' WHERE id = '${reviews[1]!.id}'`,
    )
    await enqueued(database, reviews[0]!, {id: 'aaaa', queuedAt: clock.now()})
    await enqueued(database, reviews[1]!, {id: 'bbbb', queuedAt: new Date(clock.now().getTime() + ms)})
    const slow: Database = {
      ...database,
      async advance(input) {
        const answer = await database.advance(input)
        if (answer.claimed.some(({run}) => run.id === 'aaaa')) await clock.advance(10)
        return answer
      },
    }
    const daemon = aDaemon(slow, {clock})
    daemons.push(daemon)
    await daemon.ticked()
    await clock.advance(0)
    expect(await database.findRun(user.id, 'bbbb')).toMatchObject({status: 'running'})
  })
})

describe('runs that are due soon after each other', () => {
  /** Two, on connections of their own, of reviews that fail at once: when they began, and when so many outcomes were stored, in ms from now. */
  async function twoDue({firstMs, secondMs, otherMs}: {firstMs: number; secondMs: number; otherMs: number}) {
    const {user, connection, reviews} = await withReviews(database, 3)
    const startMs = clock.now().getTime()
    const times = [firstMs, secondMs]
    for (const [index, ms] of times.entries()) {
      const own = {...connection, id: `c000000${index}-9`, name: `apac ${index}`}
      await database.addConnection(own, null)
      place.inFile(
        `UPDATE scheduled_reviews SET crm_connection_id = '${own.id}' WHERE id = '${reviews[index]!.id}'`,
      )
      await enqueued(database, reviews[index]!, {id: `aaaa-${index}`, queuedAt: new Date(startMs + ms)})
    }
    place.inFile(`UPDATE review_runs SET priority = 0;
      UPDATE scheduled_reviews SET next_run_at = ${startMs + otherMs} WHERE id = '${reviews[2]!.id}'`)
    const calls: [number, number][] = []
    const seen: Database = {
      ...database,
      advance(input) {
        calls.push([clock.now().getTime() - startMs, input.outcomes.length])
        return database.advance(input)
      },
    }
    const failing = async () => Promise.reject(new Error('broken'))
    const daemon = aDaemon(seen, {clock, reviews: {execute: failing}})
    daemons.push(daemon)
    await daemon.ticked()
    await clock.advance(1000)
    const begun = await Promise.all(
      times.map(async (_, index) => (await database.findRun(user.id, `aaaa-${index}`)).startedAt),
    )
    return {calls, begun: begun.map(at => at && at.getTime() - startMs)}
  }

  it.each([
    ['both, when the second has begun that is due within 195 ms', {secondMs: 245, otherMs: 9000}, [[245, 2]]],
    [
      'each by itself where that is later',
      {secondMs: 246, otherMs: 9000},
      [
        [50, 1],
        [246, 1],
      ],
    ],
    [
      'each by itself where another decision is due by then',
      {secondMs: 245, otherMs: 250},
      [
        [50, 1],
        [245, 1],
      ],
    ],
    ['both where that is due after it', {secondMs: 245, otherMs: 251}, [[245, 2]]],
  ])('begin on time, and what became of them is stored: %s', async (_, due, stored) => {
    const {calls, begun} = await twoDue({firstMs: 50, ...due})
    expect(begun).toEqual([50, due.secondMs])
    expect(calls.filter(([, outcomes]) => outcomes > 0)).toEqual(stored)
  })
})

describe('a clock that is set while run-now works in a process that is alive', () => {
  /** A daemon that has nothing to do, and its next look at what processes that died have left. */
  async function besideRunNow() {
    const {user, review} = await withReview(database)
    const run = await database.startRun(aNewRun(user.id, 'aaaa', review.id), () => true)
    const daemon = start()
    await daemon.ticked()
    return {
      renew: () => database.renewLease(claimOf(run), new Date(clock.now().getTime() + 8000)),
      setBy(ms: number) {
        clock.set(new Date(clock.now().getTime() + ms).toISOString())
      },
      async stateAfter(ms: number) {
        const ticked = daemon.ticked()
        await clock.advance(ms)
        await ticked
        const {status, errorCode} = await database.findRun(user.id, 'aaaa')
        return errorCode ?? status
      },
    }
  }

  it('forward: it goes on, and is given up only when it renews its lease no more', async () => {
    const {setBy, stateAfter, renew} = await besideRunNow()
    setBy(hourMs)
    expect(await stateAfter(5000)).toBe('running')
    await renew()
    expect(await stateAfter(20_000)).toBe('abandoned')
  })

  it('back: it goes on while it renews its lease, and does not hold it for hours without', async () => {
    const {setBy, stateAfter, renew} = await besideRunNow()
    setBy(-hourMs)
    await renew()
    await clock.advance(14_000)
    await renew()
    expect(await stateAfter(6000)).toBe('running')
    setBy(-hourMs)
    expect(await stateAfter(20_000)).toBe('abandoned')
  })
})

describe('a run-now that has left its run behind when the next one is due', () => {
  const before = new Date(due.getTime() - 20_000)
  const overlap = {status: 'skipped', errorCode: 'overlap'}

  it.each([
    ['was killed', 3000, false, {status: 'running', errorCode: null}],
    ['hangs', -7000, true, {status: 'running', errorCode: null}],
    ['works on', 3000, true, overlap],
  ])('and %s: the one that is due is decided by that', async (_, leftMs, isAlive, expected) => {
    clock.set(before.toISOString())
    const {user, review} = await withReview(database)
    const left = {startedAt: before, leaseExpiresAt: new Date(due.getTime() + leftMs)}
    await database.startRun({...aNewRun(user.id, 'aaaa', review.id), ...left}, () => true)
    let isOwnerAlive = true
    const daemon = start({isOwnerAlive: owner => owner === 'daemon' || isOwnerAlive})
    await daemon.ticked()
    isOwnerAlive = isAlive
    const ticked = daemon.ticked()
    await clock.advance(20_000)
    await ticked
    const runs = await database.listRuns({userId: user.id})
    expect(runs.filter(({trigger}) => trigger === 'schedule')).toMatchObject([
      {scheduledFor: due, ...expected},
    ])
  })
})

describe('a run of a container that is gone, which had another host name', () => {
  it.each([
    ['not before its lease runs out', 7999, {leaseOwner: '9f3c:boot:1:2', retryCount: 0}],
    ['then, at once: the next beat is seconds away', 8000, {leaseOwner: 'daemon', retryCount: 1}],
  ])('is taken over and started again %s', async (_, afterMs, expected) => {
    const {user, review} = await withReview(database)
    place.inFile('UPDATE scheduled_reviews SET next_run_at = NULL')
    await enqueued(database, review, {id: 'aaaa'})
    const leaseExpiresAt = new Date(clock.now().getTime() + 8000)
    await claim(database, {leaseOwner: '9f3c:boot:1:2', leaseExpiresAt}, {now: clock.now()})
    const daemon = start()
    await daemon.ticked()
    await clock.advance(afterMs)
    const run = () => database.findRun(user.id, 'aaaa')
    const isThere = async () => (await run()).leaseOwner === expected.leaseOwner
    for (let looks = 0; looks < 50 || (looks < 2000 && !(await isThere())); looks++)
      await new Promise(setImmediate)
    expect(await run()).toMatchObject({status: 'running', ...expected})
  })
})
