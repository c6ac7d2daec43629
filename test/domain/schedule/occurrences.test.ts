import {describe, expect, it} from 'vitest'
import {localIso, upcoming} from '../../../src/domain/schedule/local-time.js'
import {occurrencesOf} from '../../../src/domain/schedule/occurrences.js'

/** Local times of the occurrences in [from, to). */
function times(cron: string, zone: string, from: string, to: string): string[] {
  const until = new Date(to)
  const all = occurrencesOf(cron, zone).list(new Date(new Date(from).getTime() - 1), 200)
  return all
    .filter(at => at < until)
    .map(at => localIso(at, zone).slice(11, 16) + localIso(at, zone).slice(19))
}

const newYork = 'America/New_York'

describe('the night the clocks skip 02:00 to 03:00 (New York, 14 March 2027, 00:00 to 05:00)', () => {
  it.each<[string, string[]]>([
    ['30 2 * * *', ['03:00-04:00']],
    ['0 2,14 * * *', ['03:00-04:00']],
    ['30 1-3 * * *', ['01:30-05:00', '03:00-04:00', '03:30-04:00']],
    ['0 */2 * * *', ['00:00-05:00', '04:00-04:00']],
    ['*/15 2 * * *', []],
    ['0,30 2 * * *', ['03:00-04:00']],
  ])('%s', (cron, expected) => {
    expect(times(cron, newYork, '2027-03-14T05:00:00Z', '2027-03-14T09:00:00Z')).toEqual(expected)
  })
})

describe('the night they repeat 01:00 to 02:00 (New York, 7 November 2027, 00:00 to 03:00)', () => {
  it.each<[string, string[]]>([
    ['30 1 * * *', ['01:30-04:00']],
    ['0 1,2 * * *', ['01:00-04:00', '02:00-05:00']],
    ['0 * * * *', ['00:00-04:00', '01:00-04:00', '01:00-05:00', '02:00-05:00']],
    [
      '*/20 1 * * *',
      ['01:00-04:00', '01:20-04:00', '01:40-04:00', '01:00-05:00', '01:20-05:00', '01:40-05:00'],
    ],
  ])('%s', (cron, expected) => {
    expect(times(cron, newYork, '2027-11-07T04:00:00Z', '2027-11-07T08:00:00Z')).toEqual(expected)
  })
})

describe('other changes of the clocks', () => {
  it.each<[string, string, string, string, string, string[]]>([
    [
      'a gap at midnight',
      '0 0 * * *',
      'Africa/Cairo',
      '2027-04-29T20:00:00Z',
      '2027-04-30T06:00:00Z',
      ['01:00+03:00'],
    ],
    [
      'a gap of half an hour',
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2027-10-02T14:00:00Z',
      '2027-10-02T17:00:00Z',
      ['02:30+11:00'],
    ],
    [
      'a gap of two hours',
      '0 1,2,3 * * *',
      'Antarctica/Troll',
      '2027-03-28T00:00:00Z',
      '2027-03-28T05:00:00Z',
      ['03:00+02:00'],
    ],
    [
      'a repeated hour before midnight',
      '30 23 * * SAT',
      'America/Santiago',
      '2027-04-03T20:00:00Z',
      '2027-04-04T06:00:00Z',
      ['23:30-03:00'],
    ],
    [
      'a gap that ends on the next date',
      '30 23 * * *',
      'America/Nuuk',
      '2027-03-27T20:00:00Z',
      '2027-03-28T12:00:00Z',
      ['00:00-01:00'],
    ],
    [
      'a zone without changes',
      '30 2 * * *',
      'Asia/Tokyo',
      '2027-03-13T12:00:00Z',
      '2027-03-14T12:00:00Z',
      ['02:30+09:00'],
    ],
  ])('%s: %s in %s', (_, cron, zone, from, to, expected) => {
    expect(times(cron, zone, from, to)).toEqual(expected)
  })
})

describe('what comes next', () => {
  it.each([
    ['30 2 * * *', newYork, '2027-03-14T07:00:00Z'],
    ['*/20 * * * *', newYork, '2027-11-07T06:00:00Z'],
    ['30 1 * * *', newYork, '2027-11-07T06:00:00Z'],
    ['15 2 * * *', 'Australia/Lord_Howe', '2027-10-02T15:30:00Z'],
    ['45 23 * * *', 'America/Nuuk', '2027-03-28T01:00:00Z'],
    ['0 6 * * 1', 'UTC', '2027-03-14T07:00:00Z'],
  ])('is the same whether it was asked for before or not: %s in %s', (cron, zone, around) => {
    const {next, list} = occurrencesOf(cron, zone)
    const instants = Array.from(
      {length: 288},
      (_, step) => new Date(Date.parse(around) + (step - 144) * 600_000),
    )
    // One from the other, none of which lies within the time that another one has shown to be empty.
    const all = list(instants[0]!, 200)
    const expected = instants.map(instant => all.find(at => at > instant))
    // Back in time, no answer follows from the one before it; forward, most do.
    expect([...instants].reverse().map(next).reverse()).toEqual(expected)
    expect(instants.map(next)).toEqual(expected)
  })

  it('is an instant of its own each time', () => {
    const {next} = occurrencesOf('0 6 * * *', 'UTC')
    const after = new Date('2027-03-14T07:00:00Z')
    next(after)!.setTime(0)
    next(after)!.setTime(0)
    expect(next(after)).toEqual(new Date('2027-03-15T06:00:00Z'))
  })
})

describe('the calendar', () => {
  it.each<[string, string, string, string[]]>([
    ['leap days only', '0 0 29 2 *', '2026-01-01T00:00:00Z', ['2028-02-29', '2032-02-29']],
    ['the 31st skips short months', '0 0 31 * *', '2027-01-31T01:00:00Z', ['2027-03-31', '2027-05-31']],
    ['the last day', '0 0 L * *', '2027-02-01T00:00:00Z', ['2027-02-28', '2027-03-31']],
    [
      'the last business day of a quarter',
      '0 17 LW 3,6,9,12 *',
      '2027-01-01T00:00:00Z',
      ['2027-03-31', '2027-06-30'],
    ],
    ['the first Monday', '0 9 * * MON#1', '2027-01-01T00:00:00Z', ['2027-01-04', '2027-02-01']],
    ['one of two day fields', '0 0 13 * FRI', '2027-08-01T00:00:00Z', ['2027-08-06', '2027-08-13']],
    ['both day fields', '0 0 13 * +FRI', '2027-01-01T00:00:00Z', ['2027-08-13', '2028-10-13']],
    ['the turn of the year', '59 23 31 12 *', '2026-12-31T23:59:00Z', ['2027-12-31', '2028-12-31']],
    ['beyond 2038', '0 0 1 1 *', '2038-01-19T03:14:08Z', ['2039-01-01', '2040-01-01']],
  ])('%s: %s', (_, cron, from, expected) => {
    expect(
      occurrencesOf(cron, 'UTC')
        .list(new Date(from), 2)
        .map(at => at.toISOString().slice(0, 10)),
    ).toEqual(expected)
  })
})

describe('notes', () => {
  it.each<[string, string, string, string | null]>([
    [
      'a skipped time',
      '30 2 * * *',
      '2027-03-14T05:00:00Z',
      'clocks skip 02:30: runs at 03:00, the first minute after',
    ],
    ['a repeated time', '30 1 * * *', '2027-11-07T04:00:00Z', 'clocks repeat 01:30: runs the first time'],
    ['three in the morning by itself', '0 3 * * *', '2027-03-14T05:00:00Z', null],
    ['an ordinary night', '30 2 * * *', '2027-03-20T05:00:00Z', null],
    ['a pattern that follows the clock', '*/30 1 * * *', '2027-11-07T04:00:00Z', null],
  ])('%s', (_, cron, from, note) => {
    expect(upcoming(cron, newYork, {from: new Date(from), count: 1})[0]!.note).toBe(note)
  })
})
