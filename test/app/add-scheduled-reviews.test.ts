import {beforeEach, describe, expect, it} from 'vitest'
import {addScheduledReviews, type NewScheduledReview} from '../../src/app/add-scheduled-review.js'
import {aNewReview, useCase} from '../support/use-case.js'

// Monday 16 November 2026, 04:00 in New York.
const given = useCase('2026-11-16T09:00:00Z')

beforeEach(async () => {
  await given.connect(given.at.ann, 'emea')
  await given.connect(given.at.ann, 'apac')
})

const wanted = (name: string, changes: Partial<NewScheduledReview> = {}) => aNewReview({...changes, name})

const added = async () => (await given.at.database.listReviews(given.at.ann.id)).map(({name}) => name)

describe('adding many scheduled reviews', () => {
  it('reads each schedule, zone and connection as for one', async () => {
    const reviews = await addScheduledReviews(given.ports, given.at.ann, [
      wanted('a'),
      wanted('b', {timezone: 'Europe/Berlin'}),
      wanted('c', {schedule: 'every monday at 6am'}),
      wanted('d', {connection: 'apac', schedule: '0 7 * * *'}),
      wanted('e'),
    ])
    expect(reviews.map(({name, nextRunAt}) => `${name} ${nextRunAt?.toISOString()}`)).toEqual([
      'a 2026-11-16T11:00:00.000Z',
      'b 2026-11-23T05:00:00.000Z',
      'c 2026-11-16T11:00:00.000Z',
      'd 2026-11-16T12:00:00.000Z',
      'e 2026-11-16T11:00:00.000Z',
    ])
    const stored = await given.at.database.listReviews(given.at.ann.id)
    expect(stored.map(({name, connectionName, schedule}) => `${name} ${connectionName} ${schedule}`)).toEqual(
      ['a emea 0 6 * * 1', 'b emea 0 6 * * 1', 'c emea 0 6 * * 1', 'd apac 0 7 * * *', 'e emea 0 6 * * 1'],
    )
  })

  it.each<[string, NewScheduledReview, string, string]>([
    ['a name twice', wanted('a'), 'conflict', 'there is a scheduled review called "a" already'],
    [
      'a name that is taken',
      wanted('taken'),
      'conflict',
      'there is a scheduled review called "taken" already',
    ],
    ['a bad name', wanted('-x'), 'usage', 'cannot be the name of a scheduled review'],
    ['a bad schedule', wanted('x', {schedule: '0 6 31 2 *'}), 'usage', 'it is never due'],
    ['a bad zone', wanted('x', {timezone: 'EST'}), 'usage', '"EST" is not a valid time zone'],
    [
      'no such connection',
      wanted('x', {connection: 'nowhere'}),
      'not-found',
      'no connection called "nowhere"',
    ],
  ])('adds none where one has %s', async (_, last, code, message) => {
    await given.schedule({name: 'taken'})
    const all = [wanted('a'), wanted('b'), last]
    await expect(addScheduledReviews(given.ports, given.at.ann, all)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    })
    expect(await added()).toEqual(['taken'])
  })

  it('needs a user who may schedule', async () => {
    const guest = await given.user('guest', 'free')
    await given.connect(guest, 'emea')
    await expect(addScheduledReviews(given.ports, guest, [wanted('a')])).rejects.toMatchObject({
      message: expect.stringContaining('tier'),
    })
  })

  it('adds nothing where nothing is wanted', async () => {
    expect(await addScheduledReviews(given.ports, given.at.ann, [])).toEqual([])
    expect(await added()).toEqual([])
  })
})
