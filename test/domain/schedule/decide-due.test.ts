import {describe, expect, it} from 'vitest'
import {decideDue, type OpenRun} from '../../../src/domain/schedule/decide-due.js'
import {aDueReview, type DueReview, decideAll, entryText} from '../../support/a-due-review.js'

const hour = 3_600_000
const day = 24 * hour

function decide(changes: Partial<DueReview>, now: string, openRuns: readonly OpenRun[] = []) {
  return decideDue(aDueReview(changes), {now: new Date(now), openRuns})
}

/** What becomes of each; the date, 14 March 2027, is left out. */
function fates(changes: Partial<DueReview>, now: string, openRuns: readonly OpenRun[] = []): string[] {
  return decide(changes, `2027-03-14T${now}Z`, openRuns).entries.map(entry =>
    entryText(entry).replaceAll('2027-03-14T', ''),
  )
}

const running: OpenRun = {
  id: 'run-1',
  status: 'running',
  scheduledFor: new Date('2027-03-13T23:00:00Z'),
  startedAt: new Date('2027-03-13T23:01:00Z'),
}
const waiting: OpenRun = {...running, id: 'run-2', status: 'queued', startedAt: null}
const byHand: OpenRun = {...running, id: 'run-3', scheduledFor: null}

describe('an occurrence', () => {
  it.each<[string, Partial<DueReview>, string, string[]]>([
    ['that is a millisecond away', {}, '00:59:59.999', []],
    ['that is due now', {}, '01:00:00', ['01:00Z schedule']],
    ['60 s old is on time', {}, '01:01:00', ['01:00Z schedule']],
    ['a millisecond older is late', {}, '01:01:00.001', ['01:00Z catch-up']],
    ['at the cursor was decided before', {cursor: new Date('2027-03-14T01:00:00Z')}, '01:00:30', []],
    [
      'a millisecond after the cursor is decided',
      {cursor: new Date('2027-03-14T00:59:59.999Z')},
      '01:00:30',
      ['01:00Z schedule'],
    ],
    [
      'after the creation of a review that was never decided',
      {cursor: null, createdAt: new Date('2027-03-14T00:30:00Z')},
      '01:00:30',
      ['01:00Z schedule'],
    ],
    [
      'at its creation is none of it',
      {cursor: null, createdAt: new Date('2027-03-14T01:00:00Z')},
      '01:00:30',
      [],
    ],
    ['on time runs without catch-up', {catchUp: 'none'}, '01:00:30', ['01:00Z schedule']],
    ['on time runs whatever the window', {catchUpWindowMs: 0}, '01:00:30', ['01:00Z schedule']],
  ])('%s', (_, changes, now, expected) => expect(fates(changes, now)).toEqual(expected))
})

describe('catch-up', () => {
  it.each<[string, Partial<DueReview>, string, string[]]>([
    [
      'latest: the newest late one runs',
      {},
      '03:30:00',
      ['01:00Z missed superseded', '02:00Z missed superseded', '03:00Z catch-up'],
    ],
    [
      'latest: not when a newer one is on time',
      {},
      '03:01:00',
      ['01:00Z missed superseded', '02:00Z missed superseded', '03:00Z schedule'],
    ],
    [
      'latest: exactly as old as the window',
      {schedule: '0 1 * * *', catchUpWindowMs: hour},
      '02:00:00',
      ['01:00Z catch-up'],
    ],
    [
      'latest: a millisecond older',
      {schedule: '0 1 * * *', catchUpWindowMs: hour},
      '02:00:00.001',
      ['01:00Z missed outside-window'],
    ],
    [
      'latest: each with its own reason',
      {catchUpWindowMs: 2 * hour},
      '04:30:00',
      [
        '01:00Z missed outside-window',
        '02:00Z missed outside-window',
        '03:00Z missed superseded',
        '04:00Z catch-up',
      ],
    ],
    [
      'latest: no window at all',
      {catchUpWindowMs: 0},
      '02:30:00',
      ['01:00Z missed outside-window', '02:00Z missed outside-window'],
    ],
    [
      'all: every late one in the window, and the one on time',
      {catchUp: 'all', catchUpWindowMs: 2 * hour, overlap: 'queue', schedule: '0,57 1,2 * * *'},
      '02:00:30',
      ['01:00Z catch-up', '01:57Z catch-up', '02:00Z skipped already-waiting'],
    ],
    [
      'all: exactly as old as the window, and older',
      {catchUp: 'all', catchUpWindowMs: 2 * hour},
      '03:00:00.001',
      ['01:00Z missed outside-window', '02:00Z catch-up', '03:00Z skipped overlap'],
    ],
    [
      'none: all late ones are missed',
      {catchUp: 'none'},
      '02:30:00',
      ['01:00Z missed catch-up-off', '02:00Z missed catch-up-off'],
    ],
    [
      'none: the one on time runs',
      {catchUp: 'none'},
      '02:00:30',
      ['01:00Z missed catch-up-off', '02:00Z schedule'],
    ],
  ])('%s', (_, changes, now, expected) => expect(fates(changes, now)).toEqual(expected))

  it.each<[string, string, string[]]>([
    ['100 late ones all run', '01:41:00', []],
    ['of 101 the oldest is missed', '01:42:00', ['00:01Z missed over-limit']],
    ['of 102 the two oldest', '01:43:00', ['00:01Z missed over-limit', '00:02Z missed over-limit']],
  ])('all: %s', (_, now, missed) => {
    const minutely = {schedule: '* * * * *', catchUp: 'all', overlap: 'skip'} as const
    const all = fates(minutely, `${now.slice(0, 5)}:30`)
    expect(all.filter(text => text.includes('missed'))).toEqual(missed)
    expect(all.filter(text => text.includes('catch-up'))).toHaveLength(100)
    expect(all.at(-1)).toMatch(/skipped overlap$/)
  })
})

describe('more than a hundred misses in a row', () => {
  const minutely = {schedule: '* * * * *', catchUp: 'none'} as const

  it.each<[string, Partial<DueReview>, string, number, string[]]>([
    ['a hundred stay single', minutely, '01:41:30', 101, ['01:40Z missed catch-up-off', '01:41Z schedule']],
    [
      'one more makes a range',
      minutely,
      '01:42:30',
      2,
      ['00:01Z to 01:41Z missed catch-up-off x 101', '01:42Z schedule'],
    ],
    [
      'a range for each reason',
      {...minutely, catchUp: 'latest', catchUpWindowMs: hour},
      '02:00:30',
      3,
      [
        '00:01Z to 01:00Z missed outside-window x 60',
        '01:01Z to 01:59Z missed superseded x 59',
        '02:00Z schedule',
      ],
    ],
    [
      'a reason that holds for one is no range',
      {...minutely, catchUp: 'latest', catchUpWindowMs: 90_500},
      '02:00:30',
      3,
      ['00:01Z to 01:58Z missed outside-window x 118', '01:59Z missed superseded', '02:00Z schedule'],
    ],
  ])('%s', (_, changes, now, count, last) => {
    const all = fates(changes, now)
    expect(all).toHaveLength(count)
    expect(all.slice(-last.length)).toEqual(last)
  })
})

describe('while another run of the review is open', () => {
  type Row = [string, Partial<DueReview>, readonly OpenRun[], string, string[], string[]]

  it.each<Row>([
    ['skip: nothing open', {}, [], '01:00:30', ['01:00Z schedule'], []],
    ['skip: one is running', {}, [running], '01:00:30', ['01:00Z skipped overlap'], []],
    ['skip: one is waiting', {}, [waiting], '01:00:30', ['01:00Z skipped overlap'], []],
    ['skip: one asked for by hand', {}, [byHand], '01:00:30', ['01:00Z skipped overlap'], []],
    [
      'skip: also what is caught up',
      {},
      [running],
      '02:30:00',
      ['01:00Z missed superseded', '02:00Z skipped overlap'],
      [],
    ],
    [
      'skip: all that are caught up',
      {catchUp: 'all'},
      [running],
      '02:30:00',
      ['01:00Z skipped overlap', '02:00Z skipped overlap'],
      [],
    ],
    [
      'skip: those caught up together are no overlap, for the one on time they are',
      {catchUp: 'all'},
      [],
      '03:00:30',
      ['01:00Z catch-up', '02:00Z catch-up', '03:00Z skipped overlap'],
      [],
    ],
    [
      'skip: two on time at once',
      {schedule: '0,1 1 * * *'},
      [],
      '01:01:00',
      ['01:00Z schedule', '01:01Z skipped overlap'],
      [],
    ],
    ['queue: one is running', {overlap: 'queue'}, [running], '01:00:30', ['01:00Z schedule'], []],
    [
      'queue: one is waiting',
      {overlap: 'queue'},
      [running, waiting],
      '01:00:30',
      ['01:00Z skipped already-waiting'],
      [],
    ],
    [
      'queue: two on time at once',
      {overlap: 'queue', schedule: '0,1 1 * * *'},
      [running],
      '01:01:00',
      ['01:00Z schedule', '01:01Z skipped already-waiting'],
      [],
    ],
    [
      'queue: those caught up together all wait',
      {overlap: 'queue', catchUp: 'all'},
      [running],
      '03:00:30',
      ['01:00Z catch-up', '02:00Z catch-up', '03:00Z skipped already-waiting'],
      [],
    ],
    [
      'queue: all that are caught up behind one that waits',
      {overlap: 'queue', catchUp: 'all'},
      [waiting],
      '02:30:00',
      ['01:00Z skipped already-waiting', '02:00Z skipped already-waiting'],
      [],
    ],
    ['cancel-previous: nothing open', {overlap: 'cancel-previous'}, [], '01:00:30', ['01:00Z schedule'], []],
    [
      'cancel-previous: all that are open end',
      {overlap: 'cancel-previous'},
      [running, waiting],
      '01:00:30',
      ['01:00Z schedule'],
      ['run-1', 'run-2'],
    ],
    [
      'cancel-previous: none ends for misses alone',
      {overlap: 'cancel-previous', catchUp: 'none'},
      [running],
      '01:30:00',
      ['01:00Z missed catch-up-off'],
      [],
    ],
    ['cancel-previous: none ends for nothing', {overlap: 'cancel-previous'}, [running], '00:30:00', [], []],
    [
      'cancel-previous: those caught up together do not end each other',
      {overlap: 'cancel-previous', catchUp: 'all'},
      [running],
      '02:30:00',
      ['01:00Z catch-up', '02:00Z catch-up'],
      ['run-1'],
    ],
    [
      'cancel-previous: the one on time takes their place',
      {overlap: 'cancel-previous', catchUp: 'all'},
      [running],
      '03:00:30',
      ['01:00Z skipped replaced', '02:00Z skipped replaced', '03:00Z schedule'],
      ['run-1'],
    ],
    [
      'cancel-previous: two on time at once',
      {overlap: 'cancel-previous', schedule: '0,1 1 * * *'},
      [],
      '01:01:00',
      ['01:00Z skipped replaced', '01:01Z schedule'],
      [],
    ],
  ])('%s', (_, changes, openRuns, now, expected, cancelled) => {
    expect(fates(changes, now, openRuns)).toEqual(expected)
    expect(decide(changes, `2027-03-14T${now}Z`, openRuns).cancelRunIds).toEqual(cancelled)
  })
})

describe('the words', () => {
  const late = 'missed: the daemon was not running or late, and'
  const due = 'the run due Sat 13 Mar 2027 18:00 -05:00'

  it.each<[string, Partial<DueReview>, string, readonly OpenRun[], string]>([
    ['superseded', {}, '02:30:00', [], `${late} a later one took its place`],
    [
      'outside-window',
      {catchUpWindowMs: 0},
      '01:30:00',
      [],
      `${late} that is longer ago than the catch-up window`,
    ],
    [
      'over-limit',
      {catchUp: 'all', schedule: '* * * * *'},
      '01:50:00',
      [],
      `${late} only the newest 100 are caught up`,
    ],
    ['catch-up-off', {catchUp: 'none'}, '01:30:00', [], `${late} catch-up is off`],
    [
      'overlap, running',
      {},
      '01:00:30',
      [waiting, running],
      `skipped: ${due}, started Sat 13 Mar 2027 18:01 -05:00, is still running`,
    ],
    ['overlap, waiting', {}, '01:00:30', [waiting], `skipped: ${due} is still waiting to start`],
    [
      'overlap, not of the schedule',
      {},
      '01:00:30',
      [byHand],
      'skipped: a run outside of the schedule, started Sat 13 Mar 2027 18:01 -05:00, is still running',
    ],
    [
      'already-waiting',
      {overlap: 'queue'},
      '01:00:30',
      [running, waiting],
      `skipped: ${due} is already waiting to start, and no more than one waits`,
    ],
    [
      'replaced',
      {overlap: 'cancel-previous', schedule: '30,31 * * * *'},
      '00:31:00',
      [],
      'skipped: a later one took its place before it could start',
    ],
  ])('of %s', (_, changes, now, openRuns, words) => {
    const review = {timezoneCanonical: 'America/New_York', ...changes}
    expect(decide(review, `2027-03-14T${now}Z`, openRuns).entries[0]).toMatchObject({words})
  })
})

describe('the splay', () => {
  it.each<[string, Partial<DueReview>, string]>([
    ['off', {splayMs: 0}, '2027-03-14T01:00:00.000Z'],
    ['a minute', {splayMs: 60_000}, '2027-03-14T01:00:45.487Z'],
    ['the same minute for another id', {splayMs: 60_000, id: 'review-2'}, '2027-03-14T01:00:23.106Z'],
  ])('%s: moves the start, not the identity', (_, changes, startAt) => {
    const at = new Date('2027-03-14T01:00:00Z')
    for (const now of ['2027-03-14T01:00:00Z', '2027-03-14T01:30:00Z'])
      expect(decide(changes, now).entries).toMatchObject([{kind: 'queued', at, startAt: new Date(startAt)}])
  })
})

describe('cursor and next time', () => {
  it.each<[string, Partial<DueReview>, string, string, string | null]>([
    [
      'move on when nothing was due',
      {},
      '2027-03-14T00:30:00Z',
      '2027-03-14T00:30:00Z',
      '2027-03-14T01:00:00Z',
    ],
    [
      'come after one that is due now',
      {},
      '2027-03-14T01:00:00Z',
      '2027-03-14T01:00:00Z',
      '2027-03-14T02:00:00Z',
    ],
    ['stay at the cursor itself', {}, '2027-03-14T00:00:00Z', '2027-03-14T00:00:00Z', '2027-03-14T01:00:00Z'],
    [
      'stay when the clock was put back',
      {},
      '2027-03-13T20:00:00Z',
      '2027-03-14T00:00:00Z',
      '2027-03-14T01:00:00Z',
    ],
    [
      'stay when it was put back by a year',
      {},
      '2026-03-14T00:00:00Z',
      '2027-03-14T00:00:00Z',
      '2027-03-14T01:00:00Z',
    ],
    [
      'begin with the creation, also when that is to come',
      {cursor: null, createdAt: new Date('2027-03-14T00:30:00Z')},
      '2027-03-14T00:10:00Z',
      '2027-03-14T00:30:00Z',
      '2027-03-14T01:00:00Z',
    ],
    [
      'end with the pattern',
      {cursor: new Date('2999-12-31T22:30:00Z')},
      '2999-12-31T23:30:00Z',
      '2999-12-31T23:30:00Z',
      null,
    ],
  ])('%s', (_, changes, now, cursor, nextRunAt) => {
    expect(decide(changes, now)).toMatchObject({
      cursor: new Date(cursor),
      nextRunAt: nextRunAt && new Date(nextRunAt),
      hasMore: false,
    })
  })

  it('decide nothing twice when the clock goes back and comes again', () => {
    let cursor: Date | null = new Date('2027-03-14T00:30:00Z')
    const queued: string[] = []
    for (const now of ['01:00:00', '02:00:10', '00:59:00', '01:00:00', '02:00:10', '02:59:59', '03:00:01']) {
      const decision = decide({cursor}, `2027-03-14T${now}Z`)
      expect(decision.cursor >= cursor!).toBe(true)
      cursor = decision.cursor
      queued.push(...decision.entries.map(entryText))
    }
    expect(queued).toEqual(['01', '02', '03'].map(label => `2027-03-14T${label}:00Z schedule`))
  })
})

describe('more occurrences than one call decides', () => {
  const minutely = {schedule: '* * * * *', catchUpWindowMs: 400 * day} as const
  const minutesOn = (count: number) => new Date(Date.parse('2027-03-14T00:00:30Z') + count * 60_000)

  it.each<[string, Partial<DueReview>, number, number[], string]>([
    ['a thousand are one call', {catchUp: 'none'}, 1000, [1000], '2027-03-14T16:40Z schedule'],
    [
      'one more, on time, is a call of its own',
      {catchUp: 'none'},
      1001,
      [1000, 1],
      '2027-03-14T16:41Z schedule',
    ],
    [
      'one more, with one to run before it',
      {catchUp: 'all'},
      1001,
      [900, 101],
      '2027-03-14T16:41Z skipped overlap',
    ],
    ['a hundred more', {catchUp: 'all'}, 1100, [999, 101], '2027-03-14T18:20Z skipped overlap'],
    ['a hundred and one more', {catchUp: 'all'}, 1101, [1000, 101], '2027-03-14T18:21Z skipped overlap'],
    ['the latest is the last', {catchUp: 'latest'}, 2000, [1000, 1000], '2027-03-15T09:20Z schedule'],
  ])('%s', (_, changes, count, sizes, last) => {
    const review = aDueReview({...minutely, ...changes})
    const {calls, entries, cursor} = decideAll(review, minutesOn(count))
    const sizeOf = (call: (typeof calls)[number]) =>
      call.entries.reduce((sum, entry) => sum + (entry.kind === 'missed-range' ? entry.count : 1), 0)
    expect(calls.map(sizeOf)).toEqual(sizes)
    expect(entryText(entries.at(-1)!)).toBe(last)
    expect(cursor).toEqual(minutesOn(count))
    for (const {cursor: decided, nextRunAt} of calls.slice(0, -1))
      expect(nextRunAt?.getTime()).toBe(decided.getTime() + 60_000)
  })

  it('ends no run before the call that queues another', () => {
    const review = aDueReview({...minutely, overlap: 'cancel-previous'})
    const {calls} = decideAll(review, minutesOn(1500), [running])
    expect(calls.map(({cancelRunIds}) => cancelRunIds)).toEqual([[], ['run-1']])
  })

  it('a year of them is decided a thousand at a time, up to the one that runs', () => {
    const year = new Date('2028-03-14T00:05:30Z')
    const first = decide(minutely, year.toISOString())
    expect(first).toMatchObject({
      entries: [{kind: 'missed-range', count: 1000, reason: 'superseded'}],
      cursor: new Date('2027-03-14T16:40:00Z'),
      nextRunAt: new Date('2027-03-14T16:41:00Z'),
      hasMore: true,
    })
    const last = decide({...minutely, cursor: new Date('2028-03-14T00:00:00Z')}, year.toISOString())
    expect(last.entries.map(entryText)).toContain('2028-03-14T00:05Z schedule')
    expect(last).toMatchObject({cursor: year, hasMore: false})
  })
})
