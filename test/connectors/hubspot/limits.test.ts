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
  const hourMs = 3_600_000
  it.each([
    ['a second before', '2026-03-31T21:59:59Z', 'Europe/Berlin', 1000],
    ['at midnight', '2026-03-31T22:00:00Z', 'Europe/Berlin', 24 * hourMs],
    ['behind UTC', '2026-03-31T12:00:00Z', 'US/Pacific', 19 * hourMs],
    ['a day of 23 hours', '2027-03-27T23:00:00Z', 'Europe/Berlin', 23 * hourMs],
    ['that day, after the change', '2027-03-28T01:00:00Z', 'Europe/Berlin', 21 * hourMs],
    ['the day after it', '2027-03-28T22:00:00Z', 'Europe/Berlin', 24 * hourMs],
    ['a day of 25 hours', '2027-10-30T22:00:00Z', 'Europe/Berlin', 25 * hourMs],
    ['that day, in the hour that comes twice', '2027-10-31T00:30:00Z', 'Europe/Berlin', 22.5 * hourMs],
    ['that day, in that hour again', '2027-10-31T01:30:00Z', 'Europe/Berlin', 21.5 * hourMs],
    ['the evening before a midnight that clocks skip', '2027-03-14T04:00:00Z', 'America/Havana', hourMs],
  ])('%s: %s in %s', (_, now, zone, ms) => expect(msToMidnight(new Date(now), zone)).toBe(ms))
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
