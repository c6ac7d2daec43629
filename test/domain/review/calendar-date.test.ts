import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {
  calendarDate,
  formatCalendarDate,
  parseCalendarDate,
} from '../../../src/domain/review/calendar-date.js'

type Day = readonly [year: number, month: number, day: number]

describe('calendarDate', () => {
  it.each<{name: string; date: Day; days: number}>([
    {name: 'day 0', date: [1970, 1, 1], days: 0},
    {name: 'the day before', date: [1969, 12, 31], days: -1},
    {name: '29 February of a leap year', date: [2024, 2, 29], days: 19_782},
    {name: '29 February of a year that 400 divides', date: [2000, 2, 29], days: 11_016},
    {name: 'the last day of a short month', date: [2026, 4, 30], days: 20_573},
    {name: 'the first day of a year', date: [2026, 1, 1], days: 20_454},
    {name: 'a year of two digits, which is not 1999', date: [99, 12, 31], days: -683_004},
    {name: 'year 0', date: [0, 1, 1], days: -719_528},
  ])('counts the days of $name', ({date, days}) => expect(calendarDate(...date)).toBe(days))

  it.each<{name: string; date: Day}>([
    {name: '30 February', date: [2024, 2, 30]},
    {name: '29 February of another year', date: [2025, 2, 29]},
    {name: '29 February of a year that 100 divides', date: [1900, 2, 29]},
    {name: '31 April', date: [2026, 4, 31]},
    {name: 'day 0', date: [2026, 4, 0]},
    {name: 'day 32', date: [2026, 1, 32]},
    {name: 'month 0', date: [2026, 0, 10]},
    {name: 'month 13', date: [2026, 13, 10]},
    {name: 'half a day', date: [2026, 4, 1.5]},
    {name: 'no number', date: [2026, Number.NaN, 1]},
  ])('knows no $name', ({date}) => expect(calendarDate(...date)).toBeNull())
})

describe('parseCalendarDate', () => {
  it.each([
    ['2026-04-01', 20_544],
    ['0000-01-01', -719_528],
    ['9999-12-31', 2_932_896],
  ])('reads %s', (text, days) => expect(parseCalendarDate(text)).toBe(days))

  it.each([
    '',
    '2026-4-1',
    '2026-04-01T00:00:00Z',
    ' 2026-04-01',
    '2026-04-01\n',
    '2026/04/01',
    '20260401',
    '-2026-04-01',
    '12026-04-01',
    '2026-02-30',
    '2026-00-10',
    '２０２６-04-01',
  ])('does not read %j', text => expect(parseCalendarDate(text)).toBeNull())
})

describe('formatCalendarDate', () => {
  it('writes what parseCalendarDate reads', () => {
    const days = fc.integer({min: -719_528, max: 2_932_896})
    fc.assert(
      fc.property(days, date => {
        expect(parseCalendarDate(formatCalendarDate(date))).toBe(date)
      }),
    )
  })

  it('stays right beyond the dates that it keeps', () => {
    const dates = Array.from({length: 25_000}, (_, index) => index)
    const twice = [...dates, ...dates].map(date => [date, parseCalendarDate(formatCalendarDate(date))])
    expect(twice.filter(([date, read]) => date !== read)).toEqual([])
  })
})
