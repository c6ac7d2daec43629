import {describe, expect, it} from 'vitest'
import {fitsSearch, searchRequest} from '../../../src/connectors/hubspot/search-request.js'
import {msToMidnight} from '../../../src/connectors/hubspot/zone-dates.js'

describe('a search brings the properties itself', () => {
  /** Of the whole body with one property of this many characters and the longest id. */
  const bodyOf = (characters: number) =>
    JSON.stringify(searchRequest([], ['x'.repeat(characters)], '9'.repeat(19))).length

  it.each([
    {name: 'up to 3,000 characters', over: 0, fits: true},
    {name: 'not at 3,001', over: 1, fits: false},
  ])('$name', ({over, fits}) => {
    const characters = 3000 - bodyOf(0) + over
    expect(bodyOf(characters)).toBe(3000 + over)
    expect(fitsSearch([], ['x'.repeat(characters)])).toBe(fits)
  })
})

describe('a day of HubSpot ends at midnight in the account', () => {
  it.each([
    {now: '2026-03-31T21:59:59Z', zone: 'Europe/Berlin', ms: 1000},
    {now: '2026-03-31T22:00:00Z', zone: 'Europe/Berlin', ms: 86_400_000},
    {now: '2026-03-31T12:00:00Z', zone: 'US/Pacific', ms: 19 * 3_600_000},
  ])('$now $zone', ({now, zone, ms}) => expect(msToMidnight(new Date(now), zone)).toBe(ms))
})
