import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {describeCron} from '../../../src/domain/schedule/describe-cron.js'
import {occurrencesOf} from '../../../src/domain/schedule/occurrences.js'
import {parseSchedule} from '../../../src/domain/schedule/schedule-text.js'

describe('words', () => {
  it.each([
    ['0 6 * * *', 'every day at 6:00'],
    ['5 18 * * *', 'every day at 18:05'],
    ['0 0 * * *', 'every day at 0:00'],
    ['0 6 * * 0', 'every Sunday at 6:00'],
    ['0 6 * * 7', 'every Sunday at 6:00'],
    ['0 6 * * SUN', 'every Sunday at 6:00'],
    ['0 6 * * 1,4', 'every Monday and Thursday at 6:00'],
    ['0 6 * * MON,WED,FRI', 'every Monday, Wednesday and Friday at 6:00'],
    ['0 6 * * MON-FRI', 'weekdays at 6:00'],
    ['0 6 * * 6,0', 'weekends at 6:00'],
    ['0 6 * * 6,7', 'weekends at 6:00'],
    ['0 6 * * FRI#L', 'last Friday of the month at 6:00'],
    ['0 6 * * 5#L', 'last Friday of the month at 6:00'],
    ['0 6 * * 7#2', 'second Sunday of the month at 6:00'],
    ['0 6 * * TUE#4', 'fourth Tuesday of the month at 6:00'],
    ['0 6 L * *', 'last day of the month at 6:00'],
    ['0 6 LW * *', 'last business day of the month at 6:00'],
    ['0 6 L 3,6,9,12 *', 'last day of the quarter at 6:00'],
    ['0 6 1 1,4,7,10 *', 'first day of the quarter at 6:00'],
    ['0 6 1 * *', '1st of the month at 6:00'],
    ['0 6 2,3,11 * *', '2nd, 3rd and 11th of the month at 6:00'],
    ['0 6 12,13,21 * *', '12th, 13th and 21st of the month at 6:00'],
    ['0 6 22,23,31 * *', '22nd, 23rd and 31st of the month at 6:00'],
    ['0 * * * *', 'every hour'],
    ['0 */1 * * *', 'every hour'],
    ['0 */2 * * *', 'every 2 hours'],
    ['*/30 * * * *', 'every 30 minutes'],
    ['005 06 * * 1', 'every Monday at 6:05'],
    ['0 6 01,015 * *', '1st and 15th of the month at 6:00'],
    ['*/015 * * * *', 'every 15 minutes'],
  ])('%s: %s', (cron, words) => expect(describeCron(cron)).toBe(words))

  it.each([
    ['every minute', '* * * * *'],
    ['steps of one minute', '*/1 * * * *'],
    ['steps that do not divide the hour', '*/25 * * * *'],
    ['steps that do not divide the day', '0 */5 * * *'],
    ['steps from another minute', '5-59/10 * * * *'],
    ['every hour at half past', '30 * * * *'],
    ['steps of hours at half past', '30 */2 * * *'],
    ['steps of minutes in some hours', '*/15 9-17 * * *'],
    ['steps of minutes on one day', '*/15 * * * 1'],
    ['steps of hours on one day', '0 */2 * * 1'],
    ['two times a day', '0 6,18 * * *'],
    ['two minutes of an hour', '0,30 6 * * *'],
    ['a range of other weekdays', '0 6 * * 2-4'],
    ['a fifth Monday', '0 6 * * MON#5'],
    ['two counted weekdays', '0 6 * * MON#1,MON#3'],
    ['a last weekday as 5L', '0 6 * * 5L'],
    ['a date or a weekday', '0 6 1 * 1'],
    ['a date that is a weekday', '0 6 13 * +FRI'],
    ['a last day that is a weekday', '0 6 L 3,6,9,12 +FRI'],
    ['some months', '0 6 1 2,5,8,11 *'],
    ['the last day of other months', '0 6 L 1,4,7,10 *'],
    ['a date in the quarters', '0 6 15 1,4,7,10 *'],
    ['the business day nearest to a date', '0 6 15W * *'],
    ['a last day in a list', '0 6 15,L * *'],
  ])('none for %s: %s', (_, cron) => expect(describeCron(cron)).toBeNull())
})

const seed = 20_261_123

const rarely = (usual: fc.Arbitrary<string>, ...others: string[]) =>
  fc.oneof({weight: 3, arbitrary: usual}, {weight: 1, arbitrary: fc.constantFrom(...others)})
const list = (item: fc.Arbitrary<string>) =>
  fc.array(item, {minLength: 1, maxLength: 3}).map(items => items.join(','))

const number = (min: number, max: number) => fc.integer({min, max}).map(String)
const date = rarely(number(1, 31), 'L', '015', '15W', '1-5')
const weekdayName = fc.constantFrom('0', '1', '5', '6', '7', 'SUN', 'MON', 'FRI', 'SAT')
const counted = fc
  .tuple(weekdayName, fc.constantFrom('#1', '#4', '#5', '#L', 'L', '-7'))
  .map(parts => parts.join(''))

/** Lines near to those that there are words for: most random ones have none. */
const line = fc
  .record({
    minute: rarely(number(0, 59), '*', '*/1', '*/15', '*/7', '0,30', '05', '5-10'),
    hour: rarely(number(0, 23), '*', '*/1', '*/2', '*/5', '9-17', '06', '6,18'),
    day: fc.oneof(fc.constant('*'), rarely(list(date), 'LW', '*/2', '1', 'L')),
    month: rarely(fc.constant('*'), '1,4,7,10', '3,6,9,12', '2', '*/3', 'JAN-JUN'),
    weekday: fc.oneof(
      fc.constant('*'),
      rarely(list(fc.oneof(weekdayName, counted)), '1-5', 'MON-FRI', '0,6', '+FRI', '+*', '*/2'),
    ),
  })
  .map(({minute, hour, day, month, weekday}) => [minute, hour, day, month, weekday].join(' '))

function acceptedCron(text: string): string | null {
  try {
    return parseSchedule(text).cron
  } catch {
    return null
  }
}

const zone = fc.constantFrom(
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'America/Nuuk',
  'Asia/Kathmandu',
  'Africa/Cairo',
)
const start = fc.date({min: new Date('2024-01-01'), max: new Date('2036-12-31'), noInvalidDate: true})

describe('words are only given where they are right', () => {
  it('they are read back as a line with the same next five occurrences', () => {
    let given = 0
    const sameTimes = fc.property(line, zone, start, (text, timeZone, after) => {
      const cron = acceptedCron(text)
      const words = cron && describeCron(cron)
      if (!cron || !words) return
      given++
      const readBack = parseSchedule(words).cron
      expect(occurrencesOf(readBack, timeZone).list(after, 5)).toEqual(
        occurrencesOf(cron, timeZone).list(after, 5),
      )
    })
    fc.assert(sameTimes, {seed, numRuns: 700})
    expect(given).toBeGreaterThan(100)
  })
})
