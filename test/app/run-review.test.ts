import {beforeEach, describe, expect, it} from 'vitest'
import {type ReviewRequest, runReview} from '../../src/app/run-review.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {DealSource} from '../../src/domain/ports/deal-source.js'
import type {Database} from '../../src/domain/ports/store.js'
import {decodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {aDeal} from '../support/a-deal.js'
import {aCompletion, Sqlite} from '../support/a-store.js'
import {reviewsOf} from '../support/in-this-thread.js'
import {noAccess} from '../support/no-access.js'
import {fakeSource, useCase} from '../support/use-case.js'

const given = useCase('2026-11-16T09:00:00Z')
const started = new Date('2026-11-16T09:00:00Z')
const deals = [aDeal({id: 'd1'}), aDeal({id: 'd2', amount: null})]

let reviewId = ''
let controller = new AbortController()

beforeEach(async () => {
  await given.connect(given.at.ann, 'emea')
  reviewId = (await given.schedule()).review.id
  controller = new AbortController()
})

type Owner = {lease: string; isAlive(owner: string): boolean}

function review(
  source: DealSource = fakeSource(deals),
  changes: Partial<ReviewRequest> = {},
  owner: Owner = {lease: 'me', isAlive: () => true},
) {
  const request: ReviewRequest = {
    scheduledReviewId: reviewId,
    reviewName: 'weekly',
    delivering: null,
    connection: {kind: 'file', settings: {}},
    label: 'file "emea"',
    stageOrder: null,
    filter: null,
    rules: {name: 'recommended', file: {extends: ['revsched:recommended']}},
    asOf: started,
    timeZone: 'UTC',
    ...changes,
  }
  const ports = {...given.ports, reviews: reviewsOf(source), owner}
  return runReview(ports, given.at.ann, {request, signal: controller.signal, access: noAccess})
}

const runs = () => given.at.database.listRuns({userId: given.at.ann.id})

/** Somebody else starts the same review, for whom the owner of the present run is gone. */
const takeOver = async () => {
  await given.at.database.startRun(
    {
      id: 'ffffffff',
      userId: given.at.ann.id,
      scheduledReviewId: reviewId,
      reviewName: 'weekly',
      trigger: 'manual',
      priority: 10,
      startedAt: given.at.clock.now(),
      leaseOwner: 'other',
      leaseExpiresAt: new Date('2026-11-16T10:00:00Z'),
    },
    () => false,
  )
}

describe('a run that completes', () => {
  it('stores the numbers of the review, its document and a result per rule', async () => {
    const {run, summary, document} = await review(
      fakeSource(deals, () => given.at.clock.set('2026-11-16T09:00:03Z')),
    )
    expect(await runs()).toEqual([run])
    expect(run).toMatchObject({
      status: 'completed',
      trigger: 'manual',
      startedAt: started,
      completedAt: new Date('2026-11-16T09:00:03Z'),
      dealsAnalyzed: 2,
      healthScore: summary.score,
      issuesFound: summary.issuesFound,
      highRiskDeals: summary.highRiskDeals,
      errorCode: null,
      errorMessage: null,
      leaseOwner: null,
      leaseExpiresAt: null,
    })
    expect(await given.at.database.readAnalysis(run.id)).toEqual(Buffer.from(document))
    const file = new Sqlite(given.at.database.path)
    const stored = file.prepare('SELECT rule_id, violated FROM rule_results ORDER BY rule_id').all()
    file.close()
    const expected = summary.rules.map(({ruleId, violated}) => ({rule_id: ruleId, violated}))
    expect(stored).toEqual(expected.sort((a, b) => (a.rule_id < b.rule_id ? -1 : 1)))
    expect(stored).toContainEqual({rule_id: 'missing-amount', violated: 1})
  })

  it('is compared with the last completed one of the same schedule, not with a failed one', async () => {
    const first = await review()
    await review(fakeSource([], () => Promise.reject(new Error('gone')))).catch(() => undefined)
    given.at.clock.set('2026-11-17T09:00:00Z')
    const {document} = await review(fakeSource([...deals, aDeal({id: 'd3'})]))
    const {changes} = decodeAnalysis(document).summary
    expect(changes).toMatchObject({since: {runId: first.run.id}, counts: {new: {deals: 1}, gone: {deals: 0}}})
  })

  it('of a bare connection is compared with nothing', async () => {
    await review(fakeSource(deals), {scheduledReviewId: null})
    const {run, summary} = await review(fakeSource(deals), {scheduledReviewId: null})
    expect(run).toMatchObject({status: 'completed', scheduledReviewId: null, reviewName: 'weekly'})
    expect(summary.changes).toBeNull()
  })

  it('notes the time at the schedule', async () => {
    await review(fakeSource(deals, () => given.at.clock.set('2026-11-16T09:00:03Z')))
    expect(await given.at.database.findReview(given.at.ann.id, 'weekly')).toMatchObject({
      lastRunAt: new Date('2026-11-16T09:00:03Z'),
      lastRun: {status: 'completed'},
    })
  })
})

describe('a run that does not complete', () => {
  const cut = new RevschedError('source-failed', 'the file "/emea.csv" ends within a row')

  it.each<[string, unknown, string, string, string]>([
    ['an error of the source', cut, 'failed', 'source-failed', cut.message],
    ['a bug', new TypeError('x is not a function'), 'failed', 'internal', 'x is not a function'],
    ['something that is no error', 'oops', 'failed', 'internal', 'oops'],
    [
      'Ctrl-C',
      new RevschedError('interrupted', 'stopped by Ctrl-C'),
      'cancelled',
      'interrupted',
      'stopped by Ctrl-C',
    ],
    [
      'SIGTERM',
      new RevschedError('terminated', 'stopped by SIGTERM'),
      'cancelled',
      'terminated',
      'stopped by SIGTERM',
    ],
  ])(
    'because of %s is stored with its reason, without a result',
    async (_, error, status, errorCode, errorMessage) => {
      await expect(review(fakeSource(deals, () => Promise.reject(error)))).rejects.toBe(error)
      const [run] = await runs()
      expect(run).toMatchObject({
        status,
        errorCode,
        errorMessage,
        completedAt: started,
        healthScore: null,
        dealsAnalyzed: null,
        analysisId: null,
        leaseOwner: null,
      })
      await expect(given.at.database.readAnalysis(run!.id)).rejects.toMatchObject({code: 'not-found'})
      expect(await given.at.database.findReview(given.at.ann.id, 'weekly')).toMatchObject({lastRunAt: null})
    },
  )

  it('because it was stopped when all was read stores no result either', async () => {
    const reason = new RevschedError('interrupted', 'stopped by Ctrl-C')
    const source = fakeSource(deals)
    const stopped = review({
      async read(sink, options) {
        const report = await source.read(sink, options)
        controller.abort(reason)
        return report
      },
    })
    await expect(stopped).rejects.toBe(reason)
    expect(await runs()).toMatchObject([{status: 'cancelled', errorCode: 'interrupted', analysisId: null}])
  })

  const full = new RevschedError('storage', 'the database is full (SQLITE_FULL); nothing was changed', {
    hint: 'free some space',
  })
  const refuse = () => Promise.reject(full)

  it.each<[string, Partial<Database>, string, object]>([
    [
      'takes the failure',
      {completeRun: refuse},
      'the database is full (SQLITE_FULL); its result was not stored; the run is kept as failed',
      {
        status: 'failed',
        errorCode: 'storage',
        errorMessage: 'the database is full (SQLITE_FULL); its result was not stored',
      },
    ],
    [
      'does not take even the failure',
      {completeRun: refuse, failRun: refuse},
      'the database is full (SQLITE_FULL); its result was not stored; the next run tells this one as failed',
      {status: 'running', errorCode: null},
    ],
  ])('because of a database that does not take the result but %s', async (_, failing, message, row) => {
    Object.assign(given.at.database, failing)
    await expect(review()).rejects.toMatchObject({code: 'storage', message, hint: 'free some space'})
    expect(await runs()).toMatchObject([row])
  })

  it('because it could not begin leaves the words of the store, and no row', async () => {
    Object.assign(given.at.database, {startRun: refuse})
    await expect(review()).rejects.toBe(full)
    expect(await runs()).toEqual([])
  })

  it('lets the next one start at once', async () => {
    await review(fakeSource(deals, () => Promise.reject(cut))).catch(() => undefined)
    expect((await review()).run.status).toBe('completed')
  })
})

describe('a second run of the same review', () => {
  it('is refused, naming the first, and leaves no row', async () => {
    const during = async () => {
      const [first] = await runs()
      await expect(review()).rejects.toMatchObject({
        code: 'busy',
        message: `"weekly" is running already (run ${first!.id.slice(0, 8)})`,
      })
    }
    const {run} = await review(fakeSource(deals, during))
    expect(await runs()).toEqual([run])
  })

  it.each<[string, {lease: string; isAlive(): boolean}, string]>([
    ['whose process is gone', {lease: 'new', isAlive: () => false}, '2026-11-16T09:00:01Z'],
    ['whose lease has run out', {lease: 'new', isAlive: () => true}, '2026-11-16T09:00:08Z'],
  ])('settles one %s as abandoned, whose late result is not stored', async (_, owner, at) => {
    const during = async () => {
      given.at.clock.set(at)
      expect((await review(fakeSource(deals), {}, owner)).run.status).toBe('completed')
    }
    await expect(review(fakeSource(deals, during))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('its result was not stored'),
    })
    expect((await runs()).map(({status, errorCode}) => [status, errorCode])).toEqual([
      ['completed', null],
      ['failed', 'abandoned'],
    ])
  })

  it('of another review, or of the bare connection, may run beside it', async () => {
    const other = (await given.schedule({name: 'daily'})).review.id
    const during = async () => {
      await review(fakeSource(deals), {scheduledReviewId: other, reviewName: 'daily'})
      await review(fakeSource(deals), {scheduledReviewId: null})
    }
    expect((await review(fakeSource(deals, during))).run.status).toBe('completed')
  })
})

describe('the claim of a run', () => {
  it('that was lost is found at the end, whatever the progress said', async () => {
    const taken = review(
      fakeSource(deals, async () => {
        await takeOver()
        given.at.clock.set('2026-11-16T09:00:05Z')
      }),
    )
    await expect(taken).rejects.toMatchObject({code: 'conflict'})
    expect((await runs()).map(({id, status}) => [id, status])).toEqual([
      ['ffffffff', 'running'],
      [expect.any(String), 'failed'],
    ])
  })

  it('of another run is not touched by a failure', async () => {
    const failed = review(
      fakeSource(deals, async () => {
        await takeOver()
        throw new RevschedError('source-failed', 'gone')
      }),
    )
    await expect(failed).rejects.toMatchObject({code: 'source-failed'})
    expect(await given.at.database.findRun(given.at.ann.id, 'ffffffff')).toMatchObject({status: 'running'})
    expect((await runs()).find(({status}) => status === 'failed')).toMatchObject({errorCode: 'abandoned'})
  })

  it('is the only one that can store a result', async () => {
    const {run} = await review()
    await expect(
      given.at.database.completeRun({runId: run.id, fence: run.fence}, aCompletion),
    ).rejects.toMatchObject({code: 'conflict'})
  })
})
