import {beforeEach, describe, expect, it} from 'vitest'
import type {NewScheduledReview} from '../../src/app/add-scheduled-review.js'
import {editScheduledReview} from '../../src/app/edit-scheduled-review.js'
import {pauseScheduledReview} from '../../src/app/pause-scheduled-review.js'
import type {StoredFilter} from '../../src/domain/review/stored-filter.js'
import {useCase} from '../support/use-case.js'

// Added on Monday 16 November 2026 at 04:00 in New York, due at 06:00 there.
const given = useCase('2026-11-16T09:00:00Z')
const added = new Date('2026-11-16T09:00:00Z')
const due = new Date('2026-11-16T11:00:00Z')

beforeEach(async () => {
  await given.connect(given.at.ann, 'emea')
  await given.schedule()
})

const edit = (changes: Partial<NewScheduledReview>, actor = given.at.ann) =>
  editScheduledReview(given.ports, actor, {ref: 'weekly', changes})
const stored = (name = 'weekly') => given.at.database.findReview(given.at.ann.id, name)

describe('editing a scheduled review', () => {
  it.each<[string, Partial<NewScheduledReview>]>([
    ['its rules', {ruleset: 'strict'}],
    ['its name', {name: 'renamed'}],
    ['the same schedule in other words', {schedule: 'every monday at 6am'}],
    ['the same zone by another name', {timezone: 'US/Eastern'}],
    ['nothing', {}],
  ])('changes %s, and leaves next run and cursor alone', async (_, changes) => {
    given.at.clock.set('2026-11-16T12:00:00Z')
    await edit(changes)
    const {connection: __, schedule: ___, ...settings} = changes
    expect(await stored(changes.name)).toMatchObject({
      ...settings,
      schedule: '0 6 * * 1',
      timezoneCanonical: 'America/New_York',
      nextRunAt: due,
      cursor: added,
      updatedAt: new Date('2026-11-16T12:00:00Z'),
    })
  })

  it.each<[string, Partial<NewScheduledReview>, string]>([
    ['schedule', {schedule: '0 7 * * *'}, '2026-11-17T12:00:00Z'],
    ['zone', {timezone: 'Europe/Berlin'}, '2026-11-23T05:00:00Z'],
    ['both', {schedule: '0 7 * * *', timezone: 'UTC'}, '2026-11-17T07:00:00Z'],
  ])('plans again from now for another %s', async (_, changes, nextRunAt) => {
    given.at.clock.set('2026-11-16T12:00:00Z')
    await edit(changes)
    expect(await stored()).toMatchObject({
      nextRunAt: new Date(nextRunAt),
      cursor: new Date('2026-11-16T12:00:00Z'),
    })
  })

  it('after the clock went back moves neither cursor nor revision back, and plans nothing before the cursor', async () => {
    given.at.clock.set('2026-11-16T07:00:00Z')
    await edit({schedule: '30 * * * *'})
    expect(await stored()).toMatchObject({
      cursor: added,
      nextRunAt: new Date('2026-11-16T09:30:00Z'),
      updatedAt: new Date(added.getTime() + 1),
    })
  })

  it('does not wake a paused one', async () => {
    await pauseScheduledReview(given.ports, given.at.ann, {ref: 'weekly', reason: 'holiday'})
    await edit({schedule: '0 7 * * *'})
    expect(await stored()).toMatchObject({
      schedule: '0 7 * * *',
      isActive: false,
      pausedReason: 'holiday',
      nextRunAt: null,
      cursor: added,
    })
  })

  it.each<[string, Partial<NewScheduledReview>, string, string]>([
    ['a bad name', {name: 'a@b'}, 'usage', 'holds "@"'],
    ['a taken name', {name: 'taken'}, 'conflict', 'called "taken" already'],
    ['a bad schedule', {schedule: 'sometimes'}, 'usage', '"sometimes" is not understood'],
    ['a bad zone', {timezone: '+02:00'}, 'usage', '"+02:00" is not a valid time zone'],
    ['an unknown connection', {connection: 'nowhere'}, 'not-found', 'no connection called "nowhere"'],
    ['a connection of somebody else', {connection: 'theirs'}, 'not-found', 'no connection called "theirs"'],
  ])('refuses %s and changes nothing', async (_, changes, code, message) => {
    await given.connect(await given.user('bob', 'team'), 'theirs')
    await given.schedule({name: 'taken'})
    const before = await stored()
    await expect(edit({ruleset: 'strict', ...changes})).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    })
    expect(await stored()).toEqual(before)
  })

  it.each<[string, StoredFilter | null, StoredFilter, boolean, string | null]>([
    ['the same amount', {minAmount: 5}, {maxAmount: 5}, false, null],
    [
      'less than the least',
      {minAmount: 5},
      {maxAmount: 4.99},
      false,
      'no amount is at least 5 and at most 4.99',
    ],
    ['more than the most', {maxAmount: 5}, {minAmount: 6}, false, 'no amount is at least 6 and at most 5'],
    ['both amounts', {minAmount: 5, maxAmount: 6}, {minAmount: 7, maxAmount: 8}, false, null],
    ['the same date', {closeFrom: '2027-01-31'}, {closeTo: '2027-01-31'}, false, null],
    [
      'a date before the first',
      {closeFrom: '2027-01-31'},
      {closeTo: '2027-01-30'},
      false,
      'no date is from "2027-01-31" to "2027-01-30"',
    ],
    [
      'a date after the last',
      {closeTo: 'today'},
      {closeFrom: '+1d'},
      false,
      'no date is from "+1d" to "today"',
    ],
    ['the same day', {closeTo: 'today'}, {closeFrom: '+0d'}, false, null],
    ['a day that may be before a date', {closeTo: '2026-01-01'}, {closeFrom: '+90d'}, false, null],
    ['both, the wrong way round', null, {minAmount: 6, maxAmount: 5}, false, 'no amount is at least 6'],
    ['less than the least that goes', {minAmount: 5}, {maxAmount: 4}, true, null],
  ])('of a filter takes %s, or refuses it', async (_, before, filter, dropsFilter, message) => {
    await given.schedule({name: 'filtered', filter: before})
    const edited = editScheduledReview(given.ports, given.at.ann, {
      ref: 'filtered',
      changes: {filter},
      dropsFilter,
    })
    if (message === null) await edited
    else
      await expect(edited).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining(message),
        hint: expect.stringMatching(/^exchange --.*what is not given stays$/),
      })
    const kept = dropsFilter ? filter : {...before, ...filter}
    expect((await stored('filtered')).filter).toEqual(message === null ? kept : before)
  })

  it('finds only what belongs to the user', async () => {
    const bob = await given.user('bob', 'team')
    await expect(edit({ruleset: 'strict'}, bob)).rejects.toMatchObject({code: 'not-found'})
  })

  it('writes over no pause in between, also within one millisecond', async () => {
    const before = await stored()
    await pauseScheduledReview(given.ports, given.at.ann, {ref: 'weekly', reason: null})
    const late = given.at.database.updateReview({...before, name: 'late'}, before.updatedAt)
    await expect(late).rejects.toMatchObject({code: 'conflict', canPass: true})
    expect(await stored()).toMatchObject({isActive: false})
  })
})
