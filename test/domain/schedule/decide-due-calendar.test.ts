import {describe, expect, it} from 'vitest'
import {decideDue} from '../../../src/domain/schedule/decide-due.js'
import {aDueReview, type DueReview, decideAll, entryText, singly} from '../../support/a-due-review.js'

const hour = 3_600_000
const day = 24 * hour

/** A daemon that looks every 30 s from `from` to `to`: what becomes of each occurrence. */
function decidedBy(changes: Partial<DueReview>, from: string, to: string): string[] {
  let cursor = new Date(from)
  const decided: string[] = []
  for (let ms = cursor.getTime(); ms <= Date.parse(to); ms += 30_000) {
    const decision = decideDue(aDueReview({...changes, cursor}), {now: new Date(ms), openRuns: []})
    cursor = decision.cursor
    decided.push(...decision.entries.map(entryText))
  }
  return decided
}

describe('a daemon at work', () => {
  const newYork = {timezoneCanonical: 'America/New_York'}

  it.each<[string, Partial<DueReview>, string, string, string[]]>([
    [
      'the night clocks skip 02:00 to 03:00: a written time runs after it',
      {...newYork, schedule: '30 2 * * *'},
      '2027-03-14T05:00:00Z',
      '2027-03-14T09:00:00Z',
      ['2027-03-14T07:00Z schedule'],
    ],
    [
      'that night, every quarter of an hour of the one that is skipped: none',
      {...newYork, schedule: '*/15 2 * * *'},
      '2027-03-14T05:00:00Z',
      '2027-03-14T09:00:00Z',
      [],
    ],
    [
      'the night they repeat 01:00 to 02:00: a written time runs the first time',
      {...newYork, schedule: '30 1 * * *'},
      '2027-11-07T04:00:00Z',
      '2027-11-07T08:00:00Z',
      ['2027-11-07T05:30Z schedule'],
    ],
    [
      'that night, every hour: both times',
      {...newYork, schedule: '0 * * * *'},
      '2027-11-07T04:30:00Z',
      '2027-11-07T07:30:00Z',
      ['2027-11-07T05:00Z schedule', '2027-11-07T06:00Z schedule', '2027-11-07T07:00Z schedule'],
    ],
    [
      'the night clocks skip to the next date (Nuuk)',
      {timezoneCanonical: 'America/Nuuk', schedule: '30 23 * * *'},
      '2027-03-27T20:00:00Z',
      '2027-03-28T12:00:00Z',
      ['2027-03-28T01:00Z schedule'],
    ],
    [
      'the last day of a short month',
      {schedule: '0 12 L * *'},
      '2027-02-28T00:00:00Z',
      '2027-03-01T13:00:00Z',
      ['2027-02-28T12:00Z schedule'],
    ],
    [
      'the 31st of a month that has none',
      {schedule: '0 12 31 * *'},
      '2027-04-30T00:00:00Z',
      '2027-05-01T13:00:00Z',
      [],
    ],
    [
      'the last second of a year',
      {schedule: '59 23 31 12 *'},
      '2027-12-31T23:00:00Z',
      '2028-01-01T01:00:00Z',
      ['2027-12-31T23:59Z schedule'],
    ],
  ])('%s', (_, changes, from, to, expected) => expect(decidedBy(changes, from, to)).toEqual(expected))
})

describe('a daemon that was off', () => {
  it.each<[string, Partial<DueReview>, string, string, string[]]>([
    [
      'over the night clocks skip an hour',
      {timezoneCanonical: 'America/New_York', schedule: '30 1-3 * * *', catchUp: 'all'},
      '2027-03-14T05:00:00Z',
      '2027-03-14T12:00:00Z',
      ['2027-03-14T06:30Z catch-up', '2027-03-14T07:00Z catch-up', '2027-03-14T07:30Z catch-up'],
    ],
    [
      'over the night they repeat an hour, catches both up',
      {timezoneCanonical: 'America/New_York', schedule: '*/30 1 * * *', catchUp: 'all'},
      '2027-11-07T04:30:00Z',
      '2027-11-07T12:00:00Z',
      [
        '2027-11-07T05:00Z catch-up',
        '2027-11-07T05:30Z catch-up',
        '2027-11-07T06:00Z catch-up',
        '2027-11-07T06:30Z catch-up',
      ],
    ],
    [
      'over the night clocks skip to the next date (Nuuk)',
      {timezoneCanonical: 'America/Nuuk', schedule: '0,30 23 * * *'},
      '2027-03-27T12:00:00Z',
      '2027-03-28T09:00:00Z',
      ['2027-03-28T01:00Z catch-up'],
    ],
    [
      'over ends of months',
      {schedule: '0 12 31 * *', catchUpWindowMs: 100 * day},
      '2027-03-15T00:00:00Z',
      '2027-06-15T00:00:00Z',
      ['2027-03-31T12:00Z missed superseded', '2027-05-31T12:00Z catch-up'],
    ],
    [
      'a weekend, longer than the window',
      {schedule: '0 6 * * *'},
      '2027-03-12T12:00:00Z',
      '2027-03-15T05:00:00Z',
      ['2027-03-13T06:00Z missed outside-window', '2027-03-14T06:00Z missed outside-window'],
    ],
  ])('%s', (_, changes, from, to, expected) => {
    const review = aDueReview({...changes, cursor: new Date(from)})
    expect(decideAll(review, new Date(to)).entries.map(entryText)).toEqual(expected)
  })
})

describe('three days off, with a minutely schedule', () => {
  const cursor = new Date('2027-03-11T00:00:00Z')
  const until = new Date('2027-03-14T00:00:00Z')

  it('leaves 4,320 records in few rows', () => {
    const review = aDueReview({schedule: '* * * * *', cursor})
    const {calls, entries} = decideAll(review, until)
    expect(calls).toHaveLength(5)
    expect(singly(review, entries)).toHaveLength(4320)
    expect(entries.map(entryText)).toEqual([
      '2027-03-11T00:01Z to 2027-03-11T16:40Z missed outside-window x 1000',
      '2027-03-11T16:41Z to 2027-03-12T09:20Z missed outside-window x 1000',
      '2027-03-12T09:21Z to 2027-03-13T02:00Z missed outside-window x 1000',
      '2027-03-13T02:01Z to 2027-03-13T11:59Z missed outside-window x 599',
      '2027-03-13T12:00Z to 2027-03-13T18:40Z missed superseded x 401',
      '2027-03-13T18:41Z to 2027-03-13T23:58Z missed superseded x 318',
      '2027-03-13T23:59Z schedule',
      '2027-03-14T00:00Z skipped overlap',
    ])
  })

  it.each([
    ['latest', 1],
    ['all', 100],
    ['none', 0],
  ] as const)('%s, every other minute: catches up %i', (catchUp, count) => {
    // A minute without an occurrence has gone by since the last one: none is on time.
    const review = aDueReview({schedule: '*/2 * * * *', cursor, catchUp})
    const {entries} = decideAll(review, new Date(until.getTime() + 60_001))
    expect(entries.filter(entry => entry.kind === 'queued')).toHaveLength(count)
    expect(singly(review, entries)).toHaveLength(2160)
  })
})

describe('a clock that is set forward by a year', () => {
  const review = aDueReview({timezoneCanonical: 'Europe/Berlin'})
  const forward = new Date('2028-03-14T00:30:00Z')

  it('leaves one record for each hour, a run for the latest, and a bounded call', () => {
    const {calls, entries, cursor} = decideAll(review, forward)
    expect(calls).toHaveLength(9)
    expect(singly(review, entries)).toHaveLength(366 * 24)
    expect(entries.filter(({kind}) => kind === 'queued').map(entryText)).toEqual([
      '2028-03-14T00:00Z catch-up',
    ])
    expect(entries.length).toBeLessThan(15)
    expect(cursor).toEqual(forward)
  })

  it('and back again: runs nothing twice, and waits for the cursor', () => {
    const back = decideDue(
      {...review, cursor: forward},
      {now: new Date('2027-03-14T00:40:00Z'), openRuns: []},
    )
    expect(back).toEqual({
      entries: [],
      cursor: forward,
      nextRunAt: new Date('2028-03-14T01:00:00Z'),
      cancelRunIds: [],
      hasMore: false,
    })
  })
})
