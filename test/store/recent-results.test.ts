import {expect, it} from 'vitest'
import {randomIds} from '../../src/platform/ids.js'
import {aCompletion, aNewRun, storeFolder, withReview} from '../support/a-store.js'

const place = storeFolder()

it('the last completed runs of each review, oldest first, with what was not delivered', async () => {
  const database = await place.openNew()
  const {user, review} = await withReview(database)
  await database.addReviews([{...review, id: 'r0000000-2', name: 'other'}])
  const completed = async (reviewId: string, healthScore: number | null, rules: string) => {
    const {id, fence} = await database.startRun(aNewRun(user.id, randomIds.next(), reviewId), () => false)
    const analysis = {...aCompletion.analysis, id, rulesetFingerprint: rules}
    await database.completeRun({runId: id, fence}, {...aCompletion, healthScore, analysis})
    return id
  }
  await completed(review.id, 10, 'a')
  const last = [await completed(review.id, 20, 'a'), await completed(review.id, 30, 'b')]
  const other = await completed('r0000000-2', null, 'a')
  const failed = await database.startRun(aNewRun(user.id, randomIds.next()), () => false)
  await database.failRun(
    {runId: failed.id, fence: 1},
    {completedAt: new Date(), status: 'failed', errorCode: 'auth', errorMessage: 'no'},
  )
  for (const status of ['sent', 'skipped', 'failed', 'unknown', 'pending'])
    place.inFile(`INSERT INTO deliveries (id, run_id, channel, kind, target, status, expires_at, idempotency_key, created_at)
      VALUES ('${status}', '${last[1]}', '${status}', 'file', '/', '${status}', 0, '${status}', 0)`)

  const results = await database.recentResults(user.id, 2)
  const shown = ({
    scheduledReviewId,
    runId,
    healthScore,
    isUnderOtherRules,
    undelivered,
  }: (typeof results)[number]) => [scheduledReviewId, runId, healthScore, isUnderOtherRules, undelivered]
  expect(results.map(shown)).toEqual([
    [review.id, last[0], 20, false, 0],
    [review.id, last[1], 30, true, 3],
    ['r0000000-2', other, null, false, 0],
  ])
  expect(results[0]).toMatchObject({
    completedAt: aCompletion.completedAt,
    dealsAnalyzed: 3,
    issuesFound: 2,
    highRiskDeals: 1,
  })
  expect(await database.recentResults('nobody', 2)).toEqual([])
})
