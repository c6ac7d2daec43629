import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {formatCalendarDate, parseCalendarDate} from '../../../src/domain/review/calendar-date.js'
import {fiscalQuarterOf, lastBusinessDays} from '../../../src/domain/rules/fiscal-quarter.js'

const dayOf = (text: string) => parseCalendarDate(text)!
const quarterOf = (text: string, startMonth: number) => {
  const {first, last} = fiscalQuarterOf(dayOf(text), startMonth)
  return `${formatCalendarDate(first)} to ${formatCalendarDate(last)}`
}

describe('a fiscal quarter', () => {
  it.each([
    {month: 1, quarter: '2025-04-01 to 2025-06-30'},
    {month: 2, quarter: '2025-05-01 to 2025-07-31'},
    {month: 3, quarter: '2025-03-01 to 2025-05-31'},
    {month: 4, quarter: '2025-04-01 to 2025-06-30'},
    {month: 5, quarter: '2025-05-01 to 2025-07-31'},
    {month: 6, quarter: '2025-03-01 to 2025-05-31'},
    {month: 7, quarter: '2025-04-01 to 2025-06-30'},
    {month: 8, quarter: '2025-05-01 to 2025-07-31'},
    {month: 9, quarter: '2025-03-01 to 2025-05-31'},
    {month: 10, quarter: '2025-04-01 to 2025-06-30'},
    {month: 11, quarter: '2025-05-01 to 2025-07-31'},
    {month: 12, quarter: '2025-03-01 to 2025-05-31'},
  ])('of a year that begins in month $month: 15 May 2025 is in $quarter', ({month, quarter}) => {
    expect(quarterOf('2025-05-15', month)).toBe(quarter)
  })

  it.each([
    {name: 'its first day', day: '2025-04-01', month: 1, quarter: '2025-04-01 to 2025-06-30'},
    {name: 'its last day', day: '2025-06-30', month: 1, quarter: '2025-04-01 to 2025-06-30'},
    {name: 'the day after', day: '2025-07-01', month: 1, quarter: '2025-07-01 to 2025-09-30'},
    {name: 'the last day of the year', day: '2025-12-31', month: 1, quarter: '2025-10-01 to 2025-12-31'},
    {name: 'the first day of the year', day: '2026-01-01', month: 1, quarter: '2026-01-01 to 2026-03-31'},
    {
      name: 'across the new year, before it',
      day: '2025-12-31',
      month: 2,
      quarter: '2025-11-01 to 2026-01-31',
    },
    {name: 'across the new year, after it', day: '2026-01-31', month: 2, quarter: '2025-11-01 to 2026-01-31'},
    {name: 'from December on', day: '2026-02-28', month: 3, quarter: '2025-12-01 to 2026-02-28'},
    {name: 'to the end of a leap February', day: '2024-01-10', month: 3, quarter: '2023-12-01 to 2024-02-29'},
    {name: 'on a leap day', day: '2024-02-29', month: 1, quarter: '2024-01-01 to 2024-03-31'},
    {name: 'in a century without one', day: '2100-02-28', month: 3, quarter: '2099-12-01 to 2100-02-28'},
    {name: 'before 1970', day: '1969-12-31', month: 1, quarter: '1969-10-01 to 1969-12-31'},
  ])('$name', ({day, month, quarter}) => expect(quarterOf(day, month)).toBe(quarter))

  it('holds its day, has 89 to 92 days, and the next one follows it', () => {
    fc.assert(
      fc.property(fc.integer({min: -20_000, max: 60_000}), fc.integer({min: 1, max: 12}), (day, month) => {
        const {first, last} = fiscalQuarterOf(day, month)
        expect([first <= day, day <= last]).toEqual([true, true])
        expect(last - first + 1).toBeGreaterThanOrEqual(89)
        expect(last - first + 1).toBeLessThanOrEqual(92)
        expect(fiscalQuarterOf(last + 1, month).first).toBe(last + 1)
        expect(fiscalQuarterOf(first, month)).toEqual({first, last})
        expect(fiscalQuarterOf(last, month)).toEqual({first, last})
      }),
    )
  })
})

describe('the last days of business', () => {
  it.each([
    {last: '2025-06-30', count: 1, first: '2025-06-30', name: 'a Monday'},
    {last: '2025-06-30', count: 2, first: '2025-06-27', name: 'the Friday before it'},
    {last: '2025-06-30', count: 5, first: '2025-06-24', name: 'a week'},
    {last: '2025-05-31', count: 1, first: '2025-05-30', name: 'up to a Saturday'},
    {last: '2025-08-31', count: 1, first: '2025-08-29', name: 'up to a Sunday'},
    {last: '2025-08-31', count: 5, first: '2025-08-25', name: 'a week up to a Sunday'},
    {last: '2025-10-31', count: 5, first: '2025-10-27', name: 'a week up to a Friday'},
    {last: '2025-06-30', count: 30, first: '2025-05-20', name: 'six weeks'},
    {last: '1969-12-31', count: 3, first: '1969-12-29', name: 'before 1970'},
  ])('$count up to $last: $name', ({last, count, first}) => {
    expect(formatCalendarDate(lastBusinessDays(dayOf(last), count))).toBe(first)
  })
})
