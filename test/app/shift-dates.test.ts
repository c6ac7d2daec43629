import {describe, expect, it} from 'vitest'
import {shiftDates} from '../../src/app/shift-dates.js'

describe('shifting dates', () => {
  it.each([
    ['a date', 'a,2026-11-16,b', 7, 'a,2026-11-23,b'],
    ['the date of an instant', '2026-12-31T10:00:00Z', 1, '2027-01-01T10:00:00Z'],
    ['backwards over a leap day', '2024-03-01', -1, '2024-02-29'],
    ['a leap day to a year without one', '2024-02-29', 365, '2025-02-28'],
    ['every date', '2026-01-31,2026-02-01\n2026-02-01', 1, '2026-02-01,2026-02-02\n2026-02-02'],
    ['by nothing', '2026-11-16', 0, '2026-11-16'],
    ['by years', '2026-11-16', 3653, '2036-11-16'],
    ['a date beside letters', 'due2026-11-16T', 1, 'due2026-11-17T'],
    ['what is no date', '2026-02-30 and 12026-01-011', 5, '2026-02-30 and 12026-01-011'],
    ['a longer number before or after', '12026-01-01 2026-01-011', 5, '12026-01-01 2026-01-011'],
    ['a date in other signs', '2026/11/16 16.11.2026 20261116', 5, '2026/11/16 16.11.2026 20261116'],
    ['nothing', '', 5, ''],
  ])('%s', (_, text, days, expected) => expect(shiftDates(text, days)).toBe(expected))
})
