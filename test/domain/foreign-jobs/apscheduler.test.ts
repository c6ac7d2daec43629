import {describe, expect, it} from 'vitest'
import {type ExportedJob, readApscheduler} from '../../../src/domain/foreign-jobs/apscheduler.js'
import {cronWeekdays, weekdayWords} from '../../../src/domain/foreign-jobs/apscheduler-weekdays.js'

const asThere = {weekdays: 'apscheduler'} as const

const weekdays: readonly [field: string, cron: string, words: string][] = [
  ['*', '*', '*'],
  ['0', '1', 'Monday'],
  ['1', '2', 'Tuesday'],
  ['6', '0', 'Sunday'],
  ['0-4', '1-5', 'Monday to Friday'],
  ['5,6', '6,0', 'Saturday, Sunday'],
  ['4-6', '5-7', 'Friday to Sunday'],
  ['0-6', '*', '*'],
  ['*/2', '1,3,5,0', 'Monday, Wednesday, Friday, Sunday'],
  ['1-5/2', '2,4,6', 'Tuesday, Thursday, Saturday'],
  ['mon', '1', 'Monday'],
  ['MON-fri', '1-5', 'Monday to Friday'],
  ['sun,0', '1,0', 'Monday, Sunday'],
]

it.each(weekdays)('day_of_week %s of APScheduler is %s in cron', (field, cron, words) => {
  expect(cronWeekdays(field)).toBe(cron)
  expect(weekdayWords(cron)).toBe(words)
})

it.each(['7', 'mon-', '4-1', 'monday', '', '*/0'])('day_of_week "%s" is none', field => {
  expect(() => cronWeekdays(field)).toThrow(/is no day_of_week of APScheduler/)
})

const read: readonly [name: string, job: ExportedJob, schedule: string][] = [
  ['a line, Tuesday there', {cron: '0 6 * * 1'}, '0 6 * * 2'],
  ['a line by name', {cron: '0 6 * * mon'}, '0 6 * * 1'],
  ['all day fields must hold', {cron: '0 6 1-7 * mon'}, '0 6 1-7 * +1'],
  ['a trigger as it prints', {trigger: "cron[day_of_week='mon', hour='6']"}, '0 6 * * 1'],
  [
    'a trigger of a line',
    {trigger: "cron[month='*', day='*', day_of_week='0', hour='6', minute='5']"},
    '5 6 * * 1',
  ],
  ['fields: what follows the last is the least', {hour: '6'}, '0 6 * * *'],
  ['fields: what stands before is any', {minute: '30'}, '30 * * * *'],
  ['only a day of the week', {day_of_week: 'fri'}, '0 0 * * 5'],
  ['only a month', {month: '3'}, '0 0 1 3 *'],
  ['a kind and its fields', {trigger: 'cron', hour: '*/2', minute: '0'}, '0 */2 * * *'],
  ['a field between two that are given is any', {hour: '6', second: '0'}, '* 6 * * *'],
  ['the last day', {day: 'last', hour: '17'}, '0 17 L * *'],
  ['the last Friday', {day: 'last fri', hour: '17'}, '0 17 * * FRI#L'],
  ['the second Monday', {day: '2nd MON', hour: '9'}, '0 9 * * MON#2'],
]

it.each(read)('%s', (_, job, schedule) => {
  expect(readApscheduler([{name: 'a', ...job}], asThere)).toMatchObject({jobs: [{schedule}], refused: []})
})

it('takes numbers as cron does where it is told to', () => {
  expect(readApscheduler([{cron: '0 6 * * 1'}], {weekdays: 'cron'}).jobs).toMatchObject([
    {schedule: '0 6 * * 1', notes: []},
  ])
})

describe('refuses, with the reason', () => {
  const refusals: readonly [name: string, job: ExportedJob, reason: RegExp][] = [
    ['an interval', {trigger: 'interval[1:00:00]'}, /is no cron trigger/],
    ['a date', {trigger: 'date[2026-11-26 06:00:00 UTC]'}, /is no cron trigger/],
    ['another trigger', {trigger: 'and[...]'}, /no trigger that can be read/],
    ['no time', {}, /it has no time/],
    ['seconds', {second: '*/10'}, /at the second "\*\/10"/],
    ['a year', {year: '2027'}, /the year "2027"/],
    ['a week', {week: '*/2', hour: '6'}, /the week "\*\/2"/],
    ['six fields', {cron: '0 0 6 * * 1'}, /6 fields instead of five/],
    ['a day that is two', {day: 'last fri', day_of_week: 'mon'}, /needs "last fri"/],
    ['a zone that is none', {cron: '0 6 * * mon', timezone: 'EST'}, /EST/],
    ['a time that never comes', {day: '31', month: '2'}, /never due/],
  ]
  it.each(refusals)('%s', (_, job, reason) => {
    expect(readApscheduler([job], asThere)).toMatchObject({
      jobs: [],
      refused: [{place: 'job 1', reason: expect.stringMatching(reason)}],
    })
  })
})

it('shows both readings of a number', () => {
  expect(
    readApscheduler([{name: 'weekly', cron: '0 6 * * 1', timezone: 'Europe/Berlin'}], asThere).jobs,
  ).toEqual([
    {
      place: 'job 1',
      was: '0 6 * * 1',
      name: 'weekly',
      schedule: '0 6 * * 2',
      timezone: 'Europe/Berlin',
      notes: ['day 1 is Tuesday to APScheduler, which cron writes as 2'],
    },
  ])
})
