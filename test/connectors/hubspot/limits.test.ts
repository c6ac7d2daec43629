import {describe, expect, it} from 'vitest'
import {quotaError} from '../../../src/connectors/hubspot/refusal.js'
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

describe('calls of the day that are used up', () => {
  const berlin = 'Europe/Berlin'
  it.each([
    {
      name: 'until midnight, as the account has it',
      zone: berlin,
      now: '2026-11-26T12:00:00Z',
      until: '2026-11-27 00:00 Europe/Berlin',
    },
    {
      name: 'whose day is over before ours',
      zone: 'Pacific/Auckland',
      now: '2026-12-31T12:00:00Z',
      until: '2027-01-02 00:00 Pacific/Auckland',
    },
    {
      name: 'a second before midnight',
      zone: berlin,
      now: '2026-03-31T21:59:59Z',
      until: '2026-04-01 00:00 Europe/Berlin',
    },
    {name: 'at midnight', zone: berlin, now: '2026-03-31T22:00:00Z', until: '2026-04-02 00:00 Europe/Berlin'},
    {name: 'at an unknown time', zone: berlin, now: null, until: 'midnight in Europe/Berlin'},
    {
      name: 'in an unknown zone',
      zone: null,
      now: '2026-11-26T12:00:00Z',
      until: "midnight in the account's time zone",
    },
  ])('$name', ({zone, now, until}) => {
    const error = quotaError('used up', {zone, now: now === null ? null : new Date(now)})
    expect(error.message).toBe(`used up; until ${until}`)
  })
})
