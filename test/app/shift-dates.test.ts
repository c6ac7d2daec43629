import {describe, expect, it} from 'vitest'
import {shiftDates} from '../../src/app/shift-dates.js'

describe('shifting dates', () => {
  it.each([
    ['a date', 'a,2026-11-16,b', 7, 'a,2026-11-23,b'],
    ['the date of an instant', '2026-12-31T10:00:00Z', 1, '2027-01-01T10:00:00Z'],
    ['backwards over a leap day', '2024-03-01', -1, '2024-02-29'],
    ['what is no date', '2026-02-30 and 12026-01-011', 5, '2026-02-30 and 12026-01-011'],
  ])('%s', (_, text, days, expected) => expect(shiftDates(text, days)).toBe(expected))
})
