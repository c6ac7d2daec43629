import {expect, it} from 'vitest'
import {aDecision, at, decide, enqueued, withReviews} from '../support/a-queue.js'
import {storeFolder} from '../support/a-store.js'

const place = storeFolder()

it('gives what got the place of a row that was taken away', async () => {
  const database = await place.open()
  const {user, reviews} = await withReviews(database, 1)
  const [weekly] = reviews
  const missed = {kind: 'missed', at: at(600), reason: 'catch-up-off', words: 'it was off'} as const
  await enqueued(database, weekly!, {id: 'aaaa'})
  await decide(database, aDecision([missed], {cursor: at(600), nextRunAt: at(900)}), {now: at(700)})
  const wish = {userId: user.id, ids: []}
  const {position} = await database.changedRuns({...wish, after: null})
  const seen = async (after: typeof position) => {
    const changed = await database.changedRuns({...wish, after})
    return {ids: changed.runs.map(({id}) => id), position: changed.position}
  }
  const back = {id: weekly!.id, now: at(0), nextRunAt: at(60), cut: () => ({until: at(0), count: 1})}
  expect(await database.takeBackCursor(back)).toBe(true)
  await enqueued(database, weekly!, {id: 'bbbb'})
  const first = await seen(position)
  expect(first.ids).toEqual(['bbbb'])
  await enqueued(database, weekly!, {id: 'cccc'})
  expect((await seen(first.position)).ids).toEqual(['cccc'])
})

it('gives what was entered since the last look, and what was known then as it is now', async () => {
  const database = await place.open()
  const {user, reviews} = await withReviews(database, 2)
  const [weekly, other] = reviews
  await enqueued(database, weekly!, {id: 'aaaa', queuedAt: at(60)})
  const wish = {userId: user.id, ids: []}
  const first = await database.changedRuns({...wish, after: null})
  expect(first.runs).toEqual([])

  // The clock went back meanwhile.
  await enqueued(database, weekly!, {id: 'bbbb', queuedAt: at(0)})
  await enqueued(database, other!, {id: 'cccc', queuedAt: at(1)})
  await database.requestCancel('aaaa', at(2))
  const seen = async (given: object) => {
    const {runs} = await database.changedRuns({...wish, after: first.position, ...given})
    return runs.map(({id, status}) => `${id} ${status}`)
  }
  expect(await seen({})).toEqual(['bbbb queued', 'cccc queued'])
  expect(await seen({ids: ['aaaa']})).toEqual(['aaaa cancelled', 'bbbb queued', 'cccc queued'])
  expect(await seen({scheduledReviewId: other!.id})).toEqual(['cccc queued'])
  expect(await seen({userId: 'somebody else', ids: ['aaaa']})).toEqual([])
  const {position} = await database.changedRuns({...wish, after: first.position})
  expect(await seen({after: position})).toEqual([])
})
