import {parse} from 'node-cron'
import {describe, expect, it} from 'vitest'
import {localIso} from '../../../src/domain/schedule/local-time.js'
import {occurrencesOf} from '../../../src/domain/schedule/occurrences.js'
import {parseSchedule} from '../../../src/domain/schedule/schedule-text.js'
import {nodeCronRuns} from '../../support/node-cron-runs.js'

// docs/scheduling.md, "Where revsched and node-cron differ", lists what these tables show.

type Asked = {cron: string; zone: string; after: string; count: number}

function revsched({cron, zone, after, count}: Asked): string[] {
  return localTimes(occurrencesOf(parseSchedule(cron).cron, zone).list(new Date(after), count), zone)
}

function nodeCron({cron, zone, after, count}: Asked): string[] {
  return localTimes(nodeCronRuns(cron, zone, {after: new Date(after), count}), zone)
}

/** `03-14 03:00-04:00`. */
function localTimes(runs: readonly Date[], zone: string): string[] {
  return runs
    .map(at => localIso(at, zone))
    .map(iso => `${iso.slice(5, 10)} ${iso.slice(11, 16)}${iso.slice(19)}`)
}

const springInNewYork = {zone: 'America/New_York', after: '2027-03-14T05:00:00Z'}
const autumnInNewYork = {zone: 'America/New_York', after: '2027-11-07T04:30:00Z'}

describe('the clocks change', () => {
  it.each([
    {
      name: 'a written time that is skipped runs at the end of the gap, or not at all',
      asked: {...springInNewYork, cron: '30 2 * * *', count: 1},
      ours: ['03-14 03:00-04:00'],
      theirs: ['03-15 02:30-04:00'],
    },
    {
      name: 'one skipped time of a list',
      asked: {...springInNewYork, cron: '30 1-3 * * *', count: 3},
      ours: ['03-14 01:30-05:00', '03-14 03:00-04:00', '03-14 03:30-04:00'],
      theirs: ['03-14 01:30-05:00', '03-14 03:30-04:00', '03-15 01:30-04:00'],
    },
    {
      name: 'midnight is skipped',
      asked: {zone: 'Africa/Cairo', after: '2027-04-29T12:00:00Z', cron: '0 0 * * *', count: 1},
      ours: ['04-30 01:00+03:00'],
      theirs: ['05-01 00:00+03:00'],
    },
    {
      name: 'the gap ends on the next date',
      asked: {zone: 'America/Nuuk', after: '2027-03-27T12:00:00Z', cron: '30 23 * * *', count: 1},
      ours: ['03-28 00:00-01:00'],
      theirs: ['03-28 23:30-01:00'],
    },
    {
      name: 'every hour of a day of 25 hours, or silence in the repeated one',
      asked: {...autumnInNewYork, cron: '0 * * * *', count: 3},
      ours: ['11-07 01:00-04:00', '11-07 01:00-05:00', '11-07 02:00-05:00'],
      theirs: ['11-07 01:00-04:00', '11-07 02:00-05:00', '11-07 03:00-05:00'],
    },
    {
      name: 'steps within the repeated hour',
      asked: {...autumnInNewYork, cron: '*/30 1 * * *', count: 4},
      ours: ['11-07 01:00-04:00', '11-07 01:30-04:00', '11-07 01:00-05:00', '11-07 01:30-05:00'],
      theirs: ['11-07 01:00-04:00', '11-07 01:30-04:00', '11-08 01:00-05:00', '11-08 01:30-05:00'],
    },
  ])('$name: $asked.cron', ({asked, ours, theirs}) => {
    expect({ours: revsched(asked), theirs: nodeCron(asked)}).toEqual({ours, theirs})
  })
})

describe('both day fields: one of them is enough, or both are wanted', () => {
  it.each([
    ['a date and a weekday', '0 6 13 * FRI', ['08-06', '08-13', '08-20'], ['08-13', '10-13', '04-13']],
    ['the last day and a weekday', '0 6 L * FRI', ['08-06', '08-13', '08-20'], ['12-31', '03-31', '06-30']],
    [
      'a step counts as a restriction',
      '0 6 */10 * MON',
      ['08-01', '08-02', '08-09'],
      ['10-11', '11-01', '01-31'],
    ],
    ['so does the whole range', '0 6 1-31 * MON', ['08-01', '08-02', '08-03'], ['08-02', '08-09', '08-16']],
  ])('%s: %s', (_, cron, ours, theirs) => {
    const asked = {cron, zone: 'UTC', after: '2027-08-01T00:00:00Z', count: 3}
    const dates = (times: string[]) => times.map(time => time.slice(0, 5))
    expect({ours: dates(revsched(asked)), theirs: dates(nodeCron(asked))}).toEqual({ours, theirs})
  })
})

describe('revsched refuses what node-cron runs', () => {
  it.each([
    ['seconds', '30 0 6 * * 1', 'seconds are not supported', ['01-04T06:00:30', '01-11T06:00:30']],
    ['"?"', '0 6 ? * 1', '"?" is not supported', ['01-04T06:00:00', '01-11T06:00:00']],
    ['days before the last', '0 6 L-3 * *', 'day-of-month field', ['01-28T06:00:00', '02-25T06:00:00']],
    ['LW in a list', '0 6 15,LW * *', '"LW" stands alone', ['01-15T06:00:00', '01-29T06:00:00']],
    ['names of months', '0 6 1 JUNE *', 'allowed: 1-12 or JAN-DEC', ['06-01T06:00:00', '06-01T06:00:00']],
    ['names of weekdays', '0 6 * * MONDAY', 'allowed: 0-7 or SUN-SAT', ['01-04T06:00:00', '01-11T06:00:00']],
    ['hours across midnight', '0 23-0 * * *', 'runs backwards', ['01-01T23:00:00', '01-02T00:00:00']],
    ['months across the year', '0 6 1 DEC-JAN *', 'runs backwards', ['01-01T06:00:00', '12-01T06:00:00']],
    ['weekdays across Sunday', '0 6 * * SAT-MON/2', 'runs backwards', ['01-02T06:00:00', '01-04T06:00:00']],
    ['Sunday to Sunday', '0 6 * * SUN-SUN', 'may be one day or all', ['01-03T06:00:00', '01-10T06:00:00']],
    ['a step as large as its field', '*/60 * * * *', 'not smaller', ['01-01T01:00:00', '01-01T02:00:00']],
  ])('%s: %s', (_, cron, message, theirs) => {
    expect(() => parseSchedule(cron)).toThrow(message)
    const runs = nodeCronRuns(cron, 'UTC', {after: new Date('2027-01-01T00:00:00Z'), count: 2})
    expect(runs.map(at => at.toISOString().slice(5, 19))).toEqual(theirs)
  })

  it('a line that is never due, which node-cron finds out only when it looks for the date', () => {
    expect(() => parseSchedule('0 6 31W 4 *')).toThrow('it is never due')
    expect(() => parse('0 6 31W 4 *')).not.toThrow()
    expect(() =>
      nodeCronRuns('0 6 31W 4 *', 'UTC', {after: new Date('2027-01-01T00:00:00Z'), count: 1}),
    ).toThrow('Could not find')
  })
})

describe('node-cron refuses what revsched runs', () => {
  it.each([
    [
      'the last weekday by name and "#"',
      '0 6 * * FRI#L',
      'invalid expression for week day',
      '01-29 06:00+00:00',
    ],
    ['"+" for both day fields', '0 6 13 * +FRI', 'illegal characters', '08-13 06:00+00:00'],
  ])('%s: %s', (_, cron, message, first) => {
    const asked = {cron, zone: 'UTC', after: '2027-01-01T12:00:00Z', count: 1}
    expect(() => nodeCron(asked)).toThrow(message)
    expect(revsched(asked)).toEqual([first])
  })
})

describe('where one might expect a difference and there is none', () => {
  const newYear = {zone: 'UTC', after: '2027-01-01T12:00:00Z'}
  it.each([
    ['7 is Sunday', {...newYear, cron: '0 6 * * 7', count: 2}, ['01-03 06:00+00:00', '01-10 06:00+00:00']],
    ['a range to 0', {...newYear, cron: '0 6 * * 6-0', count: 2}, ['01-02 06:00+00:00', '01-03 06:00+00:00']],
    [
      '31W only in long months',
      {...newYear, cron: '0 6 31W * *', count: 2},
      ['01-29 06:00+00:00', '03-31 06:00+00:00'],
    ],
    ['1W stays in its month', {...newYear, cron: '0 6 1W 5 *', count: 1}, ['05-03 06:00+00:00']],
    [
      'a fifth Monday',
      {...newYear, cron: '0 6 * * MON#5', count: 2},
      ['03-29 06:00+00:00', '05-31 06:00+00:00'],
    ],
    ['the last Sunday as 7L', {...newYear, cron: '0 6 * * 7L', count: 1}, ['01-31 06:00+00:00']],
    [
      'a repeated written time',
      {...autumnInNewYork, cron: '0 1,2 * * *', count: 2},
      ['11-07 01:00-04:00', '11-07 02:00-05:00'],
    ],
    [
      'steps in the skipped hour',
      {...springInNewYork, cron: '*/30 2 * * *', count: 1},
      ['03-15 02:00-04:00'],
    ],
  ])('%s', (_, asked, expected) => {
    expect({ours: revsched(asked), theirs: nodeCron(asked)}).toEqual({ours: expected, theirs: expected})
  })
})
