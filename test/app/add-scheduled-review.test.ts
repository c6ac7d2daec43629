import {beforeEach, describe, expect, it} from 'vitest'
import {addScheduledReview, type NewScheduledReview} from '../../src/app/add-scheduled-review.js'
import type {Tier} from '../../src/domain/user.js'
import {aNewReview, useCase} from '../support/use-case.js'

// Monday 16 November 2026, 04:00 in New York.
const given = useCase('2026-11-16T09:00:00Z')

beforeEach(async () => {
  await given.connect(given.at.ann, 'emea')
})

describe('adding a scheduled review', () => {
  it('plans its first run and stores what was shown', async () => {
    const {review, plan} = await given.schedule()
    expect(plan.upcoming).toHaveLength(5)
    expect(review).toMatchObject({
      name: 'weekly',
      schedule: '0 6 * * 1',
      timezone: 'America/New_York',
      isActive: true,
      pausedReason: null,
      lastRunAt: null,
      nextRunAt: new Date('2026-11-16T11:00:00Z'),
      cursor: new Date('2026-11-16T09:00:00Z'),
      createdAt: new Date('2026-11-16T09:00:00Z'),
      updatedAt: new Date('2026-11-16T09:00:00Z'),
    })
    expect(await given.at.database.findReview(given.at.ann.id, 'weekly')).toMatchObject(review)
  })

  it.each([
    ['a phrase, stored as cron', 'every monday at 6am', 'America/New_York', '0 6 * * 1', 'America/New_York'],
    ['an old name of a zone, with its canonical one', '0 6 * * 1', 'US/Eastern', '0 6 * * 1', 'US/Eastern'],
  ])('takes %s', async (_, schedule, timezone, storedSchedule, storedZone) => {
    const {review} = await given.schedule({schedule, timezone})
    expect(review).toMatchObject({
      schedule: storedSchedule,
      timezone: storedZone,
      timezoneCanonical: 'America/New_York',
      nextRunAt: new Date('2026-11-16T11:00:00Z'),
    })
  })

  it('stores the first of the times that were shown, also when a minute begins meanwhile', async () => {
    let minute = 0
    const clock = {...given.at.clock, now: () => new Date(Date.UTC(2026, 10, 16, 9, minute++))}
    const {review, plan} = await addScheduledReview(
      {...given.ports, clock},
      given.at.ann,
      aNewReview({schedule: '* * * * *'}),
    )
    expect(review.nextRunAt).toEqual(plan.upcoming[0]!.at)
    expect(review.cursor).toEqual(review.createdAt)
  })

  it('that is due at this very minute runs the next time', async () => {
    given.at.clock.set('2026-11-16T11:00:00Z')
    const {review} = await given.schedule()
    expect(review.nextRunAt).toEqual(new Date('2026-11-23T11:00:00Z'))
  })

  it.each<[string, Partial<NewScheduledReview>, string, string]>([
    [
      'a bad name first',
      {name: '-x', schedule: 'never'},
      'usage',
      'cannot be the name of a scheduled review',
    ],
    ['a bad zone', {timezone: 'EST', connection: 'nowhere'}, 'usage', '"EST" is not a valid time zone'],
    ['a bad schedule', {schedule: '0 6 31 2 *', connection: 'nowhere'}, 'usage', 'it is never due'],
    [
      'an unknown connection',
      {connection: 'nowhere'},
      'not-found',
      'there is no connection called "nowhere"',
    ],
    ['a connection of somebody else', {connection: 'theirs'}, 'not-found', 'no connection called "theirs"'],
    [
      'amounts the wrong way round',
      {filter: {minAmount: 6, maxAmount: 5}},
      'usage',
      'no amount is at least 6',
    ],
    ['a taken name', {name: 'taken'}, 'conflict', 'there is a scheduled review called "taken" already'],
  ])('refuses %s and stores nothing', async (_, changes, code, message) => {
    await given.connect(await given.user('bob', 'team'), 'theirs')
    await given.schedule({name: 'taken'})
    await expect(given.schedule(changes)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    })
    const stored = await given.at.database.listReviews(given.at.ann.id)
    expect(stored.map(({name}) => name)).toEqual(['taken'])
  })

  it.each<[Tier, string]>([
    ['free', 'refused'],
    ['pro', 'refused'],
    ['team', 'stored'],
    ['enterprise', 'stored'],
  ])('of a user with the tier %s is %s', async (tier, outcome) => {
    const user = await given.user('bob', tier)
    await given.connect(user, 'emea')
    const added = given.schedule({}, user).then(
      () => 'stored',
      error => (error.code === 'forbidden' && error.message.includes(`"${tier}"`) ? 'refused' : error),
    )
    expect(await added).toBe(outcome)
    expect(await given.at.database.listReviews(user.id)).toHaveLength(outcome === 'stored' ? 1 : 0)
  })
})
