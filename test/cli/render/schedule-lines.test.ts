import {describe, expect, it} from 'vitest'
import {planSchedule} from '../../../src/app/plan-schedule.js'
import {scheduleLines, warningLines} from '../../../src/cli/render/schedule-lines.js'
import {displayWidth} from '../../../src/report/escape.js'
import {recordedOutput} from '../../support/fake-output.js'

const newYork = 'America/New_York'

function lines(
  schedule: string,
  timezone: string,
  {from = '2027-03-12T12:00:00Z', count = 3, width = 100} = {},
) {
  const now = new Date(from)
  const plan = planSchedule(schedule, timezone, {from: now, count})
  return scheduleLines(plan, now, recordedOutput({width})).trimEnd().split('\n')
}

describe('a schedule and its next times', () => {
  it('in a spring with a gap', () => {
    expect(lines('30 2 * * *', newYork)).toEqual([
      '  schedule  30 2 * * * (every day at 2:30)',
      '  zone      America/New_York',
      '  next      Sat 13 Mar 2027 02:30 -05:00  in 19h 30m',
      '            Sun 14 Mar 2027 03:00 -04:00  clocks skip 02:30: runs at 03:00, the first minute after',
      '            Mon 15 Mar 2027 02:30 -04:00',
    ])
  })

  it('in an autumn that repeats an hour', () => {
    const [, , ...next] = lines('30 1 * * *', newYork, {from: '2027-11-06T12:00:00Z', count: 2})
    expect(next).toEqual([
      '  next      Sun 7 Nov 2027 01:30 -04:00  in 17h 30m  clocks repeat 01:30: runs the first time',
      '            Mon 8 Nov 2027 01:30 -05:00',
    ])
  })

  it.each([
    ['a pattern follows the clock', '*/30 2 * * *', newYork],
    ['a time beside the gap', '0 4 * * *', newYork],
    ['a zone without changes', '30 2 * * *', 'Asia/Tokyo'],
  ])('no note where nothing is skipped: %s', (_, schedule, zone) => {
    expect(lines(schedule, zone, {count: 5}).join('\n')).not.toContain('clocks')
  })

  it.each([80, 60, 40])('puts a note below its time in %d columns', width => {
    const shown = lines('30 2 * * *', newYork, {width})
    for (const line of shown) expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(width, 52))
    const at = shown.findIndex(line => line.includes('Sun 14 Mar'))
    expect(shown[at]).toBe('            Sun 14 Mar 2027 03:00 -04:00')
    expect(shown[at + 1]).toMatch(/^ {14}clocks skip 02:30/)
  })

  it('names the zone as it was given, with its own name beside it', () => {
    expect(lines('0 6 * * 1', 'US/Eastern')[1]).toBe('  zone      US/Eastern (America/New_York)')
  })

  it('gives no words where there are none', () => {
    expect(lines('7 3-5 * 2 1#2', 'UTC')[0]).toBe('  schedule  7 3-5 * 2 1#2')
  })

  it('has no times for a review that is paused', () => {
    expect(lines('0 6 * * 1', 'UTC', {count: 0})).toHaveLength(2)
  })
})

describe('the warnings of a schedule', () => {
  const either = expect.stringMatching(/^warning: it is due on day-of-month/)
  const uneven = expect.stringMatching(/^warning: "\*\/45" is not every 45 minutes/)

  it.each<[string, string, string, unknown[]]>([
    ['none', '0 6 * * 1', newYork, []],
    ['none where both days must hold', '0 6 13 * +FRI', newYork, []],
    ['another alone', '*/45 * * * *', newYork, [uneven]],
    [
      'either day, with the dates that are both',
      '0 6 13 * FRI',
      newYork,
      [either, '  both days: Fri 13 Aug 2027, Fri 13 Oct 2028, Fri 13 Apr 2029\n'],
    ],
    [
      'either day, each date once, with another below',
      '*/45 * 13 * FRI',
      'Asia/Tokyo',
      [either, '  both days: Fri 13 Aug 2027, Fri 13 Oct 2028, Fri 13 Apr 2029\n', uneven],
    ],
    ['dates that do not exist', '0 6 30 2 MON', newYork, [either, '  both days: never\n']],
  ])('%s', (_, schedule, timezone, expected) => {
    const plan = planSchedule(schedule, timezone, {from: new Date('2027-03-12T12:00:00Z'), count: 0})
    expect(warningLines(plan, recordedOutput())).toEqual(expected)
  })
})
