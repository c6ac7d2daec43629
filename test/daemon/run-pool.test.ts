import {describe, expect, it} from 'vitest'
import {AbandonedThreads} from '../../src/daemon/abandoned-threads.js'
import {RunPool} from '../../src/daemon/run-pool.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {ReviewExecutor, ReviewHooks, ReviewResult} from '../../src/domain/ports/review-executor.js'
import type {ClaimedRun, RunQueue} from '../../src/domain/ports/run-queue.js'
import {aReview} from '../support/a-review.js'
import {aRun} from '../support/a-run.js'
import {aConnection, aListing, aUser} from '../support/a-scheduled-review.js'
import {fakeClock} from '../support/fake-clock.js'
import {fakeLogger} from '../support/fake-logger.js'
import {noAccess} from '../support/no-access.js'

type Advance = Parameters<RunQueue['advance']>[0]
type Answer = Awaited<ReturnType<RunQueue['advance']>>

const start = '2026-03-29T00:00:00.000Z'
const nothing: Answer = {claimed: [], lost: [], storedInstead: [], cancelRequested: [], nextQueuedAt: null}

function claimedRun(id: string, changes: Partial<ClaimedRun['run']> = {}): ClaimedRun {
  const queuedAt = new Date(Date.parse(start) - 250)
  const startedAt = new Date(start)
  const run = aRun({id, status: 'running', fence: 4, queuedAt, startedAt, jobId: 'daemon-1', ...changes})
  return {run, review: aListing({timeoutMs: 60_000}), connection: aConnection(), owner: aUser()}
}

const dueAt = new Date(Date.parse(start) + 500)
/** Claimed half a second before it is due. */
const early = (id: string) => claimedRun(id, {startedAt: null, queuedAt: dueAt})

/** As many as there are threads, and one that is to follow. */
const threeAndOneAhead = () => [
  ...['a', 'b', 'c'].map(id => claimedRun(id)),
  claimedRun('d', {startedAt: null}),
]

const aResult = (): ReviewResult => ({
  summary: aReview([]).summary,
  document: new Uint8Array(1),
  input: null,
})

/** Reviews that end when the test says so. */
function reviewsByHand() {
  const open: {hooks: ReviewHooks; end(result: ReviewResult): void; fail(error: Error): void}[] = []
  const reviews: ReviewExecutor = {
    execute: (_, hooks) =>
      new Promise((resolve, reject) => {
        hooks.signal.addEventListener('abort', () => reject(hooks.signal.reason))
        open.push({hooks, end: resolve, fail: reject})
      }),
  }
  return {open, reviews}
}

/** A pool of three threads whose queue answers as told, one after the other. */
function aPool(answers: (Partial<Answer> | Error)[]) {
  const clock = fakeClock(start)
  const log = fakeLogger()
  const {open, reviews} = reviewsByHand()
  const asked: Advance[] = []
  const late: number[] = []
  const told: string[] = []
  let woken = 0
  let delivering = 0
  let changed = false
  const queue = {
    async advance(input: Advance) {
      asked.push(input)
      const answer = answers.shift() ?? {}
      if (answer instanceof Error) throw answer
      return {...nothing, ...answer}
    },
  }
  let made = 0
  const abandoned = new AbandonedThreads({
    now: clock.now,
    log,
    events: {add: () => undefined},
    wake: () => undefined,
  })
  const pool = new RunPool(
    {
      queue,
      runs: {lastAnalysis: async () => null},
      reviews,
      rulesOf: async name => ({name, file: {extends: [`revsched:${name}`]}}),
      accessTo: () => noAccess,
      clock,
      ids: {next: () => `id-${++made}`},
      random: () => 0,
      log,
      pings: {
        started: ({run}) => told.push(`started ${run.id}`),
        ended: ({run}, {kind}) => told.push(`${kind} ${run.id}`),
      },
    },
    {concurrency: 3, leaseOwner: 'host:boot:1:start', daemonId: 'daemon-of-the-test'},
    {
      wake: () => woken++,
      started: ms => late.push(ms),
      isChanged: () => changed,
      delivering: () => delivering++,
      abandoned,
    },
  )
  return {
    pool,
    clock,
    log,
    open,
    asked,
    late,
    told,
    woken: () => woken,
    delivering: () => delivering,
    change: () => {
      changed = true
    },
  }
}

const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
}

describe('RunPool', () => {
  it('claims for its free threads, starts what it got, and tells how late that was', async () => {
    const {pool, asked, late, open} = aPool([{claimed: [claimedRun('a')]}, {claimed: []}])
    await pool.advance({claims: 'wanted'})
    await settled()
    expect([pool.size, open.length, late]).toEqual([1, 1, [250]])
    await pool.advance({claims: 'wanted'})
    expect(asked.map(({claim}) => claim?.limit)).toEqual([3, 2])
    expect(asked[1]!.renew.claims).toEqual([{runId: 'a', fence: 4}])
    expect(asked[1]!.renew.leaseExpiresAt).toEqual(new Date(Date.parse(start) + 8000))
  })

  it.each([
    ['the only one', ['a'], 1, {atOnce: 1, later: 1}],
    ['one of two', ['a', 'b'], 1, {atOnce: 1, later: 1}],
    ['one of three', ['a', 'b', 'c'], 1, {atOnce: 0, later: 1}],
    ['two of five', ['a', 'b', 'c', 'd', 'e'], 2, {atOnce: 0, later: 1}],
  ])(
    'wakes for results at once, or a moment later where more may come: %s',
    async (_, ids, ends, {atOnce, later}) => {
      const {pool, open, clock, woken} = aPool([{claimed: ids.map(id => claimedRun(id))}])
      await pool.advance({claims: 'wanted'})
      await settled()
      for (const {fail} of open.slice(0, ends)) fail(new Error('broken'))
      await settled()
      expect(woken()).toBe(atOnce)
      await clock.advance(19)
      await settled()
      expect(woken()).toBe(atOnce)
      await clock.advance(1)
      await settled()
      expect(woken()).toBe(later)
    },
  )

  it('does not wake again where results were stored meanwhile', async () => {
    const {pool, open, clock, woken} = aPool([{claimed: ['a', 'b', 'c'].map(id => claimedRun(id))}])
    await pool.advance({claims: 'wanted'})
    await settled()
    for (const {fail} of open.slice(0, 2)) {
      fail(new Error('broken'))
      await settled()
    }
    expect(woken()).toBe(1)
    await pool.advance({claims: 'wanted'})
    await clock.advance(20)
    await settled()
    expect(woken()).toBe(1)
  })

  it('asks for nothing when all threads are taken, or when nothing is wanted', async () => {
    const {pool, asked} = aPool([{claimed: ['a', 'b', 'c'].map(id => claimedRun(id))}])
    await pool.advance({claims: 'wanted'})
    await pool.advance({claims: 'wanted'})
    await pool.advance({claims: 'none'})
    expect(asked.map(({claim}) => claim?.limit ?? null)).toEqual([3, null, null])
  })

  it.each([
    ['none has ended', {ends: 0, fails: 0, ms: 0}, {limit: 0, ahead: 0}],
    ['one has ended at once', {ends: 1, fails: 0, ms: 0}, {limit: 1, ahead: 1}],
    ['two have ended soon', {ends: 2, fails: 0, ms: 200}, {limit: 2, ahead: 2}],
    ['two have ended, not soon', {ends: 2, fails: 0, ms: 201}, {limit: 2, ahead: 0}],
    ['all have ended soon', {ends: 3, fails: 0, ms: 200}, {limit: 3, ahead: 3}],
    ['two have ended soon, one of them without a result', {ends: 1, fails: 1, ms: 0}, {limit: 2, ahead: 1}],
  ])('claims as many more as have ended soon, to follow: %s', async (_, {ends, fails, ms}, expected) => {
    const {pool, clock, open, asked} = aPool([{claimed: ['a', 'b', 'c'].map(id => claimedRun(id))}])
    await pool.advance({claims: 'wanted'})
    await settled()
    await clock.advance(ms)
    for (const {end} of open.slice(0, ends)) end(aResult())
    for (const {fail} of open.slice(ends, ends + fails)) fail(new Error('broken'))
    await settled()
    await pool.advance({claims: 'wanted'})
    const {limit, ahead} = asked[1]!.claim ?? {limit: 0, ahead: 0}
    expect({limit, ahead}).toEqual(expected)
  })

  it('begins no more than there are threads, and what follows when one has ended, before that is stored', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e']
    const {pool, open, asked} = aPool([{claimed: ids.map(id => claimedRun(id))}])
    await pool.advance({claims: 'wanted'})
    await settled()
    expect(open).toHaveLength(3)
    open[0]!.fail(new Error('broken'))
    await settled()
    expect(open).toHaveLength(4)
    await pool.advance({claims: 'none'})
    await settled()
    expect(open).toHaveLength(4)
    expect(asked[1]!.renew.claims.map(({runId}) => runId)).toEqual(['b', 'c', 'd', 'e'])
  })

  it('tells of what follows when it begins, not when it is claimed', async () => {
    const {pool, open, clock, asked, late, told, log} = aPool([{claimed: threeAndOneAhead()}])
    const startsOfD = () => log.lines.filter(({fields}) => fields.runId === 'd').map(({event}) => event)
    const begun = async () => {
      await pool.advance({claims: 'none'})
      return asked.at(-1)!.begun
    }
    await pool.advance({claims: 'wanted'})
    await settled()
    await clock.advance(900)
    expect([late, told, startsOfD()]).toEqual([[250, 250, 250], ['started a', 'started b', 'started c'], []])
    expect(pool.inProgress.at(-1)).toMatchObject({runId: 'd', step: 'waiting', startedAt: null})
    expect([pool.executing, await begun()]).toEqual([3, []])
    open[0]!.end(aResult())
    await settled()
    const at = new Date(Date.parse(start) + 900)
    expect([late.at(-1), told.at(-1), startsOfD()]).toEqual([1150, 'started d', ['run-started']])
    expect(pool.inProgress.at(-1)).toMatchObject({step: 'starting', startedAt: at.toISOString()})
    expect([await begun(), await begun()]).toEqual([[{claim: {runId: 'd', fence: 4}, at}], []])
  })

  it('tells again of what has begun, where that could not be stored', async () => {
    const {pool, open, asked} = aPool([
      {claimed: threeAndOneAhead()},
      new RevschedError('storage', 'the disk is full'),
    ])
    await pool.advance({claims: 'wanted'})
    await settled()
    open[0]!.end(aResult())
    await settled()
    await expect(pool.advance({claims: 'none'})).rejects.toMatchObject({code: 'storage'})
    await pool.advance({claims: 'none'})
    expect(asked.slice(1).map(({begun}) => begun.map(({claim}) => claim.runId))).toEqual([['d'], ['d']])
  })

  it.each([
    ['not within a second', 999, []],
    ['after that', 1000, [{kind: 'returned', claim: {runId: 'd', fence: 4}}]],
  ])('gives back what gets no thread: %s', async (_, ms, outcomes) => {
    const {pool, open, clock, asked, told, log} = aPool([{claimed: threeAndOneAhead()}])
    await pool.advance({claims: 'wanted'})
    await settled()
    expect(pool.restMs).toBe(1000)
    await clock.advance(ms)
    await pool.advance({claims: 'none'})
    expect(asked[1]!.outcomes).toEqual(outcomes)
    if (outcomes.length === 0) return
    expect([pool.size, pool.restMs, told.at(-1)]).toEqual([3, 2000, 'returned d'])
    expect(log.lines.at(-1)).toMatchObject({level: 'debug', event: 'run-returned', fields: {runId: 'd'}})
    for (const {fail} of open) fail(new Error('broken'))
    await settled()
    expect(open).toHaveLength(3)
  })

  it('is to be called when the oldest that waits has waited for a second, whenever it was called last', async () => {
    const {pool, clock} = aPool([{claimed: threeAndOneAhead()}])
    await pool.advance({claims: 'wanted'})
    const rests = [pool.restMs]
    await clock.advance(600)
    await pool.advance({claims: 'none'})
    rests.push(pool.restMs)
    await clock.advance(500)
    rests.push(pool.restMs)
    await pool.advance({claims: 'none'})
    expect([...rests, pool.restMs]).toEqual([1000, 400, 0, 2000])
  })

  it('begins what waits, and does not give it back, where those before it have stalled', async () => {
    const {pool, clock, asked, open} = aPool([
      {claimed: ['a', 'b', 'c'].map(id => claimedRun(id))},
      {claimed: [claimedRun('d', {startedAt: null})]},
    ])
    await pool.advance({claims: 'wanted'})
    await settled()
    await clock.advance(9000)
    await pool.advance({claims: 'wanted'})
    await clock.advance(1000)
    await pool.advance({claims: 'none'})
    await settled()
    expect([asked[2]!.outcomes, asked[2]!.begun.map(({claim}) => claim.runId)]).toEqual([[], ['d']])
    expect(open).toHaveLength(4)
  })

  it('tells when a run has begun that got no thread with its claim', async () => {
    const {pool, clock, asked, open} = aPool([{claimed: ['a', 'b', 'c', 'd'].map(id => claimedRun(id))}])
    await pool.advance({claims: 'wanted'})
    await settled()
    await clock.advance(300)
    open[0]!.end(aResult())
    await settled()
    await pool.advance({claims: 'none'})
    const at = new Date(Date.parse(start) + 300)
    expect(asked[1]!.begun).toEqual([{claim: {runId: 'd', fence: 4}, at}])
  })

  it.each([
    ['not before it is due', 499, []],
    ['when it is due', 500, [0]],
  ])('begins by the clock alone what was claimed early: %s', async (_, ms, lateness) => {
    const {pool, clock, asked, late, open, woken} = aPool([{claimed: [early('a')]}])
    await pool.advance({claims: 'wanted'})
    expect(pool.nextBeginAt).toEqual(dueAt)
    await clock.advance(ms)
    await settled()
    expect([late, open.length, asked.length, woken()]).toEqual([lateness, lateness.length, 1, 0])
    expect(pool.nextBeginAt).toEqual(lateness.length > 0 ? null : dueAt)
  })

  it.each([
    ['later than it ends', 199, 0],
    ['while it runs', 200, 1],
  ])('asks for the start of one to be stored where it is not short: %s', async (_, ms, times) => {
    const {pool, clock, asked, open, woken} = aPool([{claimed: [early('a')]}])
    await pool.advance({claims: 'wanted'})
    await clock.advance(500 + ms)
    expect(woken()).toBe(times)
    await pool.advance({claims: 'wanted'})
    expect(asked[1]!.begun).toEqual([{claim: {runId: 'a', fence: 4}, at: dueAt}])
    await clock.advance(1000)
    expect([woken(), open.length]).toEqual([times, 1])
  })

  it('has a thread for each that is due, also where others wait for their time', async () => {
    const {pool, asked} = aPool([{claimed: [early('a'), claimedRun('b')]}])
    await pool.advance({claims: 'wanted'})
    await pool.advance({claims: 'wanted'})
    const soon = new Date(Date.parse(start) + 1000)
    expect(asked.map(({claim}) => [claim!.limit, claim!.ahead, claim!.early])).toEqual([
      [3, 0, {most: 3, until: soon}],
      [2, 0, {most: 1, until: soon}],
    ])
  })

  it.each<[string, (pool: RunPool) => void, number]>([
    ['another process has written', () => undefined, 1],
    ['it is given back before', pool => pool.giveBackEarly(), 0],
    ['the daemon stops', pool => pool.giveBackWaiting(), 0],
  ])('does not begin what was claimed early where %s', async (_, prepare, times) => {
    const {pool, clock, asked, open, change, woken} = aPool([{claimed: [early('a'), claimedRun('b')]}])
    await pool.advance({claims: 'wanted'})
    prepare(pool)
    change()
    await clock.advance(600)
    expect([open.length, woken()]).toEqual([1, times])
    pool.giveBackEarly()
    await pool.advance({claims: 'wanted'})
    expect(asked[1]!.outcomes).toEqual([{kind: 'returned', claim: {runId: 'a', fence: 4}}])
    await clock.advance(5000)
    expect(open).toHaveLength(1)
  })

  it('does not begin one that another process has taken over meanwhile', async () => {
    const {pool, clock, open} = aPool([{claimed: [early('a')]}, {lost: [{runId: 'a', fence: 4}]}])
    await pool.advance({claims: 'wanted'})
    await pool.advance({claims: 'wanted'})
    await clock.advance(600)
    expect([open.length, pool.size]).toEqual([0, 0])
  })

  it('asks what becomes of one whose time does not come, as the clock was set back, and waits for that time', async () => {
    const {pool, clock, open, woken} = aPool([{claimed: [early('a')]}])
    await pool.advance({claims: 'wanted'})
    clock.set(new Date(Date.parse(start) - 2000).toISOString())
    await clock.advance(2499)
    expect([open.length, woken()]).toEqual([0, 2])
    await clock.advance(1)
    expect([open.length, woken()]).toEqual([1, 2])
  })

  it.each([
    ['a second, where nothing is to be decided', null, 1000],
    ['a second, where that is later', 1001, 1000],
    ['a millisecond before that, where it is sooner', 400, 399],
  ])('takes early what is due within %s', async (_, decisionMs, untilMs) => {
    const {pool, asked} = aPool([])
    const nextDueAt = decisionMs === null ? null : new Date(Date.parse(start) + decisionMs)
    await pool.advance({claims: 'wanted', nextDueAt})
    expect(asked[0]!.claim!.early.until).toEqual(new Date(Date.parse(start) + untilMs))
  })

  it('gives one back that has had no thread for a second since it was due', async () => {
    const {pool, clock, asked} = aPool([
      {claimed: [...['a', 'b', 'c'].map(id => claimedRun(id)), early('d')]},
    ])
    await pool.advance({claims: 'wanted'})
    await clock.advance(1499)
    expect(pool.restMs).toBe(1)
    await pool.advance({claims: 'none'})
    await clock.advance(1)
    await pool.advance({claims: 'none'})
    const returned = {kind: 'returned', claim: {runId: 'd', fence: 4}}
    expect(asked.slice(1).map(({outcomes}) => outcomes)).toEqual([[], [returned]])
  })

  it('gives back at once what waits, where that is wanted, and lets the others go on', async () => {
    const {pool, open, asked} = aPool([{claimed: threeAndOneAhead()}])
    await pool.advance({claims: 'wanted'})
    await settled()
    pool.giveBackWaiting()
    await pool.advance({claims: 'none'})
    expect(asked[1]!.outcomes).toEqual([{kind: 'returned', claim: {runId: 'd', fence: 4}}])
    expect(open.map(({hooks}) => hooks.signal.aborted)).toEqual([false, false, false])
  })

  it('does not begin what was cancelled while it waited: the store ends it instead of queueing it again', async () => {
    const asks = {runId: 'd', errorCode: 'cancelled', errorMessage: 'cancelled by hand'}
    const {pool, open, clock, asked, woken} = aPool([
      {claimed: threeAndOneAhead()},
      {cancelRequested: [asks]},
      {cancelRequested: [asks]},
    ])
    await pool.advance({claims: 'wanted'})
    await settled()
    await pool.advance({claims: 'none'})
    await clock.advance(20)
    expect(woken()).toBe(1)
    for (const {fail} of open) fail(new Error('broken'))
    await settled()
    await pool.advance({claims: 'none'})
    expect(open).toHaveLength(3)
    expect(asked[2]!.outcomes).toContainEqual({kind: 'returned', claim: {runId: 'd', fence: 4}})
  })

  it('puts another run beside each that waits for ten seconds, up to twice as many as may run', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f']
    const claimed = (...some: string[]) => ({claimed: some.map(id => claimedRun(id))})
    const {pool, clock, asked, open} = aPool([
      claimed('a', 'b', 'c'),
      {},
      {},
      claimed('d', 'e'),
      claimed('f'),
    ])
    const limit = async () => {
      await pool.advance({claims: 'wanted'})
      await settled()
      return asked.at(-1)!.claim?.limit ?? null
    }
    const limits = [await limit()]
    for (const ms of [5000, 4999]) {
      await clock.advance(ms)
      if (ms === 5000)
        open[1]!.hooks.onProgress!({
          step: 'reading',
          rowsRead: 1,
          bytesRead: 1,
          bytesTotal: null,
          part: {of: 'open', rowsRead: 1, rowsTotal: 2},
        })
      limits.push(await limit())
    }
    await clock.advance(1)
    limits.push(await limit())
    await clock.advance(20_000)
    limits.push(await limit(), await limit())
    expect(limits).toEqual([3, null, null, 2, 1, null])
    expect(pool.inProgress.map(({runId}) => runId)).toEqual(ids)
  })

  it.each([
    ['nothing told yet', null, null],
    ['a part of a file', {step: 'reading', rowsRead: 1, bytesRead: 524, bytesTotal: 1000, part: null}, 0.52],
    [
      'a file that grew meanwhile',
      {step: 'reading', rowsRead: 1, bytesRead: 1200, bytesTotal: 1000, part: null},
      1,
    ],
    ['an empty file', {step: 'reading', rowsRead: 0, bytesRead: 0, bytesTotal: 0, part: null}, null],
    [
      'a CRM that has not told yet',
      {step: 'reading', rowsRead: 1, bytesRead: 9, bytesTotal: null, part: null},
      null,
    ],
    [
      'a CRM',
      {
        step: 'reading',
        rowsRead: 1,
        bytesRead: 9,
        bytesTotal: null,
        part: {of: 'all', rowsRead: 1, rowsTotal: 4},
      },
      0.25,
    ],
    ['all is read', {step: 'judging', rowsRead: 1}, null],
  ] as const)('tells how much is read: %s', async (_, progress, share) => {
    const {pool, open} = aPool([{claimed: [claimedRun('a')]}])
    await pool.advance({claims: 'wanted'})
    await settled()
    if (progress) open[0]!.hooks.onProgress!(progress)
    expect(pool.inProgress).toMatchObject([{runId: 'a', share}])
  })

  it('stores a result with the next transaction and forgets the run', async () => {
    const {pool, asked, open, woken} = aPool([{claimed: [claimedRun('a')]}])
    await pool.advance({claims: 'wanted'})
    await settled()
    open[0]!.end(aResult())
    await settled()
    expect([woken(), pool.size]).toEqual([1, 1])
    await pool.advance({claims: 'none'})
    expect(asked[1]!.outcomes).toMatchObject([{kind: 'completed', claim: {runId: 'a', fence: 4}}])
    expect(asked[1]!.renew.claims).toEqual([])
    expect(pool.size).toBe(0)
  })

  it('keeps a result that could not be stored, and stores it later', async () => {
    const full = new RevschedError('storage', 'the disk is full')
    const {pool, asked, open, told} = aPool([{claimed: [claimedRun('a')]}, full])
    await pool.advance({claims: 'wanted'})
    await settled()
    open[0]!.fail(new RevschedError('config', 'there is no rule file'))
    await settled()
    await expect(pool.advance({claims: 'none'})).rejects.toBe(full)
    expect([pool.size, told]).toEqual([1, ['started a']])
    await pool.advance({claims: 'none'})
    expect(told).toEqual(['started a', 'ended a'])
    expect(asked[2]!.outcomes).toEqual(asked[1]!.outcomes)
    expect(pool.size).toBe(0)
  })

  it.each([
    ['a connection that needs a login', aConnection({kind: 'hubspot', needsLogin: 'revoked'}), 0],
    [
      'one whose login is kept by sf, which may have been mended',
      aConnection({kind: 'salesforce', settings: {login: 'sf-cli'}, needsLogin: 'revoked'}),
      1,
    ],
    ['one that is let in', aConnection({kind: 'hubspot'}), 1],
  ])('calls no CRM in vain: %s', async (_, connection, reviews) => {
    const {pool, asked, open} = aPool([{claimed: [{...claimedRun('a'), connection}]}])
    await pool.advance({claims: 'wanted'})
    await settled()
    expect(open).toHaveLength(reviews)
    if (reviews > 0) return
    await pool.advance({claims: 'none'})
    expect(asked[1]!.outcomes).toMatchObject([
      {
        kind: 'ended',
        status: 'failed',
        errorCode: 'auth',
        errorMessage: 'hubspot "emea" needs a login: revoked',
      },
    ])
  })

  it('ends a run that takes longer than its review allows', async () => {
    const {pool, clock, asked, woken} = aPool([{claimed: [claimedRun('a')]}])
    await pool.advance({claims: 'wanted'})
    await clock.advance(59_999)
    expect(woken()).toBe(0)
    await clock.advance(1)
    expect(woken()).toBe(1)
    await pool.advance({claims: 'none'})
    expect(asked[1]!.outcomes).toMatchObject([
      {kind: 'retry', errorCode: 'timeout', errorMessage: 'the run took longer than its timeout of 60 s'},
    ])
  })

  it('cancels a run on request, with the reason of the request', async () => {
    const removed = {errorCode: 'review-removed', errorMessage: 'its scheduled review was removed'}
    const {pool, asked} = aPool([{claimed: [claimedRun('a')]}, {cancelRequested: [{runId: 'a', ...removed}]}])
    await pool.advance({claims: 'wanted'})
    await settled()
    await pool.advance({claims: 'none'})
    await settled()
    await pool.advance({claims: 'none'})
    expect(asked[2]!.outcomes).toMatchObject([{kind: 'ended', status: 'cancelled', ...removed}])
  })

  const end = {kind: 'ended', claim: {runId: 'a', fence: 4}, completedAt: new Date(start)} as const
  const cancelled = {
    ...end,
    status: 'cancelled',
    errorCode: 'cancelled',
    errorMessage: 'by a command',
  } as const
  const refused = {
    ...end,
    status: 'failed',
    errorCode: 'internal',
    errorMessage: 'it cannot be stored',
  } as const

  it.each([
    ['a retry of a run that was cancelled', cancelled, ['info run-cancelled']],
    ['a result that the database refused', refused, ['debug run-error', 'error run-failed']],
  ])('tells what was stored instead of %s', async (_, stored, lines) => {
    const {pool, open, log, told} = aPool([{claimed: [claimedRun('a')]}, {storedInstead: [stored]}])
    await pool.advance({claims: 'wanted'})
    await settled()
    if (stored === refused) open[0]!.end(aResult())
    else open[0]!.fail(new RevschedError('source-failed', 'no answer', {canPass: true}))
    await settled()
    await pool.advance({claims: 'none'})
    expect(log.lines.map(({level, event}) => `${level} ${event}`)).toEqual(['info run-started', ...lines])
    expect(told).toEqual(['started a', 'ended a'])
  })

  it('drops a run that another process took over, whatever it brings', async () => {
    const {pool, asked, open} = aPool([{claimed: [claimedRun('a')]}, {lost: [{runId: 'a', fence: 4}]}])
    await pool.advance({claims: 'wanted'})
    await settled()
    await pool.advance({claims: 'none'})
    expect([pool.size, open[0]!.hooks.signal.aborted]).toEqual([0, true])
    await settled()
    await pool.advance({claims: 'none'})
    expect(asked[2]!.outcomes).toEqual([])
  })

  it('hands back what it runs and what waits when it is stopped', async () => {
    const {pool, asked} = aPool([{claimed: threeAndOneAhead()}])
    await pool.advance({claims: 'wanted'})
    await settled()
    pool.stopAll(new RevschedError('terminated', 'stopped with the daemon'))
    await settled()
    await pool.advance({claims: 'none'})
    expect(asked[1]!.outcomes).toMatchObject([
      {kind: 'retry', counts: 'nothing', claim: {runId: 'a'}},
      {kind: 'retry', counts: 'nothing', claim: {runId: 'b'}},
      {kind: 'retry', counts: 'nothing', claim: {runId: 'c'}},
      {kind: 'returned', claim: {runId: 'd'}},
    ])
  })

  it('logs what it does', async () => {
    const {pool, open, log} = aPool([{claimed: [claimedRun('a')]}])
    await pool.advance({claims: 'wanted'})
    await settled()
    open[0]!.end(aResult())
    await settled()
    expect(log.lines.map(({event}) => event)).toEqual(['run-started'])
    await pool.advance({claims: 'none'})
    expect(log.lines.map(({level, event}) => `${level} ${event}`)).toEqual([
      'info run-started',
      'info run-completed',
    ])
  })

  it('replaces threads that hang, as many as there are reviews at a time, and then claims for fewer', async () => {
    const claimed = ['a', 'b', 'c'].map(id => claimedRun(id))
    const {pool, asked, open} = aPool([{claimed}])
    await pool.advance({claims: 'wanted'})
    await settled()
    const limits: (number | undefined)[] = []
    let end: (() => void) | undefined
    for (let hanging = 1; hanging <= 6; hanging++) {
      open[0]!.hooks.onAbandoned!(new Promise(resolve => (end = resolve)))
      if (hanging === 1) for (const {fail} of open) fail(new RevschedError('timeout', 'too long'))
      await settled()
      await pool.advance({claims: 'wanted'})
      limits.push(asked.at(-1)!.claim?.limit)
    }
    expect(limits).toEqual([3, 3, 3, 2, 1, undefined])
    end?.()
    await settled()
    await pool.advance({claims: 'wanted'})
    expect(asked.at(-1)!.claim?.limit).toBe(1)
  })
})
