import {beforeEach, describe, expect, it} from 'vitest'
import type {Database} from '../../src/domain/ports/store.js'
import {at, claim, enqueued} from '../support/a-queue.js'
import {aCompletion, aNewRun, storedAt, storeFolder, withReview} from '../support/a-store.js'

const place = storeFolder()
let database: Database

beforeEach(async () => {
  database = await place.openNew()
})

describe('the ledger', () => {
  it('stores a result, its analysis and its rule results together', async () => {
    const {user} = await withReview(database)
    const run = await database.startRun(aNewRun(user.id, 'aaaa1111-1'), () => true)
    const done = await database.completeRun({runId: run.id, fence: run.fence}, aCompletion)
    expect(done).toMatchObject({status: 'completed', healthScore: 61.5, analysisId: 'a1', leaseOwner: null})
    expect([...(await database.readAnalysis(run.id))]).toEqual([1, 2, 3])
    expect((await database.listReviews(user.id))[0]).toMatchObject({
      lastRunAt: aCompletion.completedAt,
      lastRun: {id: run.id, healthScore: 61.5},
    })
  })

  it('stores nothing of a result when a part of it cannot be stored', async () => {
    const {user} = await withReview(database)
    const run = await database.startRun(aNewRun(user.id, 'aaaa1111-1'), () => true)
    const [result] = aCompletion.ruleResults
    const twice = {...aCompletion, ruleResults: [result!, result!]}
    await expect(database.completeRun({runId: run.id, fence: run.fence}, twice)).rejects.toThrow()
    await expect(database.readAnalysis(run.id)).rejects.toMatchObject({code: 'not-found'})
    expect(await database.findRun(user.id, run.id)).toMatchObject({status: 'running', healthScore: null})
    expect((await database.listReviews(user.id))[0]).toMatchObject({lastRunAt: null})
  })

  it('refuses a second run while the first has a live lease, and settles one whose owner is gone', async () => {
    const {user} = await withReview(database)
    const first = await database.startRun(aNewRun(user.id, 'aaaa1111-1'), () => true)
    await expect(database.startRun(aNewRun(user.id, 'bbbb2222-2'), () => true)).rejects.toMatchObject({
      code: 'busy',
      message: '"weekly" is running already (run aaaa1111)',
    })
    await database.startRun(aNewRun(user.id, 'bbbb2222-2'), () => false)
    expect(await database.findRun(user.id, 'aaaa')).toMatchObject({status: 'failed', errorCode: 'abandoned'})
    const claim = {runId: first.id, fence: first.fence}
    const late = new Date('2026-11-16T10:00:00Z')
    await expect(database.completeRun(claim, aCompletion)).rejects.toMatchObject({code: 'conflict'})
    await expect(database.renewLease(claim, late)).rejects.toMatchObject({code: 'conflict'})
  })

  it('gives a key of a user to one run, and finds it by that', async () => {
    const {user} = await withReview(database)
    const other = await database.ensureUser('bob', 'team')
    const keyed = {...aNewRun(user.id, 'aaaa1111-1', null), idempotencyKey: 'monday'}
    await database.startRun(keyed, () => true)
    await expect(database.startRun({...keyed, id: 'bbbb2222-2'}, () => true)).rejects.toMatchObject({
      code: 'busy',
      message: 'run aaaa1111 has the key "monday" already',
    })
    expect(await database.runWithKey(user.id, 'monday')).toMatchObject({id: 'aaaa1111-1', status: 'running'})
    expect(await database.runWithKey(user.id, 'tuesday')).toBeNull()
    expect(await database.runWithKey(other.id, 'monday')).toBeNull()
  })

  it('leaves a dead run of a daemon to its retry, and lets the new one start', async () => {
    const {user, review} = await withReview(database)
    await enqueued(database, review, {id: 'aaaa'})
    await claim(database, {leaseOwner: 'dead daemon'})
    const isAlive = (owner: string) => owner !== 'dead daemon'
    const startedAt = at(120)
    const run = await database.startRun({...aNewRun(user.id, 'bbbb'), startedAt}, isAlive)
    expect(run.status).toBe('running')
    const settled = {status: 'queued', errorCode: 'abandoned', retryCount: 1, queuedAt: startedAt}
    expect(await database.findRun(user.id, 'aaaa')).toMatchObject(settled)
    // It waits for the one by hand.
    expect((await claim(database, {}, {now: at(121)})).claimed).toEqual([])
    await database.completeRun({runId: run.id, fence: run.fence}, aCompletion)
    const {claimed} = await claim(database, {}, {now: at(122)})
    expect(claimed.map(one => one.run.id)).toEqual(['aaaa'])
  })

  it('ends a dead run of a daemon that nobody wants any more, or that has no attempt left', async () => {
    const {user, review} = await withReview(database)
    for (const [id, change, status, errorCode] of [
      ['aaaa', 'cancel_requested_at = 1', 'cancelled', 'cancelled'],
      ['bbbb', 'retry_count = 2', 'failed', 'abandoned'],
      ['cccc', 'crash_count = 2', 'failed', 'poisoned'],
    ] as const) {
      await enqueued(database, review, {id})
      await claim(database)
      place.inFile(`UPDATE review_runs SET ${change} WHERE id = '${id}'`)
      const run = await database.startRun({...aNewRun(user.id, `d${id}`), startedAt: at(120)}, () => false)
      expect(await database.findRun(user.id, id)).toMatchObject({status, errorCode})
      await database.completeRun(
        {runId: run.id, fence: run.fence},
        {...aCompletion, analysis: {...aCompletion.analysis, id}},
      )
    }
  })

  it('settles the dead runs of bare connections and of a removed review with the next run, whosever that is', async () => {
    const {user, review} = await withReview(database)
    const isAlive = (owner: string) => owner === 'alive'
    const start = (id: string, reviewId: string | null, leaseOwner: string) =>
      database.startRun({...aNewRun(user.id, id, reviewId), leaseOwner}, isAlive)
    await start('aaaa1111-1', review.id, 'dead')
    await database.removeReview(user.id, review.id)
    await start('bbbb2222-2', null, 'alive')
    await start('cccc3333-3', null, 'dead')
    await database.addReviews([review])
    await start('dddd4444-4', review.id, 'alive')
    const statuses = (await database.listRuns({userId: user.id})).map(({id, status}) => `${id} ${status}`)
    expect(statuses.sort()).toEqual([
      'aaaa1111-1 cancelled',
      'bbbb2222-2 running',
      'cccc3333-3 failed',
      'dddd4444-4 running',
    ])
  })

  it.each([
    ['one millisecond before its end', 7999, 'busy'],
    ['at its end', 8000, 'started'],
  ])('a lease %s', async (_, afterMs, outcome) => {
    const {user} = await withReview(database)
    await database.startRun(aNewRun(user.id, 'aaaa1111-1'), () => true)
    const second = {
      ...aNewRun(user.id, 'bbbb2222-2'),
      startedAt: new Date(storedAt.getTime() + afterMs),
    }
    const started = database
      .startRun(second, () => true)
      .then(
        () => 'started',
        error => error.code,
      )
    expect(await started).toBe(outcome)
  })

  it('never changes a finished run, and stores nothing of a void claim', async () => {
    const {user} = await withReview(database)
    const run = await database.startRun(aNewRun(user.id, 'aaaa1111-1'), () => true)
    await expect(
      database.completeRun({runId: run.id, fence: run.fence + 1}, aCompletion),
    ).rejects.toMatchObject({code: 'conflict'})
    await expect(database.readAnalysis(run.id)).rejects.toMatchObject({code: 'not-found'})
    const failure = {
      completedAt: storedAt,
      status: 'failed' as const,
      errorCode: 'source-failed',
      errorMessage: 'gone',
    }
    await database.failRun({runId: run.id, fence: run.fence}, failure)
    await expect(database.failRun({runId: run.id, fence: run.fence}, failure)).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  it('keeps runs, with their name, when their review is removed', async () => {
    const {user, review} = await withReview(database)
    const run = await database.startRun(aNewRun(user.id, 'aaaa1111-1'), () => true)
    await database.completeRun({runId: run.id, fence: run.fence}, aCompletion)
    await database.removeReview(user.id, review.id)
    expect(await database.findRun(user.id, 'weekly@latest')).toMatchObject({
      id: run.id,
      reviewName: 'weekly',
      scheduledReviewId: null,
    })
  })

  it.each([
    ['a start that is too short', 'aaa', 'not-found', 'a start of an id needs at least 4 characters'],
    ['a short text that starts no id', 'fff', 'not-found', 'there is no run "fff"'],
    ['no such run', 'ffff', 'not-found', 'there is no run "ffff"'],
    ['the start of two', 'aaaa', 'conflict', 'is the start of several runs'],
    ['no completed run', 'latest', 'not-found', 'there is no completed run yet'],
    ['a pattern of SQL', 'aaaa%', 'not-found', 'there is no run "aaaa%"'],
    ['nothing', '', 'not-found', 'there is no run ""'],
  ])('refuses %s: "%s"', async (_, ref, code, message) => {
    const {user} = await withReview(database)
    await database.startRun(aNewRun(user.id, 'aaaa1111-1', null), () => true)
    await database.startRun(aNewRun(user.id, 'aaaa2222-2', null), () => true)
    await expect(database.findRun(user.id, ref)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(new RegExp(`${message}$|${message}:`)),
    })
  })
})

describe('the latest run', () => {
  const runs = [
    ['aaaa', 'completed', 'weekly'],
    ['bbbb', 'failed', 'weekly'],
    ['cccc', 'cancelled', 'other'],
    ['dddd', 'queued', 'weekly'],
    ['eeee', 'running', 'other'],
    ['ffff', 'missed', 'weekly'],
    ['abcd', 'skipped', 'other'],
  ] as const

  it.each([
    ['latest', undefined, 'aaaa'],
    ['latest', 'completed', 'aaaa'],
    ['latest', 'open', 'eeee'],
    ['latest', 'ended', 'cccc'],
    ['weekly@latest', undefined, 'aaaa'],
    ['weekly@latest', 'open', 'dddd'],
    ['weekly@latest', 'ended', 'bbbb'],
    ['other@latest', 'ended', 'cccc'],
    ['bbbb', 'open', 'bbbb'],
  ] as const)('%s of kind %s is %s', async (ref, kind, id) => {
    const {user} = await withReview(database)
    for (const [index, [id, status, name]] of runs.entries())
      place.inFile(`INSERT INTO review_runs (id, user_id, review_name, status, trigger, priority, created_at)
        VALUES ('${id}', '${user.id}', '${name}', '${status}', 'manual', 10, ${index})`)
    expect(await database.findRun(user.id, ref, kind)).toMatchObject({id})
  })

  it.each([
    ['latest', 'completed', 'there is no completed run yet', 'start one: revsched run-now <name>'],
    ['latest', 'ended', 'there is no run that has ended yet', 'start one: revsched run-now <name>'],
    ['a b@latest', 'ended', 'there is no run of "a b" that has ended', 'start one: revsched run-now "a b"'],
    [
      'latest',
      'open',
      'there is no run that waits or runs',
      'revsched history lists the runs that have ended',
    ],
    [
      'a@latest',
      'open',
      'there is no run of "a" that waits or runs',
      'revsched history lists the runs that have ended',
    ],
  ] as const)('%s of kind %s is missing in words', async (ref, kind, message, hint) => {
    const {user} = await withReview(database)
    await expect(database.findRun(user.id, ref, kind)).rejects.toMatchObject({
      code: 'not-found',
      message,
      hint,
    })
  })
})

describe('an edit that was begun before', () => {
  it.each([
    ['nothing', null, storedAt],
    ['less', new Date(storedAt.getTime() - 1), new Date(storedAt.getTime() - 1)],
  ])(
    'does not take back how far the review was decided, and when it ran last: %s',
    async (_, lastRunAt, cursor) => {
      const {user, review} = await withReview(database)
      const run = await database.startRun(aNewRun(user.id, 'aaaa1111-1'), () => true)
      await database.completeRun({runId: run.id, fence: run.fence}, aCompletion)
      const updatedAt = new Date(storedAt.getTime() + 1)
      const edited = {...review, description: 'edited', lastRunAt, cursor, updatedAt}
      await database.updateReview(edited, review.updatedAt)
      expect((await database.listReviews(user.id))[0]).toMatchObject({
        description: 'edited',
        cursor: storedAt,
        lastRunAt: aCompletion.completedAt,
      })
    },
  )
})

describe('the renewal of a lease', () => {
  const ofRun = (at: number) => new Date(storedAt.getTime() + at)

  it.each([
    ['a second longer is written', 5000, 6000, 6000],
    ['less than a second longer is not worth a write', 5000, 5999, 5000],
    ['by a clock that was set back is written', 5000, 1000, 1000],
  ])('%s', async (_, before, wanted, stored) => {
    const {user} = await withReview(database)
    const run = {...aNewRun(user.id, 'aaaa1111-1'), leaseExpiresAt: ofRun(before)}
    const {id, fence} = await database.startRun(run, () => true)
    expect(await database.renewLease({runId: id, fence}, ofRun(wanted))).toEqual({cancelRequested: null})
    expect(await database.findRun(user.id, id)).toMatchObject({leaseExpiresAt: ofRun(stored)})
  })
})

describe('a cancellation', () => {
  it('is asked of a running run by the removal of its review, and told with the next renewal of its lease', async () => {
    const {user, review} = await withReview(database)
    const {id, fence} = await database.startRun(aNewRun(user.id, 'aaaa1111-1'), () => true)
    const renew = () => database.renewLease({runId: id, fence}, new Date(storedAt.getTime() + 9000))
    expect(await renew()).toEqual({cancelRequested: null})
    await database.removeReview(user.id, review.id)
    expect(await renew()).toMatchObject({cancelRequested: {errorCode: 'review-removed'}})
    expect(await database.findRun(user.id, id)).toMatchObject({status: 'running'})
  })
})
