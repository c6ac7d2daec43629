import {beforeEach, describe, expect, it} from 'vitest'
import type {RunOutcome} from '../../src/domain/ports/run-queue.js'
import type {Database} from '../../src/domain/ports/store.js'
import {afterCrash, type RetryDecision} from '../../src/domain/run/retry-policy.js'
import type {Claim} from '../../src/domain/run/run.js'
import type {ScheduledReview} from '../../src/domain/scheduled-review.js'
import {shippedMigrations} from '../../src/store/migrate.js'
import {
  aDecision,
  at,
  claim,
  claimOf,
  countedIds,
  decide,
  enqueued,
  queuedAt,
  withReviews,
} from '../support/a-queue.js'
import {aCompletion, aNewRun, storedAt, storeFolder, withReview} from '../support/a-store.js'

const place = storeFolder()
const {inFile} = place
let database: Database

beforeEach(async () => {
  database = await place.openNew()
})

const byCommand = {errorCode: 'cancelled', errorMessage: 'cancelled by another command'}

const idsOf = ({claimed}: {claimed: readonly {run: {id: string}}[]}) => claimed.map(({run}) => run.id)

/** The reviews on connections of their own. */
async function onOwnConnections(count: number): Promise<ScheduledReview[]> {
  const {connection, reviews} = await withReviews(database, count)
  for (const [index, {id}] of reviews.entries()) {
    const own = `c000000${index}-2`
    await database.addConnection({...connection, id: own, name: `emea ${index}`}, null)
    inFile(`UPDATE scheduled_reviews SET crm_connection_id = '${own}' WHERE id = '${id}'`)
  }
  return reviews.map((review, index) => ({...review, crmConnectionId: `c000000${index}-2`}))
}

/** Runs a-0 and a-1 of one connection, a-2 and a-3 of another one, and a-4 of a third. */
async function fiveWaiting(): Promise<void> {
  const reviews = await onOwnConnections(5)
  for (const [one, other] of [
    [1, 0],
    [3, 2],
  ] as const)
    inFile(
      `UPDATE scheduled_reviews SET crm_connection_id = '${reviews[other]!.crmConnectionId}' WHERE id = '${reviews[one]!.id}'`,
    )
  for (const [index, review] of reviews.entries()) await enqueued(database, review, {id: `a-${index}`})
}

describe('a claim', () => {
  it('gives a run, its review and its connection, and marks the run as taken', async () => {
    const {user, connection, review} = await withReview(database)
    await decide(database, aDecision([queuedAt(at(30))]))
    const {claimed, nextQueuedAt} = await claim(database)
    expect(claimed).toEqual([
      {
        run: expect.objectContaining({
          id: 'run-1',
          status: 'running',
          startedAt: at(100),
          fence: 1,
          leaseOwner: 'daemon',
          leaseExpiresAt: at(1000),
          jobId: 'job-1',
          retryCount: 0,
        }),
        review: {...review, cursor: at(60), nextRunAt: at(3600)},
        connection,
        owner: user,
      },
    ])
    expect(nextQueuedAt).toBeNull()
    expect((await claim(database)).claimed).toEqual([])
  })

  it.each([
    ['as they are now', "UPDATE users SET tier = 'free'", {name: 'ann', tier: 'free'}],
    ['null when removed', 'UPDATE users SET removed_at = 1', null],
    ['null when there is none', 'DELETE FROM users', null],
  ])('gives the user of the review: %s', async (_, change, expected) => {
    await withReview(database)
    await decide(database, aDecision([queuedAt(at(30))]))
    inFile(change)
    const {claimed} = await claim(database)
    expect(claimed.map(({owner}) => owner)).toEqual([expected && expect.objectContaining(expected)])
  })

  it('takes nothing before its time, and says when that is', async () => {
    await withReview(database)
    await decide(database, aDecision([queuedAt(at(30), at(200))]))
    expect(await claim(database, {}, {now: at(199)})).toMatchObject({claimed: [], nextQueuedAt: at(200)})
    expect(idsOf(await claim(database, {}, {now: at(200)}))).toEqual(['run-1'])
  })

  it('takes those asked for by a person first, then the oldest; the other way round when told to, for one', async () => {
    const reviews = await onOwnConnections(6)
    for (const index of [2, 0, 1])
      await enqueued(database, reviews[index]!, {id: `manual-${index}`, queuedAt: at(index)})
    const newId = countedIds('scheduled')
    inFile("UPDATE scheduled_reviews SET is_active = id IN ('r0000003-2', 'r0000004-2', 'r0000005-2')")
    await decide(database, aDecision([queuedAt(at(3))]), {newId})
    expect(idsOf(await claim(database, {limit: 2, manualFirst: {now: 0, later: 3}}))).toEqual([
      'scheduled-1',
      'manual-0',
    ])
    expect(idsOf(await claim(database, {limit: 3}))).toEqual(['manual-1', 'manual-2', 'scheduled-2'])
    expect(idsOf(await claim(database, {limit: 3, manualFirst: {now: 0, later: 3}}))).toEqual(['scheduled-3'])
  })

  it.each([
    ['after three', {now: 3, later: 3}, ['m-0', 'm-1', 'm-2', 's-1', 'm-3', 's-2']],
    ['after two and one', {now: 2, later: 1}, ['m-0', 'm-1', 's-1', 'm-2', 's-2', 'm-3']],
    ['at once and after two', {now: 0, later: 2}, ['s-1', 'm-0', 'm-1', 's-2', 'm-2', 'm-3']],
    ['never, with so few by hand', {now: 4, later: 3}, ['m-0', 'm-1', 'm-2', 'm-3', 's-1', 's-2']],
  ])('takes a scheduled run among those by hand: %s', async (_, manualFirst, expected) => {
    const reviews = await onOwnConnections(6)
    for (const index of [0, 1, 2, 3])
      await enqueued(database, reviews[index]!, {id: `m-${index}`, queuedAt: at(index)})
    inFile("UPDATE scheduled_reviews SET is_active = id IN ('r0000004-2', 'r0000005-2')")
    await decide(database, aDecision([queuedAt(at(3))]), {newId: countedIds('s')})
    expect(idsOf(await claim(database, {limit: 3, ahead: 3, manualFirst}))).toEqual(expected)
  })

  it('takes a scheduled run of a connection before the next by hand of that connection, where it owes one', async () => {
    const {reviews} = await withReviews(database, 4)
    inFile("UPDATE scheduled_reviews SET is_active = id IN ('r0000002-2', 'r0000003-2')")
    await decide(database, aDecision([queuedAt(at(3))]), {newId: countedIds('scheduled')})
    for (const index of [0, 1])
      await enqueued(database, reviews[index]!, {id: `manual-${index}`, queuedAt: at(4)})
    const owing = {scheduledFirstOf: [reviews[0]!.crmConnectionId, 'another'], perConnection: 1}
    expect(idsOf(await claim(database, owing))).toEqual(['scheduled-1'])
    expect(
      idsOf(await claim(database, {...owing, manualFirst: {now: 0, later: 3}, perConnection: 3})),
    ).toEqual(['scheduled-2', 'manual-0'])
    expect(idsOf(await claim(database, {...owing, perConnection: 4}))).toEqual(['manual-1'])
  })

  it('takes at most one run of a review and so many of a connection, those of other daemons counted', async () => {
    const {reviews} = await withReviews(database, 4)
    for (const [index, review] of reviews.entries()) {
      await enqueued(database, review, {id: `a-${index}`})
      await enqueued(database, review, {id: `b-${index}`})
    }
    const other = await place.open()
    expect(idsOf(await claim(other, {limit: 1, leaseOwner: 'other'}))).toEqual(['a-0'])
    const {claimed} = await claim(database, {limit: 8})
    expect(idsOf({claimed})).toEqual(['a-1'])
    const outcomes: RunOutcome[] = [
      {kind: 'completed', claim: claimOf(claimed[0]!.run), completion: aCompletion},
    ]
    expect(idsOf(await claim(database, {limit: 8}, {outcomes}))).toEqual(['b-1'])
    expect(idsOf(await claim(database, {limit: 8, perConnection: 3}))).toEqual(['a-2'])
  })

  it.each([
    ['the last of four', [4], [['a-0', 'a-1', 'a-2', 'a-4']]],
    ['each, one by one', [1, 1, 1, 1], [['a-0'], ['a-2'], ['a-4'], []]],
    ['the last of three', [3, 1], [['a-0', 'a-1', 'a-2'], ['a-4']]],
  ])('gives %s free threads to a connection that has none', async (_, limits, expected) => {
    await fiveWaiting()
    const claimed: string[][] = []
    for (const limit of limits) claimed.push(idsOf(await claim(database, {limit, perConnection: 2})))
    expect(claimed).toEqual(expected)
  })

  it.each([
    ['none', {limit: 2, ahead: 0}, ['a-0', 'a-2']],
    ['one', {limit: 2, ahead: 1}, ['a-0', 'a-2', 'a-4']],
    ['more than there are', {limit: 2, ahead: 4}, ['a-0', 'a-2', 'a-4']],
    ['two, but no thread', {limit: 0, ahead: 2}, ['a-0', 'a-2']],
    ['one, after four threads', {limit: 4, ahead: 1}, ['a-0', 'a-1', 'a-2', 'a-4']],
  ])('takes of connections without a run what is to follow: %s', async (_, wish, expected) => {
    await fiveWaiting()
    expect(idsOf(await claim(database, wish))).toEqual(expected)
  })

  it('no longer counts a run for its connection whose lease has run out, but for its review', async () => {
    const {reviews} = await withReviews(database, 2)
    await enqueued(database, reviews[0]!, {id: 'a'})
    await enqueued(database, reviews[0]!, {id: 'b'})
    await enqueued(database, reviews[1]!, {id: 'c'})
    await claim(database, {perConnection: 1, leaseExpiresAt: at(108)})
    expect(idsOf(await claim(database, {perConnection: 1}, {now: at(107)}))).toEqual([])
    expect(idsOf(await claim(database, {perConnection: 1}, {now: at(108)}))).toEqual(['c'])
  })

  it('counts a run that a person runs at once', async () => {
    const {user, reviews} = await withReviews(database, 3)
    await database.startRun({...aNewRun(user.id, 'aaaa1111-1'), leaseExpiresAt: at(500)}, () => true)
    for (const [index, review] of reviews.entries()) await enqueued(database, review, {id: `a-${index}`})
    expect(idsOf(await claim(database))).toEqual(['a-1'])
  })

  it.each([
    ['scheduled review', "UPDATE scheduled_reviews SET filter = 'x{' WHERE id = 'r0000000-1'"],
    ['scheduled review', "DELETE FROM scheduled_reviews WHERE id = 'r0000000-1'"],
    ['connection', "UPDATE crm_connections SET settings = 'x{' WHERE id = 'c0000000-2'"],
    ['connection', "UPDATE crm_connections SET settings = '[]' WHERE id = 'c0000000-2'"],
    ['connection', "DELETE FROM crm_connections WHERE id = 'c0000000-2'"],
  ])('fails a run whose %s cannot be read (%s), and takes the next', async (what, damage) => {
    const reviews = await onOwnConnections(2)
    await enqueued(database, reviews[0]!, {id: 'aaaa'})
    await enqueued(database, reviews[1]!, {id: 'bbbb'})
    inFile(damage)
    expect(idsOf(await claim(database, {limit: 1}))).toEqual(['bbbb'])
    expect(await database.findRun(reviews[0]!.userId, 'aaaa')).toMatchObject({
      status: 'failed',
      errorCode: 'config',
      errorMessage: `the stored settings of its ${what} cannot be read`,
      completedAt: at(100),
    })
  })

  it('finds what may start behind what may not', async () => {
    const {connection, reviews} = await withReviews(database, 4)
    const quick = {...connection, id: 'c0000000-9', name: 'quick'}
    await database.addConnection(quick, null)
    inFile(`UPDATE scheduled_reviews SET crm_connection_id = '${quick.id}' WHERE id = '${reviews[3]!.id}'`)
    for (let index = 0; index < 150; index++)
      await enqueued(database, reviews[index % 3]!, {id: `blocked-${index}`})
    await enqueued(database, reviews[3]!, {id: 'free'})
    expect(idsOf(await claim(database, {limit: 8}))).toEqual(['blocked-0', 'blocked-1', 'free'])
  })

  it('counts a run that waits for the connection that its review has now', async () => {
    const reviews = await onOwnConnections(3)
    for (const [index, review] of reviews.entries()) await enqueued(database, review, {id: `a-${index}`})
    const [first, second] = reviews
    const moved = {...second!, crmConnectionId: first!.crmConnectionId, updatedAt: at(50)}
    await database.updateReview(moved, second!.updatedAt)
    expect(idsOf(await claim(database, {perConnection: 1}))).toEqual(['a-0', 'a-2'])
  })

  it('of a database of version 6 counts what waits and runs there', async () => {
    const path = `${place.path}-6`
    const read = () => shippedMigrations.read().filter(({version}) => version <= 6)
    const old = await place.open({migrations: {latest: 6, read}}, path)
    // The program of then knew of no such column.
    inFile('ALTER TABLE scheduled_reviews ADD COLUMN owner_digests TEXT', path)
    const {reviews} = await withReviews(old, 3)
    const [first, second, third] = reviews
    await enqueued(old, first!, {id: 'a-0'})
    inFile("UPDATE review_runs SET status = 'running', lease_expires_at = 9e15, lease_owner = 'me'", path)
    for (const review of [second!, third!]) await enqueued(old, review, {id: `a-${reviews.indexOf(review)}`})
    old.close()
    inFile('ALTER TABLE scheduled_reviews DROP COLUMN owner_digests', path)
    const upgraded = await place.open({}, path)
    expect(idsOf(await claim(upgraded, {perConnection: 1}))).toEqual([])
    expect(idsOf(await claim(upgraded, {perConnection: 2}))).toEqual(['a-1'])
  })

  it('takes no run whose review was removed, which cancels what waits and asks what runs', async () => {
    const {user, reviews} = await withReviews(database, 2)
    for (const id of ['aaaa', 'bbbb']) await enqueued(database, reviews[0]!, {id})
    await enqueued(database, reviews[1]!, {id: 'cccc'})
    const {claimed} = await claim(database, {limit: 1})
    await database.removeReview('somebody else', reviews[0]!.id)
    expect(await database.findRun(user.id, 'bbbb')).toMatchObject({status: 'queued'})
    await database.removeReview(user.id, reviews[0]!.id)
    const removed = {errorCode: 'review-removed', errorMessage: 'its scheduled review was removed'}
    expect(await database.findRun(user.id, 'bbbb')).toMatchObject({status: 'cancelled', ...removed})
    const held = claimOf(claimed[0]!.run)
    const renew = {claims: [held], leaseExpiresAt: at(2000)}
    const asked = await database.advance({now: at(101), begun: [], outcomes: [], renew, claim: null})
    expect(asked).toMatchObject({cancelRequested: [{runId: 'aaaa', ...removed}], lost: []})
    inFile(`DELETE FROM scheduled_reviews WHERE id = '${reviews[1]!.id}';
      UPDATE review_runs SET scheduled_review_id = NULL WHERE id = 'cccc'`)
    expect(idsOf(await claim(database))).toEqual([])
    expect(await database.findRun(user.id, 'cccc')).toMatchObject({errorCode: 'review-removed'})
  })
})

describe('an outcome', () => {
  let held: {runId: string; fence: number}
  let userId = ''

  beforeEach(async () => {
    const {user, review} = await withReview(database)
    await enqueued(database, review, {id: 'aaaa'})
    const {claimed} = await claim(database)
    held = claimOf(claimed[0]!.run)
    userId = user.id
  })

  const store = (...outcomes: RunOutcome[]) => {
    const renew = {claims: [], leaseExpiresAt: at(2000)}
    return database.advance({now: at(110), begun: [], outcomes, renew, claim: null})
  }
  const stored = () => database.findRun(userId, 'aaaa')
  const retry = (counts: 'attempt' | 'nothing'): RunOutcome => ({
    kind: 'retry',
    claim: held,
    at: at(300),
    errorCode: 'source-failed',
    errorMessage: 'the CRM did not answer',
    counts,
  })

  it('of success stores the result, its analysis and the time at the review, and clears an earlier error', async () => {
    await store(retry('attempt'))
    const {claimed} = await claim(database, {}, {now: at(300)})
    await store({kind: 'completed', claim: claimOf(claimed[0]!.run), completion: aCompletion})
    expect(await stored()).toMatchObject({
      status: 'completed',
      healthScore: 61.5,
      errorCode: null,
      errorMessage: null,
      leaseOwner: null,
      retryCount: 1,
      fence: 2,
    })
    expect([...(await database.readAnalysis('aaaa'))]).toEqual([1, 2, 3])
    expect((await database.listReviews(userId))[0]).toMatchObject({lastRunAt: aCompletion.completedAt})
  })

  it.each(['failed', 'cancelled'] as const)('of an end as %s is stored with its reason', async status => {
    const reason = {errorCode: 'timeout', errorMessage: 'took longer than 10 min'}
    await store({kind: 'ended', claim: held, status, ...reason, completedAt: at(109)})
    expect(await stored()).toMatchObject({status, ...reason, completedAt: at(109), leaseOwner: null})
  })

  it.each([
    ['attempt', 1],
    ['nothing', 0],
  ] as const)('that is to be tried again waits with its error, counted as %s', async (counts, retryCount) => {
    expect(await store(retry(counts))).toMatchObject({nextQueuedAt: at(300), lost: []})
    expect(await stored()).toMatchObject({
      status: 'queued',
      queuedAt: at(300),
      startedAt: null,
      jobId: null,
      leaseOwner: null,
      leaseExpiresAt: null,
      errorCode: 'source-failed',
      errorMessage: 'the CRM did not answer',
      retryCount,
    })
    const {claimed} = await claim(database, {}, {now: at(300)})
    expect(claimed[0]!.run).toMatchObject({id: 'aaaa', fence: 2, retryCount})
  })

  it.each<[string, () => RunOutcome]>([
    ['tried again', () => retry('attempt')],
    ['queued again', () => ({kind: 'returned', claim: held})],
  ])('of a run that somebody asked to cancel is not %s', async (_, outcome) => {
    await database.requestCancel('aaaa', at(105))
    const end = {kind: 'ended', claim: held, status: 'cancelled', ...byCommand, completedAt: at(110)}
    expect((await store(outcome())).storedInstead).toEqual([end])
    expect(await stored()).toMatchObject({status: 'cancelled', ...byCommand, retryCount: 0})
  })

  it('of a run whose review was removed is its end for that reason, also when a person asks after that', async () => {
    await database.removeReview(userId, 'r0000000-1')
    await database.requestCancel('aaaa', at(105))
    await store(retry('nothing'))
    expect(await stored()).toMatchObject({
      status: 'cancelled',
      errorCode: 'review-removed',
      errorMessage: 'its scheduled review was removed',
    })
  })

  it('of a run that a program without reasons asked to end is its end as by a command', async () => {
    inFile("UPDATE review_runs SET cancel_requested_at = 1 WHERE id = 'aaaa'")
    await store(retry('attempt'))
    expect(await stored()).toMatchObject({status: 'cancelled', ...byCommand})
  })

  it.each<[string, () => RunOutcome]>([
    ['success', () => ({kind: 'completed', claim: held, completion: aCompletion})],
    [
      'failure',
      () => ({
        kind: 'ended',
        claim: held,
        status: 'failed',
        errorCode: 'x',
        errorMessage: 'x',
        completedAt: at(1),
      }),
    ],
    ['retry', () => retry('attempt')],
    ['return', () => ({kind: 'returned', claim: held})],
  ])('of %s whose claim is void changes nothing and is listed, as is its renewal', async (_, outcome) => {
    await database.settleDead({
      now: at(105),
      isOwnerAlive: () => false,
      decide: () => ({kind: 'retry', at: at(105)}),
    })
    const before = await stored()
    expect((await store(outcome())).lost).toEqual([held])
    const again = await claim(database, {}, {now: at(106)})
    expect(again.claimed[0]!.run).toMatchObject({id: 'aaaa', fence: 3, retryCount: before.retryCount})
    const taken = await stored()
    const renew = {claims: [held], leaseExpiresAt: at(9000)}
    const late = await database.advance({now: at(110), begun: [], outcomes: [outcome()], renew, claim: null})
    expect(late).toMatchObject({lost: [held], cancelRequested: []})
    expect(
      (await database.advance({now: at(110), begun: [], outcomes: [], renew, claim: null})).lost,
    ).toEqual([held])
    expect(await stored()).toEqual(taken)
    await expect(database.readAnalysis('aaaa')).rejects.toMatchObject({code: 'not-found'})
  })

  it('that the database refuses fails its run alone', async () => {
    const [result] = aCompletion.ruleResults
    const twice = {...aCompletion, ruleResults: [result!, result!]}
    const {lost, storedInstead} = await store({kind: 'completed', claim: held, completion: twice})
    expect([lost, storedInstead]).toMatchObject([[], [{kind: 'ended', status: 'failed'}]])
    expect(await stored()).toMatchObject({
      status: 'failed',
      errorCode: 'internal',
      errorMessage: expect.stringMatching(/^its result cannot be stored: UNIQUE constraint failed/),
      healthScore: null,
    })
    await expect(database.readAnalysis('aaaa')).rejects.toMatchObject({code: 'not-found'})
  })

  it('of a renewal is a longer lease; a cancellation asked for is told with it', async () => {
    const renew = {claims: [held], leaseExpiresAt: at(3000)}
    const input = {now: at(110), begun: [], outcomes: [], renew, claim: null}
    expect(await database.advance(input)).toMatchObject({lost: [], cancelRequested: []})
    expect(await stored()).toMatchObject({leaseExpiresAt: at(3000)})
    await database.requestCancel('aaaa', at(111))
    expect(await database.advance(input)).toMatchObject({
      lost: [],
      cancelRequested: [{runId: 'aaaa', ...byCommand}],
    })
  })
})

describe('a claim of what is due soon', () => {
  /** Scheduled runs of one connection each: `a-0` is due at 100 s, the time of the claim, the others one second later each. */
  async function dueSecondBySecond(count: number): Promise<void> {
    const reviews = await onOwnConnections(count)
    for (const [index, {id}] of reviews.entries())
      await database.decideDue({
        now: at(60),
        limit: 1,
        decide: () => aDecision([queuedAt(at(30), at(100 + index))]),
        newId: () => `a-${reviews.findIndex(review => review.id === id)}`,
      })
  }

  it.each([
    ['none', {limit: 4, early: {most: 4, until: at(100)}}, ['a-0']],
    ['one that is due by then', {limit: 4, early: {most: 4, until: at(101)}}, ['a-0', 'a-1']],
    ['as many as are free with the others', {limit: 4, early: {most: 2, until: at(200)}}, ['a-0', 'a-1']],
    ['none where all are held', {limit: 4, early: {most: 0, until: at(200)}}, ['a-0']],
    ['all', {limit: 4, early: {most: 4, until: at(200)}}, ['a-0', 'a-1', 'a-2']],
  ])('takes, after what may start: %s', async (_, wish, expected) => {
    await dueSecondBySecond(3)
    const {claimed} = await claim(database, wish)
    expect(claimed.map(({run}) => [run.id, run.status, run.startedAt])).toEqual(
      expected.map(id => [id, 'running', id === 'a-0' ? at(100) : null]),
    )
  })

  it.each([
    ['two of a connection', 2, ['a-0', 'a-1']],
    ['one of a connection', 1, ['a-0']],
  ])('holds to the limit: %s', async (_, perConnection, expected) => {
    await dueSecondBySecond(3)
    inFile("UPDATE scheduled_reviews SET crm_connection_id = 'c0000000-2'")
    const early = {most: 4, until: at(200)}
    expect(idsOf(await claim(database, {perConnection, early}))).toEqual(expected)
  })

  it('takes none that anybody took before: it starts as it is claimed', async () => {
    await dueSecondBySecond(1)
    const wish = {early: {most: 4, until: at(100)}}
    const {claimed} = await claim(database, wish, {now: at(99)})
    const given = {kind: 'returned', claim: claimOf(claimed[0]!.run)} as const
    const {nextQueuedAt} = await claim(database, {limit: 0}, {now: at(99), outcomes: [given]})
    expect(nextQueuedAt).toEqual(at(100))
    expect(idsOf(await claim(database, wish, {now: at(99)}))).toEqual([])
    const {claimed: again} = await claim(database, wish, {now: at(100)})
    expect(again.map(({run}) => [run.id, run.startedAt])).toEqual([['a-0', at(100)]])
  })
})

describe('a run that is to follow', () => {
  let held: Claim
  let userId = ''

  beforeEach(async () => {
    const {user, review} = await withReview(database)
    await enqueued(database, review, {id: 'aaaa', queuedAt: at(50)})
    const {claimed} = await claim(database, {limit: 0, ahead: 1})
    held = claimOf(claimed[0]!.run)
    userId = user.id
  })

  const stored = () => database.findRun(userId, 'aaaa')
  const note = (begun: readonly {claim: Claim; at: Date}[], outcomes: readonly RunOutcome[] = []) => {
    const renew = {claims: [], leaseExpiresAt: at(2000)}
    return database.advance({now: at(110), begun, outcomes, renew, claim: null})
  }
  const settle = () =>
    database.settleDead({now: at(120), isOwnerAlive: () => false, decide: afterCrash(at(120))})

  it('has not started until it is told to have begun, also where it has ended by then', async () => {
    expect(await stored()).toMatchObject({status: 'running', startedAt: null, jobId: 'job-1'})
    await note([{claim: held, at: at(105)}])
    expect(await stored()).toMatchObject({status: 'running', startedAt: at(105)})
    await note([{claim: held, at: at(106)}], [{kind: 'completed', claim: held, completion: aCompletion}])
    expect(await stored()).toMatchObject({status: 'completed', startedAt: at(106)})
  })

  it('does not start by a claim that is void', async () => {
    await settle()
    await note([{claim: held, at: at(121)}])
    expect(await stored()).toMatchObject({status: 'queued', startedAt: null})
    await claim(database, {limit: 1}, {now: at(122)})
    await note([{claim: held, at: at(123)}])
    expect(await stored()).toMatchObject({status: 'running', startedAt: at(122)})
  })

  it('goes back as it was', async () => {
    const {lost, nextQueuedAt} = await note([], [{kind: 'returned', claim: held}])
    expect([lost, nextQueuedAt]).toEqual([[], at(50)])
    const asItWas = {status: 'queued', queuedAt: at(50), startedAt: null, jobId: null, leaseOwner: null}
    expect(await stored()).toMatchObject({...asItWas, leaseExpiresAt: null, errorCode: null, retryCount: 0})
  })

  it.each([
    ['as it was, where it had not begun', false, 'returned', {retryCount: 0, errorCode: null}, 0],
    ['with its crash, where it had', true, 'retried', {retryCount: 1, errorCode: 'abandoned'}, 1],
  ])('waits again after a crash: %s', async (_, hasBegun, outcome, expected, crashed) => {
    if (hasBegun) await note([{claim: held, at: at(105)}])
    expect(await settle()).toMatchObject([{runId: 'aaaa', outcome, ping: null}])
    const asItWas = {status: 'queued', startedAt: null, jobId: null, leaseOwner: null, fence: 2}
    expect(await stored()).toMatchObject({...asItWas, ...expected})
    expect(await database.queueNumbers(userId, at(0))).toMatchObject({crashed})
  })

  it.each([
    ['that was not its own, where it had not begun', false, 0],
    ['of its own, where it had', true, 1],
  ])('is cancelled after a crash %s, where somebody asked for that', async (_, hasBegun, crashed) => {
    if (hasBegun) await note([{claim: held, at: at(105)}])
    await database.requestCancel('aaaa', at(110))
    expect(await settle()).toMatchObject([{runId: 'aaaa', outcome: 'cancelled'}])
    expect(await database.queueNumbers(userId, at(0))).toMatchObject({crashed})
  })

  it.each<[string, () => Promise<unknown>]>([
    ['went back', () => note([], [{kind: 'returned', claim: held}])],
    ['has lost its process', settle],
  ])('follows no other again once it %s: it begins as it is claimed', async (_, goBack) => {
    await goBack()
    expect(idsOf(await claim(database, {limit: 0, ahead: 4}, {now: at(130)}))).toEqual([])
    expect(idsOf(await claim(database, {limit: 1}, {now: at(130)}))).toEqual(['aaaa'])
    expect(await stored()).toMatchObject({startedAt: at(130)})
  })

  it('is about to run, for who wants to run its review at once', async () => {
    const run = {...aNewRun(userId, 'bbbb'), startedAt: at(110), leaseExpiresAt: at(500)}
    await expect(database.startRun(run, () => true)).rejects.toMatchObject({
      code: 'busy',
      message: '"weekly" is about to run (run aaaa)',
    })
  })
})

describe('runs whose owner is dead', () => {
  const settle = (decide: () => RetryDecision, isOwnerAlive = (owner: string) => owner !== 'daemon') =>
    database.settleDead({now: at(110), isOwnerAlive, decide})
  const retry = (): RetryDecision => ({kind: 'retry', at: at(200)})
  const poisoned = (): RetryDecision => ({kind: 'fail', errorCode: 'poisoned', errorMessage: 'three crashes'})

  it('are told with the number of crashes and of retries allowed, and are tried again', async () => {
    const {user, review} = await withReview(database)
    await enqueued(database, review, {id: 'aaaa'})
    const told: unknown[] = []
    for (const now of [at(100), at(300)]) {
      await claim(database, {}, {now})
      const settled = await database.settleDead({
        now: at(110),
        isOwnerAlive: () => false,
        decide(run, maxRetries) {
          told.push([run.id, run.crashCount, run.retryCount, maxRetries])
          return retry()
        },
      })
      expect(settled).toEqual([
        {runId: 'aaaa', reviewName: 'weekly', outcome: 'retried', errorCode: 'abandoned', ping: null},
      ])
    }
    expect(told).toEqual([
      ['aaaa', 1, 0, 2],
      ['aaaa', 2, 1, 2],
    ])
    expect(await database.findRun(user.id, 'aaaa')).toMatchObject({
      status: 'queued',
      queuedAt: at(200),
      errorCode: 'abandoned',
      retryCount: 2,
      fence: 4,
      leaseOwner: null,
      jobId: null,
    })
    expect(await database.queueNumbers(user.id, storedAt)).toMatchObject({crashed: 1})
  })

  it('fail where the policy says so, by hand always, and are cancelled where somebody asked for it', async () => {
    const reviews = await onOwnConnections(3)
    place.inFile(
      "UPDATE scheduled_reviews SET ping_url = x'01', ping_url_shown = 'https://hc-ping.com/eb09…'",
    )
    await enqueued(database, reviews[0]!, {id: 'aaaa'})
    await enqueued(database, reviews[1]!, {id: 'bbbb'})
    await claim(database)
    await database.requestCancel('bbbb', at(101))
    const byHand = {...aNewRun(reviews[2]!.userId, 'cccc', reviews[2]!.id), startedAt: at(102)}
    await database.startRun(byHand, () => true)
    const pingUrl = {sealed: Buffer.of(1), shown: 'https://hc-ping.com/eb09…'}
    const ping = {reviewId: reviews[0]!.id, pingUrl}
    expect(await settle(poisoned)).toEqual([
      {runId: 'aaaa', reviewName: 'weekly', outcome: 'failed', errorCode: 'poisoned', ping},
      {runId: 'bbbb', reviewName: 'weekly 1', outcome: 'cancelled', errorCode: 'cancelled', ping: null},
      {runId: 'cccc', reviewName: 'weekly', outcome: 'failed', errorCode: 'abandoned', ping: null},
    ])
    const runs = await database.listRuns({userId: reviews[0]!.userId})
    expect(runs.map(({id, status, errorMessage}) => [id, status, errorMessage]).sort()).toEqual([
      ['aaaa', 'failed', 'three crashes'],
      ['bbbb', 'cancelled', 'cancelled by another command'],
      ['cccc', 'failed', 'the process that ran it ended without a result'],
    ])
    expect(await settle(poisoned)).toEqual([])
  })

  it('end for the reason for which they were to be ended', async () => {
    const {user, review} = await withReview(database)
    await enqueued(database, review, {id: 'aaaa'})
    await claim(database)
    await decide(database, aDecision([], {cancelRunIds: ['aaaa']}), {now: at(3600)})
    expect(await settle(retry)).toMatchObject([{runId: 'aaaa', errorCode: 'cancel-previous', ping: null}])
    expect(await database.findRun(user.id, 'aaaa')).toMatchObject({
      status: 'cancelled',
      errorCode: 'cancel-previous',
      errorMessage: 'the next occurrence of its scheduled review was due',
    })
  })

  it.each([
    ['is due', at(110), 'UPDATE scheduled_reviews SET description = NULL', 'another', 1],
    [
      'is due later',
      at(110),
      `UPDATE scheduled_reviews SET next_run_at = ${at(111).getTime()}`,
      'another',
      0,
    ],
    ['is paused', at(110), 'UPDATE scheduled_reviews SET is_active = 0', 'another', 0],
    ['is run by who asks', at(110), 'UPDATE scheduled_reviews SET description = NULL', 'daemon', 0],
  ])('of a review that %s, before what is due is decided', async (_, now, change, leaseOwner, count) => {
    const {review} = await withReview(database)
    await enqueued(database, review, {id: 'aaaa'})
    await claim(database, {leaseExpiresAt: at(109)})
    place.inFile(change)
    const input = {now, isOwnerAlive: () => true, decide: retry, leaseOwner}
    expect(await database.settleDue(input)).toHaveLength(count)
  })

  it('or whose lease has run out, and no others', async () => {
    const {review} = await withReview(database)
    await enqueued(database, review, {id: 'aaaa'})
    await claim(database, {leaseExpiresAt: at(111)})
    const alive = () => true
    expect(await settle(retry, alive)).toEqual([])
    expect(await database.nextLeaseEnd('daemon')).toBeNull()
    expect(await database.nextLeaseEnd('another')).toEqual(at(111))
    expect(await database.settleDead({now: at(111), isOwnerAlive: alive, decide: retry})).toHaveLength(1)
  })
})

describe('a run asked for by a person', () => {
  it('waits with priority; the same key gives the same run, of that user', async () => {
    const {user, review} = await withReview(database)
    const request = {
      id: 'aaaa',
      userId: user.id,
      scheduledReviewId: review.id,
      reviewName: 'weekly',
      trigger: 'manual' as const,
      queuedAt: at(5),
      idempotencyKey: 'k1',
    }
    const first = await database.enqueue(request)
    expect(first).toEqual({
      isNew: true,
      run: expect.objectContaining({
        id: 'aaaa',
        status: 'queued',
        priority: 10,
        queuedAt: at(5),
        createdAt: at(5),
      }),
    })
    const other = await place.open()
    expect(await other.enqueue({...request, id: 'bbbb'})).toEqual({isNew: false, run: first.run})
    const twice = await Promise.all(
      [database, other].map((one, index) =>
        one.enqueue({...request, id: `c-${index}`, idempotencyKey: 'k2'}),
      ),
    )
    expect(twice.map(({isNew}) => isNew).sort()).toEqual([false, true])
    expect(twice[0]!.run).toEqual(twice[1]!.run)
    expect((await database.enqueue({...request, id: 'dddd', idempotencyKey: null})).isNew).toBe(true)
    expect((await database.enqueue({...request, id: 'eeee', idempotencyKey: null})).isNew).toBe(true)
  })

  it('of a review that is gone or of somebody else is refused', async () => {
    const {user, review} = await withReview(database)
    const bea = await database.ensureUser('bea', 'team')
    await expect(enqueued(database, {...review, userId: bea.id}, {id: 'a'})).rejects.toMatchObject({
      code: 'not-found',
      message: '"weekly" was removed by another command',
    })
    await database.removeReview(user.id, review.id)
    await expect(enqueued(database, review, {id: 'a'})).rejects.toMatchObject({code: 'not-found'})
  })

  it('is cancelled at once while it waits; a running one is asked, an ended one refused', async () => {
    const {review} = await withReview(database)
    for (const id of ['aaaa', 'bbbb']) await enqueued(database, review, {id})
    expect(await database.requestCancel('aaaa', at(50))).toMatchObject({
      status: 'cancelled',
      completedAt: at(50),
      errorCode: 'cancelled',
      errorMessage: 'cancelled by another command',
    })
    await claim(database)
    expect(await database.requestCancel('bbbb', at(101))).toMatchObject({
      status: 'running',
      cancelRequestedAt: at(101),
    })
    expect(await database.requestCancel('bbbb', at(102))).toMatchObject({cancelRequestedAt: at(101)})
    await expect(database.requestCancel('aaaa', at(103))).rejects.toMatchObject({
      code: 'conflict',
      message: 'run aaaa has ended already: it is cancelled',
    })
    await expect(database.requestCancel('ffff', at(103))).rejects.toMatchObject({code: 'not-found'})
  })

  it('and run at once learns of it with the renewal of its lease', async () => {
    const {user} = await withReview(database)
    const run = await database.startRun(aNewRun(user.id, 'aaaa'), () => true)
    expect(await database.renewLease(claimOf(run), at(10))).toEqual({cancelRequested: null})
    await database.requestCancel('aaaa', at(3))
    expect(await database.renewLease(claimOf(run), at(12))).toEqual({cancelRequested: byCommand})
  })
})

describe('the change counter', () => {
  it('changes when another process writes, not by own writes or reads', async () => {
    const {user, review} = await withReview(database)
    const other = await place.open()
    const before = database.changeCounter()
    await database.listReviews(user.id)
    await enqueued(database, review, {id: 'aaaa'})
    expect(database.changeCounter()).toBe(before)
    await other.listReviews(user.id)
    expect(database.changeCounter()).toBe(before)
    await enqueued(other, review, {id: 'bbbb'})
    expect(database.changeCounter()).not.toBe(before)
  })

  it('does not change by a round of the daemon in which nothing happens', async () => {
    await withReview(database)
    const other = await place.open()
    const before = other.changeCounter()
    await claim(database)
    await database.settleDead({now: at(0), isOwnerAlive: () => true, decide: () => expect.unreachable()})
    await database.decideDue({
      now: at(-5),
      limit: 10,
      decide: () => expect.unreachable(),
      newId: countedIds(),
    })
    expect(other.changeCounter()).toBe(before)
  })
})
