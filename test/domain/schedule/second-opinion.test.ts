import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {occurrencesOf} from '../../../src/domain/schedule/occurrences.js'
import {parseSchedule} from '../../../src/domain/schedule/schedule-text.js'
import {zoneCalendar} from '../../../src/domain/schedule/zone-calendar.js'
import {nodeCronRuns} from '../../support/node-cron-runs.js'

const seed = 20_261_123
const numRuns = 400
const count = 3

const zones = [
  'UTC',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Santiago',
  'Europe/London',
  'Europe/Berlin',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
]

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

type Bounds = {min: number; max: number; names?: readonly string[]}

function singleOf({min, max, names = []}: Bounds) {
  return fc
    .tuple(fc.integer({min, max}), fc.boolean())
    .map(([value, named]) => (named && names[value - min]) || String(value))
}

function rangeOf({min, max}: Bounds) {
  return fc
    .uniqueArray(fc.integer({min, max}), {minLength: 2, maxLength: 2})
    .map(ends => ends.sort((a, b) => a - b) as [number, number])
}

function namedRangeOf(bounds: Bounds) {
  const {min, names} = bounds
  return rangeOf(bounds).map(ends => ends.map(end => names?.[end - min] ?? end).join('-'))
}

function steppedRangeOf(bounds: Bounds) {
  return rangeOf(bounds).chain(([from, to]) =>
    fc.integer({min: 1, max: Math.max(1, to - from)}).map(step => `${from}-${to}/${step}`),
  )
}

function listOf(item: fc.Arbitrary<string>) {
  return fc.array(item, {minLength: 1, maxLength: 3}).map(items => items.join(','))
}

function fieldOf(bounds: Bounds, special: readonly string[] = []) {
  const size = bounds.max - bounds.min
  const items = [singleOf(bounds), namedRangeOf(bounds), steppedRangeOf(bounds)]
  return fc.oneof(
    {
      weight: 3,
      arbitrary: listOf(fc.oneof(...items, ...(special.length > 0 ? [fc.constantFrom(...special)] : []))),
    },
    {weight: 1, arbitrary: fc.integer({min: 1, max: size - 1}).map(step => `*/${step}`)},
    {weight: 1, arbitrary: fc.constant('*')},
  )
}

const minute = fieldOf({min: 0, max: 59})
const hour = fieldOf({min: 0, max: 23})
const month = fc.oneof({weight: 2, arbitrary: fc.constant('*')}, fieldOf({min: 1, max: 12, names: months}))
const day = fc.oneof(
  {weight: 4, arbitrary: fieldOf({min: 1, max: 31}, ['L', '1W', '15W', '30W', '31W'])},
  fc.constant('LW'),
)
const weekday = fieldOf({min: 0, max: 6, names: weekdays}, ['7', '5-7', 'MON#1', '7#2', 'TUE#5', '5L', '7L'])

/** One day field at most: with two, node-cron wants both, which is "+" to revsched. */
const days = fc.oneof(
  fc.record({day, weekday: fc.constant('*'), plus: fc.constant('')}),
  fc.record({day: fc.constant('*'), weekday, plus: fc.constant('')}),
  fc.record({day, weekday, plus: fc.constant('+')}),
)

const line = fc
  .record({minute, hour, month, days})
  .map(({minute, hour, month, days: {day, weekday, plus}}) => ({
    ours: `${minute} ${hour} ${day} ${month} ${plus}${weekday}`,
    theirs: `${minute} ${hour} ${day} ${month} ${weekday}`,
  }))
  .filter(({ours}) => isAccepted(ours))

/** Refused are the lines that are never due, as the 31st of February. */
function isAccepted(cron: string): boolean {
  try {
    return parseSchedule(cron).cron === cron
  } catch (error) {
    expect(error).toMatchObject({message: expect.stringContaining('never due')})
    return false
  }
}

const start = fc.date({
  min: new Date('2024-01-01T00:00:00Z'),
  max: new Date('2036-12-31T23:59:59Z'),
  noInvalidDate: true,
})

/** A change of the clocks within a day and a half: there the two differ, see second-opinion-differences.test.ts. */
function isNearChange(at: Date, timeZone: string): boolean {
  const {offsetAt} = zoneCalendar(timeZone)
  return offsetAt(at.getTime() - 129_600_000) !== offsetAt(at.getTime() + 129_600_000)
}

function untilChange(runs: readonly Date[], timeZone: string): number {
  const near = runs.findIndex(at => isNearChange(at, timeZone))
  return near < 0 ? runs.length : near
}

describe('node-cron agrees away from changes of the clocks', () => {
  it(`on the next ${count} occurrences of ${numRuns} lines`, () => {
    let compared = 0
    const agrees = fc.property(line, fc.constantFrom(...zones), start, ({ours, theirs}, timeZone, after) => {
      fc.pre(!isNearChange(after, timeZone))
      const revsched = occurrencesOf(ours, timeZone).list(after, count)
      const nodeCron = nodeCronRuns(theirs, timeZone, {after, count})
      const quiet = Math.min(untilChange(revsched, timeZone), untilChange(nodeCron, timeZone))
      expect(revsched.slice(0, quiet)).toEqual(nodeCron.slice(0, quiet))
      compared += quiet
    })
    fc.assert(agrees, {seed, numRuns})
    expect(compared).toBeGreaterThan(0.9 * count * numRuns)
  })
})
