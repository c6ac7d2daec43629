import {expect, it} from 'vitest'
import {randomIds} from '../../src/platform/ids.js'
import {aCompletion, aNewRun, storeFolder, withReview} from '../support/a-store.js'

const place = storeFolder()

it('trends are of the last completed runs of the review up to the one that is asked for, oldest first', async () => {
  const database = await place.open()
  const {user, review} = await withReview(database)
  const ids: string[] = []
  for (const [violated, healthScore] of [
    [1, 40],
    [2, 50],
    [3, 60],
    [4, 70],
  ] as const) {
    const run = await database.startRun(aNewRun(user.id, randomIds.next()), () => false)
    const ruleResults = [
      {ruleId: 'close-date-past', checked: 10, violated, skippedReason: null},
      {ruleId: 'deal-too-old', checked: 0, violated: 0, skippedReason: 'no-benchmark'},
    ]
    await database.completeRun(
      {runId: run.id, fence: run.fence},
      {
        ...aCompletion,
        healthScore,
        ruleResults,
        // Changed between the last two.
        analysis: {...aCompletion.analysis, id: run.id, rulesetFingerprint: healthScore < 70 ? 'a' : 'b'},
      },
    )
    ids.push(run.id)
  }
  const failed = await database.startRun(aNewRun(user.id, randomIds.next()), () => false)
  await database.failRun(
    {runId: failed.id, fence: 1},
    {completedAt: new Date(), status: 'failed', errorCode: 'auth', errorMessage: 'no'},
  )
  const of = (at: number) => ({id: ids[at]!, scheduledReviewId: review.id})
  expect(await database.runTrends(of(2), 2)).toEqual([
    {runId: ids[1], healthScore: 50, isUnderOtherRules: false, failureRates: {'close-date-past': 0.2}},
    {runId: ids[2], healthScore: 60, isUnderOtherRules: false, failureRates: {'close-date-past': 0.3}},
  ])
  const all = await database.runTrends(of(3), 10)
  expect(all.map(({healthScore, isUnderOtherRules}) => [healthScore, isUnderOtherRules])).toEqual([
    [40, false],
    [50, false],
    [60, false],
    [70, true],
  ])
  expect(await database.runTrends({id: ids[0]!, scheduledReviewId: null}, 10)).toEqual([])
})
