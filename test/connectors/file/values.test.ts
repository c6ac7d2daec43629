import {describe, expect, it} from 'vitest'
import {readDate} from '../../../src/connectors/file/dates.js'
import {decimalEvidence, readNumber} from '../../../src/connectors/file/numbers.js'
import {formatCalendarDate} from '../../../src/domain/review/calendar-date.js'

describe('numbers', () => {
  it.each<[string, 'point' | 'comma', number | null]>([
    ['1234.5', 'point', 1234.5],
    ['1,234.50', 'point', 1234.5],
    ['1.234,50', 'comma', 1234.5],
    ['1 234,50', 'comma', 1234.5],
    ["1'234.50", 'point', 1234.5],
    ['$1,234', 'point', 1234],
    ['1.234,50 €', 'comma', 1234.5],
    ['USD 1,234', 'point', 1234],
    ['-1,234', 'point', -1234],
    ['(1,234)', 'point', -1234],
    ['20%', 'point', 20],
    ['NaN', 'point', null],
    ['Infinity', 'point', null],
    ['-Infinity', 'point', null],
    ['1,23', 'point', null],
    ['12,50', 'point', null],
    ['12.50', 'comma', null],
    ['1 23', 'point', null],
    ['1,234,56', 'point', null],
    ['12,34,567', 'point', 1_234_567],
    ['1,23,45,678.90', 'point', 12_345_678.9],
    ['1e5', 'point', 100_000],
    ['1e21', 'point', 1e21],
    ['1e-7', 'point', 1e-7],
    ['1.5E+05', 'point', 150_000],
    ['1,5E+05', 'comma', 150_000],
    ['1e400', 'point', null],
    ['1e', 'point', null],
    ['+5', 'point', 5],
    ['+1e-7', 'point', 1e-7],
    ['+-5', 'point', null],
    ['1,234e5', 'point', null],
    ['5.', 'point', 5],
    ['5,', 'point', null],
    ['12,34,5', 'point', null],
    ['abc', 'point', null],
    ['1.2.3', 'point', null],
  ])('"%s" with decimal %s is %s', (text, decimal, expected) =>
    expect(readNumber(text, decimal)).toBe(expected),
  )

  it.each([
    ['1.234,5', 'comma'],
    ['1,234.5', 'point'],
    ['12,5', 'comma'],
    ['12.5', 'point'],
    ['1,234', 'either'],
    ['0.125', 'point'],
    ['1.234.567', 'comma'],
    ['1234', null],
    ['12,50', 'comma'],
    ['1.5e+21', 'point'],
    ['1,5E+21', 'comma'],
    ['1e21', null],
  ])('"%s" tells: %s', (text, expected) => expect(decimalEvidence(text)).toBe(expected))
})

describe('dates', () => {
  it.each<[string, 'mdy' | 'dmy', string | null]>([
    ['2026-03-05', 'mdy', '2026-03-05'],
    ['2026/3/5', 'mdy', '2026-03-05'],
    ['03/04/2026', 'mdy', '2026-03-04'],
    ['03/04/2026', 'dmy', '2026-04-03'],
    ['5.3.2026', 'dmy', '2026-03-05'],
    ['02/23/26 08:55 PM', 'mdy', '2026-02-23'],
    ['05-Mar-2026', 'mdy', '2026-03-05'],
    ['Mar 5, 2026', 'dmy', '2026-03-05'],
    ['5 march 2026', 'dmy', '2026-03-05'],
    ['5 Sept. 2026', 'dmy', '2026-09-05'],
    ['SEPTEMBER 5, 2026', 'dmy', '2026-09-05'],
    ['5 Mart 2026', 'dmy', null],
    ['2026-02-29', 'mdy', null],
    ['31/04/2026', 'dmy', null],
    ['13/13/2026', 'dmy', null],
    ['2026-03-05 25:00', 'mdy', null],
    ['soon', 'mdy', null],
  ])('"%s" (%s) is %s', (text, order, expected) => {
    const read = readDate(text, order)
    expect(read && formatCalendarDate(read.date)).toBe(expected)
  })

  it.each([
    ['2026-03-05T10:00:00Z', 36_000_000, 0],
    ['2026-03-05T10:00:00.123+02:00', 36_000_123, 7_200_000],
    ['2026-03-05 10:00', 36_000_000, null],
    ['3/5/2026 8:55 PM', 75_300_000, null],
    ['3/5/2026 12:00 AM', 0, null],
  ])('"%s" has its time and offset', (text, msOfDay, offsetMs) =>
    expect(readDate(text, 'mdy')).toMatchObject({msOfDay, offsetMs}),
  )
})
