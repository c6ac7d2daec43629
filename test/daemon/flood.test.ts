import {beforeEach, describe, expect, it} from 'vitest'
import {AbandonedThreads} from '../../src/daemon/abandoned-threads.js'
import {RunPool} from '../../src/daemon/run-pool.js'
import type {ReviewExecutor, ReviewResult} from '../../src/domain/ports/review-executor.js'
import type {RunQueue} from '../../src/domain/ports/run-queue.js'
import type {Database} from '../../src/domain/ports/store.js'
import type {ScheduledReview} from '../../src/domain/scheduled-review.js'
import {randomIds} from '../../src/platform/ids.js'
import {at, enqueued, withReviews} from '../support/a-queue.js'
import {aReview} from '../support/a-review.js'
import {storeFolder} from '../support/a-store.js'
import {fakeClock} from '../support/fake-clock.js'
import {fakeLogger} from '../support/fake-logger.js'
import {noAccess} from '../support/no-access.js'

// The pool on the real ledger, with far more to do than there are threads.

const place = storeFolder()
let database: Database

beforeEach(async () => {
  database = await place.openNew()
})

type Kind = 'manual' | 'scheduled'

/** So many runs of each kind that wait, each of a review of its own, on each connection. */
type Flood = Readonly<Record<string, Partial<Record<Kind, number>>>>

/** Those of one kind are all older than those of the other where `older` says so. Gives a review of which none waits. */
async function waiting(flood: Flood, older: Kind): Promise<ScheduledReview> {
  const {user, connection, reviews} = await withReviews(database, 1)
  const rows: string[] = []
  for (const [name, kinds] of Object.entries(flood)) {
    await database.addConnection({...connection, id: name, name}, null)
    for (const [kind, count] of Object.entries(kinds))
      for (let index = 0; index < count; index++) {
        const queuedAt = at(kind === older ? 0 : 1).getTime() + index
        rows.push(`('${kind} ${name} ${index}', '${name}', ${kind === 'manual' ? 10 : 0}, ${queuedAt})`)
      }
  }
  const file = database.path
  place.inFile(
    `CREATE TEMP TABLE flood (id, connection, priority, queued_at); INSERT INTO flood VALUES ${rows.join(', ')};
    CREATE TEMP TABLE copies AS SELECT review.* FROM scheduled_reviews AS review, flood;
    UPDATE copies SET (id, name, crm_connection_id, is_active) =
      (SELECT id, id, connection, 0 FROM flood WHERE flood.rowid = copies.rowid);
    INSERT INTO scheduled_reviews SELECT * FROM copies;
    INSERT INTO review_runs (id, user_id, scheduled_review_id, review_name, status, trigger, priority, queued_at, created_at)
      SELECT id, '${user.id}', id, id, 'queued', 'manual', priority, queued_at, queued_at FROM flood`,
    file,
  )
  return reviews[0]!
}

/** A pool of four threads, two of them for one connection. Its reviews go on until the oldest is told to end. */
function aPool() {
  const ends: (() => void)[] = []
  const result: ReviewResult = {summary: aReview([]).summary, document: new Uint8Array(1), input: null}
  const reviews: ReviewExecutor = {
    execute: () => new Promise(resolve => ends.push(() => resolve(result))),
  }
  const started: string[] = []
  const queue: Pick<RunQueue, 'advance'> = {
    async advance(input) {
      const answer = await database.advance(input)
      started.push(...answer.claimed.map(({run}) => run.id))
      return answer
    },
  }
  const clock = fakeClock(at(100).toISOString())
  const log = fakeLogger()
  const nothing = () => undefined
  const pool = new RunPool(
    {
      queue,
      runs: database,
      reviews,
      rulesOf: async name => ({name, file: {extends: [`revsched:${name}`]}}),
      accessTo: () => noAccess,
      clock,
      ids: randomIds,
      random: () => 0,
      log,
      pings: {started: nothing, ended: nothing},
    },
    {concurrency: 4, leaseOwner: 'daemon', daemonId: 'daemon-of-the-test'},
    {
      wake: nothing,
      started: nothing,
      isChanged: () => false,
      delivering: nothing,
      abandoned: new AbandonedThreads({now: clock.now, log, events: {add: nothing}, wake: nothing}),
    },
  )
  const turn = () => new Promise(setImmediate)
  return {
    started,
    pool,
    clock,
    /** So many runs end, and after that the pool looks so many times at a queue from which nothing may start. */
    async round(looks: number, count = 1): Promise<void> {
      for (const end of ends.splice(0, count)) end()
      for (let look = 0; look <= looks; look++) {
        for (let turns = 0; turns < 10; turns++) await turn()
        await pool.advance({claims: 'wanted'})
      }
      for (let turns = 0; turns < 10; turns++) await turn()
    },
  }
}

/** The most runs that started one after the other, of these connections, before one of `kind`, of which so many wait. */
function longestWait(
  started: readonly string[],
  kind: Kind,
  {among, left}: {among: string; left: number},
): number {
  let longest = 0
  let others = 0
  for (const id of started.filter(id => among.includes(id.split(' ')[1]!))) {
    if (left === 0) break
    const isKind = id.startsWith(kind)
    others = isKind ? 0 : others + 1
    left -= isKind ? 1 : 0
    longest = Math.max(longest, others)
  }
  return longest
}

describe('a flood', () => {
  it.each<[string, Flood, {kind: Kind; among: string; most: number}]>([
    ['by hand', {sales: {manual: 40, scheduled: 8}}, {kind: 'scheduled', among: 'sales', most: 3}],
    ['of the schedule', {sales: {manual: 8, scheduled: 40}}, {kind: 'manual', among: 'sales', most: 1}],
    [
      'by hand, beside one of the schedule elsewhere',
      {sales: {manual: 40, scheduled: 8}, other: {scheduled: 40}},
      {kind: 'scheduled', among: 'sales', most: 3},
    ],
    [
      'by hand of all connections but one',
      {a: {manual: 20}, b: {manual: 20}, c: {manual: 20}, d: {scheduled: 8}},
      {kind: 'scheduled', among: 'a b c d', most: 3},
    ],
  ])('%s leaves its turns to the other kind, however often there is nothing to take', async (...row) => {
    const [, flood, {kind, among, most}] = row
    await waiting(flood, kind === 'manual' ? 'scheduled' : 'manual')
    const {started, round} = aPool()
    // As with renewals, of which three come between two ends, or none.
    for (let count = 0; count < 24; count++) await round(count < 16 ? 3 : 0)
    expect({longest: longestWait(started, kind, {among, left: 8}), started}).toEqual({longest: most, started})
  })

  it('by hand leaves turns to the schedule also where four end at once, and eight are taken', async () => {
    const ofEach = (names: string, kinds: Flood[string]) =>
      Object.fromEntries([...names].map(name => [name, kinds]))
    const flood = {...ofEach('abcdefghijkl', {manual: 4}), ...ofEach('mnopqrstuvwx', {scheduled: 1})}
    await waiting(flood, 'manual')
    const {started, round} = aPool()
    for (let count = 0; count < 12; count++) await round(0, 4)
    const among = Object.keys(flood).join(' ')
    expect({longest: longestWait(started, 'scheduled', {among, left: 12}), started}).toEqual({
      longest: 3,
      started,
    })
  })
})

describe('runs that were taken to follow short ones', () => {
  it('go back where those before them take long: one by hand that comes then is first', async () => {
    const names = [...'abcdefghijkl']
    const another = await waiting(Object.fromEntries(names.map(name => [name, {scheduled: 1}])), 'scheduled')
    const {pool, clock, started, round} = aPool()
    const waitingNow = () => pool.inProgress.filter(({step}) => step === 'waiting').length
    await round(0, 0)
    await round(0, 4)
    expect([pool.executing, waitingNow(), started.length]).toEqual([4, 4, 12])
    await enqueued(database, another, {id: 'by hand', queuedAt: at(100)})
    await clock.advance(1000)
    await round(0, 0)
    expect([pool.executing, waitingNow(), started.length]).toEqual([4, 0, 12])
    await round(0)
    expect(started.slice(12)).toEqual(['by hand'])
    await round(0)
    expect(started.slice(13)).toEqual(['scheduled i 0'])
  })
})
