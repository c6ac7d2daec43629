import {statSync} from 'node:fs'
import {beforeEach, describe, expect, it} from 'vitest'
import type {DaemonRow, Replanned} from '../../src/domain/ports/daemon-log.js'
import type {Database} from '../../src/domain/ports/store.js'
import {systemClock} from '../../src/platform/clock.js'
import {aDecision, at, claim, decide, enqueued, queuedAt, withReviews} from '../support/a-queue.js'
import {aNewRun, Sqlite, storedAt, storeFolder, storeOptions, withReview} from '../support/a-store.js'

const place = storeFolder()
const {inFile} = place
let database: Database

/** A clock that stands, and never makes anybody wait. */
const clock = {
  ...storeOptions.clock,
  at: storedAt,
  waits: 0,
  now: () => clock.at,
  monotonicMs: () => 0,
  sleep: async () => void clock.waits++,
}

beforeEach(async () => {
  clock.at = storedAt
  clock.waits = 0
  database = await place.open({clock})
})

const aDaemon: DaemonRow = {
  id: 'd1',
  host: 'box',
  pid: 7,
  bootId: 'boot',
  leaseOwner: 'box:boot:7:1',
  version: '0.1.0',
  tzVersion: '2026a',
  startedAt: at(0),
  lastSeenAt: at(0),
  stoppedAt: null,
  state: {},
}

describe('a daemon', () => {
  it('is stored with the event of its start, and seen by its beats until it stops', async () => {
    expect(await database.lastDaemon()).toBeNull()
    await database.startDaemon(aDaemon, null)
    expect(await database.lastDaemon()).toEqual(aDaemon)
    await database.beat('d1', at(2), {running: [{runId: 'a'}]})
    expect(await database.lastDaemon()).toEqual({
      ...aDaemon,
      lastSeenAt: at(2),
      state: {running: [{runId: 'a'}]},
    })
    await database.stopDaemon('d1', at(3))
    expect(await database.lastDaemon()).toMatchObject({lastSeenAt: at(3), stoppedAt: at(3)})
    expect(await database.listEvents(at(0), 10)).toEqual([
      {kind: 'daemon-stopped', at: at(3), detail: {}},
      {
        kind: 'daemon-started',
        at: at(0),
        detail: {host: 'box', pid: 7, version: '0.1.0', tzVersion: '2026a'},
      },
    ])
  })

  it('that started last is the last, also after a step of the clock, and when its state cannot be read', async () => {
    await database.startDaemon({...aDaemon, startedAt: at(9)}, null)
    await database.startDaemon({...aDaemon, id: 'd2'}, null)
    inFile("UPDATE daemons SET state = 'x{'")
    expect(await database.lastDaemon()).toMatchObject({id: 'd2', state: {}})
  })

  it('tells events newest first, from an instant on and up to a number', async () => {
    for (const second of [1, 2, 3, 4])
      await database.addEvent({kind: 'clock-step', at: at(second), daemonId: null, detail: {second}})
    const seconds = (await database.listEvents(at(2), 2)).map(({detail}) => detail.second)
    expect(seconds).toEqual([4, 3])
  })
})

describe('the numbers of the queue', () => {
  it('count what waits, runs and ended, of one user', async () => {
    const {user, reviews} = await withReviews(database, 2)
    const bea = await database.ensureUser('bea', 'team')
    await decide(
      database,
      aDecision([
        {kind: 'missed', at: at(10), reason: 'off', words: 'off'},
        {kind: 'missed-range', at: at(11), until: at(13), count: 120, reason: 'off', words: 'off'},
        {kind: 'skipped', at: at(20), reason: 'overlap', words: 'x'},
        queuedAt(at(30)),
      ]),
    )
    await enqueued(database, reviews[0]!, {id: 'aaaa'})
    await claim(database)
    inFile("UPDATE review_runs SET status = 'failed', crash_count = 1 WHERE id = 'aaaa'")
    await database.startRun(aNewRun(user.id, 'bbbb', null), () => true)
    const expected = {
      queued: 1,
      running: 2,
      overdue: 0,
      missed: 242,
      skipped: 2,
      failed: 1,
      crashed: 1,
      nextDueAt: at(3600),
    }
    expect(await database.queueNumbers(user.id, at(0))).toEqual(expected)
    const none = {queued: 0, running: 0, missed: 0, skipped: 0, failed: 0, crashed: 0, nextDueAt: null}
    expect(await database.queueNumbers(bea.id, at(0))).toEqual({...none, overdue: 0})
    const ended = {missed: 0, skipped: 0, failed: 0, crashed: 0}
    expect(await database.queueNumbers(user.id, at(61))).toMatchObject(ended)
  })

  it.each([
    [59, 0],
    [60, 1],
    [3600, 1],
  ])('call a review that has been due for %d seconds overdue: %d', async (seconds, overdue) => {
    const {user} = await withReview(database)
    clock.at = at(seconds)
    expect(await database.queueNumbers(user.id, at(0))).toMatchObject({overdue})
  })
})

describe('planning anew', () => {
  const tell = (moved: readonly Replanned[]) => ({
    kind: 'zone-data-changed' as const,
    at: at(1),
    daemonId: 'd1',
    detail: {names: moved.map(({name}) => name).join()},
  })
  const told = async () => (await database.listEvents(at(0), 10)).map(({detail}) => String(detail.names))

  it('moves what differs and tells it, and leaves alone what is paused or cannot be computed', async () => {
    const {user, reviews} = await withReviews(database, 4)
    inFile(`UPDATE scheduled_reviews SET is_active = 0, next_run_at = NULL WHERE id = '${reviews[3]!.id}'`)
    const asked: unknown[] = []
    const replanned = await database.replan(review => {
      asked.push(review)
      if (review.id === reviews[1]!.id) throw new Error('no such zone')
      return review.id === reviews[2]!.id ? storedAt : at(7200)
    }, tell)
    expect(replanned).toEqual([{id: reviews[0]!.id, name: 'weekly', before: storedAt, after: at(7200)}])
    expect(await told()).toEqual(['weekly'])
    expect(asked).toHaveLength(3)
    expect(asked[0]).toEqual({
      id: reviews[0]!.id,
      schedule: '0 6 * * 1',
      timezoneCanonical: 'UTC',
      cursor: storedAt,
    })
    const [first] = await database.listReviews(user.id)
    expect(first).toMatchObject({nextRunAt: at(7200), updatedAt: reviews[0]!.updatedAt})
  })

  it('does not overwrite what was changed while it computed', async () => {
    const {user} = await withReview(database)
    const replanned = await database.replan(() => {
      inFile(`UPDATE scheduled_reviews SET cursor = ${at(1).getTime()}, next_run_at = ${at(2).getTime()}`)
      return at(7200)
    }, tell)
    expect([replanned, await told()]).toEqual([[], []])
    expect((await database.listReviews(user.id))[0]).toMatchObject({nextRunAt: at(2)})
  })

  it('goes through all reviews in pieces, and tells the first thousand differences', async () => {
    const {user} = await withReview(database)
    inFile(`WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2499)
      INSERT INTO scheduled_reviews SELECT printf('%s-%04d', id, n), user_id, printf('%s %d', name, n), description,
        crm_connection_id, schedule, timezone, timezone_canonical, ruleset, filter, delivery_channels, email_recipients,
        slack_webhook_url, ping_url, deliver_when, template, locale, overlap, catch_up, catch_up_window_ms, splay_ms,
        timeout_ms, max_retries, is_active, paused_reason, last_run_at, next_run_at, cursor, created_at, updated_at,
        ping_url_shown, owner_digests
      FROM scheduled_reviews, numbers`)
    expect(await database.replan(() => at(7200), tell)).toHaveLength(1000)
    expect((await told()).map(names => names.split(',').length)).toEqual([1000])
    expect(clock.waits).toBe(2)
    const listed = await database.listReviews(user.id)
    expect(listed.filter(({nextRunAt}) => nextRunAt?.getTime() === at(7200).getTime())).toHaveLength(2500)
  })
})

describe('pruning', () => {
  /** `count` runs of a review in a state, a second after each other from `from` on. */
  function runs(
    prefix: string,
    {count = 1, status = 'completed', from = 0, reviewId = "'r0000000-1'"} = {},
  ): void {
    inFile(`WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count - 1})
      INSERT INTO review_runs (id, user_id, scheduled_review_id, review_name, status, trigger, priority, created_at)
      SELECT '${prefix}-' || n, (SELECT id FROM users), ${reviewId}, 'weekly', '${status}', 'schedule', 0,
        ${at(from).getTime()} + n * 1000 FROM numbers`)
  }

  const left = async () => {
    const file = new Sqlite(place.path)
    const ids = file.prepare('SELECT id FROM review_runs ORDER BY id').pluck().all()
    file.close()
    return ids
  }

  it('removes what is older, but the open runs and the newest result of each review', async () => {
    await withReview(database)
    runs('old', {count: 3})
    runs('failed', {status: 'failed', from: 5})
    runs('waits', {status: 'queued', from: 6})
    runs('runs', {status: 'running', from: 7})
    runs('bare', {count: 2, from: 8, reviewId: 'NULL'})
    runs('kept', {status: 'missed', from: 100})
    expect(await database.prune({before: at(100), keepPerReview: 1000})).toEqual({runs: 5, events: 0})
    expect(await left()).toEqual(['kept-0', 'old-2', 'runs-0', 'waits-0'])
  })

  it('removes what is beyond the number kept of each review, the oldest first, whatever its state', async () => {
    const {reviews} = await withReviews(database, 2)
    runs('a', {count: 3})
    runs('b', {count: 3, status: 'missed', from: 3})
    runs('c', {count: 2, status: 'failed', from: 6})
    runs('other', {count: 4, reviewId: `'${reviews[1]!.id}'`})
    expect(await database.prune({before: at(-1), keepPerReview: 4})).toEqual({runs: 3, events: 0})
    // The newest result stays beyond the four.
    expect(await left()).toEqual([
      ...['a-2', 'b-1', 'b-2', 'c-0', 'c-1'],
      ...['other-0', 'other-1', 'other-2', 'other-3'],
    ])
  })

  it.each([
    ['old', {before: at(100), keepPerReview: 1000}],
    ['too many', {before: at(-1), keepPerReview: 1}],
  ])('keeps runs that are %s while messages of them wait or are being sent', async (_, input) => {
    await withReview(database)
    runs('old', {count: 5})
    const states = ['pending', 'sending', 'sent', 'unknown']
    for (const [index, status] of states.entries())
      inFile(`INSERT INTO deliveries (id, run_id, channel, kind, target, status, expires_at, idempotency_key, created_at)
        VALUES ('d-${index}', 'old-${index}', 'pipeline', 'slack', '#p', '${status}', 1, 'k-${index}', 1)`)
    expect(await database.prune(input)).toEqual({runs: 2, events: 0})
    expect(await left()).toEqual(['old-0', 'old-1', 'old-4'])
    inFile(`UPDATE deliveries SET status = 'sent'`)
    expect(await database.prune(input)).toEqual({runs: 2, events: 0})
    expect(await left()).toEqual(['old-4'])
  })

  it('takes the analyses along, in pieces with a pause between', async () => {
    await withReview(database)
    runs('old', {count: 901})
    inFile(`INSERT INTO analyses SELECT 'x' || id, id, 'f', '[]', x'00', created_at FROM review_runs;
      INSERT INTO rule_results SELECT id, 'r', 1, 1, NULL, created_at FROM review_runs`)
    expect(await database.prune({before: at(5000), keepPerReview: 1000})).toEqual({runs: 900, events: 0})
    expect(clock.waits).toBeGreaterThanOrEqual(4)
    const file = new Sqlite(place.path)
    const counts = file.prepare('SELECT (SELECT count(*) FROM analyses), (SELECT count(*) FROM rule_results)')
    expect(counts.raw().get()).toEqual([1, 1])
    file.close()
  })

  it('stops when its time is over, and goes on with the next call', async () => {
    await withReview(database)
    runs('old', {count: 901})
    clock.sleep = async () => {
      clock.at = new Date(clock.at.getTime() + 100)
    }
    const input = {before: at(5000), keepPerReview: 1000, maxMs: 150}
    expect(await database.prune(input)).toEqual({runs: 400, events: 0})
    expect(await database.prune({...input, maxMs: 10_000})).toEqual({runs: 500, events: 0})
    clock.sleep = async () => void clock.waits++
  })

  it('stops when it is told to, and goes on with the next call', async () => {
    await withReview(database)
    runs('old', {count: 901})
    const stop = new AbortController()
    clock.sleep = async () => void stop.abort()
    const input = {before: at(5000), keepPerReview: 1000}
    expect(await database.prune({...input, signal: stop.signal})).toEqual({runs: 200, events: 0})
    expect(await database.prune({...input, signal: stop.signal})).toEqual({runs: 0, events: 0})
    clock.sleep = async () => void clock.waits++
    expect(await database.prune(input)).toEqual({runs: 700, events: 0})
  })

  it.each([
    ['old', {before: at(5000), keepPerReview: 1000}],
    ['too many', {before: at(-1), keepPerReview: 1}],
  ])('removes large results that are %s a few at a time', async (_, input) => {
    await withReview(database)
    runs('old', {count: 9})
    inFile(
      `INSERT INTO analyses SELECT 'x' || id, id, 'f', '[]', zeroblob(3000000), created_at FROM review_runs`,
    )
    const pieces: number[] = []
    clock.sleep = async () => {
      pieces.push((await left()).length)
    }
    expect(await database.prune(input)).toEqual({runs: 8, events: 0})
    clock.sleep = async () => void clock.waits++
    expect(pieces.slice(0, 3)).toEqual([8, 7, 6])
    expect(await left()).toEqual(['old-8'])
  })

  it('removes old events and daemons, but the last one', async () => {
    await database.startDaemon(aDaemon, null)
    await database.startDaemon({...aDaemon, id: 'd2', startedAt: at(1), lastSeenAt: at(1)}, null)
    await database.addEvent({kind: 'clock-step', at: at(200), daemonId: null, detail: {}})
    expect(await database.prune({before: at(100), keepPerReview: 10})).toEqual({runs: 0, events: 2})
    expect((await database.listEvents(at(0), 10)).map(({kind}) => kind)).toEqual(['clock-step'])
    expect(await database.lastDaemon()).toMatchObject({id: 'd2'})
    const file = new Sqlite(place.path)
    expect(file.prepare('SELECT count(*) FROM daemons').pluck().get()).toBe(1)
    file.close()
  })
})

describe('the write-ahead log', () => {
  const walBytes = () => statSync(`${place.path}-wal`).size

  it('is emptied where it is too large', async () => {
    await withReview(database)
    const bytes = walBytes()
    expect(bytes).toBeGreaterThan(1000)
    expect(await database.boundWal(bytes)).toBe(bytes)
    expect(await database.boundWal(bytes - 1)).toBe(0)
    expect(walBytes()).toBe(0)
  })

  /** Two readers that overlap without a pause: at each wait for them so many begin anew, and then the others end. */
  it.each([
    {name: 'each of which is done soon', waits: 2, isEmptied: true},
    {name: 'each of which takes longer than they are waited for', waits: 6, isEmptied: false},
  ])('is read by two that overlap for ever, $name', async ({waits, isEmptied}) => {
    const readers = [new Sqlite(place.path), new Sqlite(place.path)]
    const begin = (reader: (typeof readers)[number]) => {
      reader.exec('BEGIN')
      expect(reader.prepare('SELECT name FROM users').pluck().get()).toBe('ann')
    }
    let waited = 0
    const sleep = async () => {
      // In turn, so that one of them reads at any time.
      if (++waited % waits !== 0) return
      const [next, last] = readers as [(typeof readers)[number], (typeof readers)[number]]
      begin(next)
      last.exec('COMMIT')
      readers.reverse()
    }
    const busy = await place.open({clock: {...systemClock, sleep}})
    await withReview(busy)
    begin(readers[1]!)
    await busy.ensureUser('bea', 'team')
    const before = walBytes()
    expect(await busy.boundWal(1000)).toBe(isEmptied ? 0 : before)
    expect(walBytes()).toBe(isEmptied ? 0 : before)
    for (const reader of readers) reader.close()
    expect(await busy.boundWal(1000)).toBe(0)
    expect(await busy.findUser('bea')).not.toBeNull()
  })

  it.each([
    {pages: 'few', bytes: 200_000, copied: false},
    {pages: 'many', bytes: 2_000_000, copied: true},
  ])('is copied back where $pages pages wait for that', async ({bytes, copied}) => {
    const other = new Sqlite(place.path)
    other.exec(`CREATE TABLE large (a); INSERT INTO large VALUES (zeroblob(${bytes}))`)
    await database.copyLogBack()
    const [state] = other.pragma('wal_checkpoint(NOOP)') as [{log: number; checkpointed: number}]
    other.close()
    expect(state.log).toBeGreaterThan(bytes / 4096)
    expect(state.checkpointed === state.log).toBe(copied)
  })
})
