import {describe, expect, it} from 'vitest'
import * as z from 'zod/mini'
import {instant} from '../../src/cli/inputs.js'
import {startIn} from '../../src/cli/start-in.js'

describe('a date of a flag starts when its day starts in the zone', () => {
  it.each([
    ['2027-03-13', 'UTC', '2027-03-13T00:00:00.000Z'],
    ['2027-03-13', 'Asia/Tokyo', '2027-03-12T15:00:00.000Z'],
    ['2027-03-13', 'America/New_York', '2027-03-13T05:00:00.000Z'],
    // Midnight does not exist on that day: its clocks go from 23:59 to 1:00.
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
    ['2027-03-13T09:00Z', 'Asia/Tokyo', '2027-03-13T09:00:00.000Z'],
  ])('%s in %s', (given, zone, expected) => {
    expect(startIn(z.parse(instant('--from'), given), zone).toISOString()).toBe(expected)
  })
})
