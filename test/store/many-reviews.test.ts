import {beforeEach, describe, expect, it} from 'vitest'
import {reviewOf} from '../../src/app/review-of.js'
import type {Database} from '../../src/domain/ports/store.js'
import type {ScheduledReview} from '../../src/domain/scheduled-review.js'
import {storeFolder, withReview} from '../support/a-store.js'

const place = storeFolder()
let database: Database

beforeEach(async () => {
  database = await place.openNew()
})

/** So many with a filter, a channel and a ping of its own each, beside the one that is there. */
async function newOnes(count: number): Promise<{userId: string; reviews: ScheduledReview[]}> {
  const {user, review} = await withReview(database)
  const reviews = Array.from({length: count}, (_, number) => ({
    ...review,
    id: `many-${String(number).padStart(3, '0')}`,
    name: `many ${String(number).padStart(3, '0')}`,
    filter: {minAmount: number},
    deliveryChannels: [`channel-${number}`],
    pingUrl: {sealed: Buffer.from([number]), shown: `https://ping.example/${number}`},
    nextRunAt: number % 2 === 0 ? null : new Date(number * 60_000),
  }))
  return {userId: user.id, reviews}
}

describe('many scheduled reviews in one step', () => {
  it.each([99, 100, 101, 250])('are stored as they were given, each: %i', async count => {
    const {userId, reviews} = await newOnes(count)
    await database.addReviews(reviews)
    const stored = (await database.listReviews(userId)).filter(({name}) => name !== 'weekly')
    expect(stored.map(reviewOf)).toEqual(reviews)
  })

  it.each([
    ['the first', 0],
    ['one in the middle', 150],
    ['the last of a hundred', 199],
    ['the very last', 249],
  ])('are refused together, by the name that is taken: %s', async (_, index) => {
    const {userId, reviews} = await newOnes(250)
    reviews[index]!.name = 'weekly'
    await expect(database.addReviews(reviews)).rejects.toMatchObject({
      code: 'conflict',
      message: 'there is a scheduled review called "weekly" already',
    })
    expect(await database.listReviews(userId)).toHaveLength(1)
  })
})
