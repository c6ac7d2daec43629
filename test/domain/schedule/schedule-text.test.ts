import {describe, expect, it} from 'vitest'
import {describeCron} from '../../../src/domain/schedule/describe-cron.js'
import {parseSchedule} from '../../../src/domain/schedule/schedule-text.js'
import {parseTimeZone} from '../../../src/domain/schedule/time-zone.js'

describe('schedules in words', () => {
  it.each([
    ['every monday at 6am', '0 6 * * 1'],
    ['mondays at 6:00', '0 6 * * 1'],
    ['Every Monday at 6 AM', '0 6 * * 1'],
    ['every mon,thu 7:15pm', '15 19 * * 1,4'],
    ['every monday and thursday at 6:00', '0 6 * * 1,4'],
    ['every monday, wednesday and friday at 8:05', '5 8 * * 1,3,5'],
    ['weekdays at 18:30', '30 18 * * 1-5'],
    ['weekends at 10am', '0 10 * * 0,6'],
    ['every day at noon', '0 12 * * *'],
    ['daily 17:00', '0 17 * * *'],
    ['daily at midnight', '0 0 * * *'],
    ['every day at 12am', '0 0 * * *'],
    ['every day at 12pm', '0 12 * * *'],
    ['1st and 15th at noon', '0 12 1,15 * *'],
    ['monthly on the 3rd at 8:30', '30 8 3 * *'],
    ['first monday of the month at 9:00', '0 9 * * MON#1'],
    ['first and third monday of the month at 9:00', '0 9 * * MON#1,MON#3'],
    ['last friday of the month at 9:00', '0 9 * * FRI#L'],
    ['last day of the month at 17:00', '0 17 L * *'],
    ['last business day of the month at 17:00', '0 17 LW * *'],
    ['last business day of the quarter at 17:00', '0 17 LW 3,6,9,12 *'],
    ['first day of the quarter at 8am', '0 8 1 1,4,7,10 *'],
    ['quarterly on the 1st at 8am', '0 8 1 1,4,7,10 *'],
    ['every 15 minutes', '*/15 * * * *'],
    ['every 15 minutes from 9am to 5pm on weekdays', '*/15 9-16 * * 1-5'],
    ['every 2 hours', '0 */2 * * *'],
    ['hourly', '0 * * * *'],
  ])('%s is %s', (words, cron) => expect(parseSchedule(words)).toMatchObject({cron, isPlainLanguage: true}))

  it.each([
    ['every monday at 6', '"6" may be morning or evening'],
    ['every monday', 'it names no time of day'],
    ['every second monday at 6am', 'a schedule cannot count weeks'],
    ['biweekly at 6am', 'a schedule cannot count weeks'],
    ['every 45 minutes', '45 minutes do not divide an hour'],
    ['every monday at 25:00', '"25:00" is not a time of day'],
    ['every monday at 13pm', '"13pm" is not a time of day'],
    ['every moonday at 6am', '"every moonday" is not understood'],
    ['every monday at 6am in europe/berlin', 'the time zone "europe/berlin" does not belong here'],
    ['twice a day', 'it names no times'],
    ['soon', 'it names no time of day'],
  ])('refuses "%s": %s', (words, message) => expect(() => parseSchedule(words)).toThrow(message))
})

describe('cron lines', () => {
  it.each([
    ['0 6 * * mon', '0 6 * * MON'],
    ['  0\t6  *  *  1 ', '0 6 * * 1'],
    ['@daily', '0 0 * * *'],
    ['0 8 LW 3,6,9,12 *', '0 8 LW 3,6,9,12 *'],
    ['0 0 29 2 *', '0 0 29 2 *'],
    ['*/59 * * * *', '*/59 * * * *'],
  ])('accepts "%s"', (text, cron) =>
    expect(parseSchedule(text)).toMatchObject({cron, isPlainLanguage: false}),
  )

  it.each([
    ['', 'it is empty'],
    ['0 6 * *', 'it has 4 fields instead of five'],
    ['0 0 6 * * 1', 'it has six fields; seconds are not supported'],
    ['0 6 * * 1 2027', 'it has six fields; years are not supported'],
    ['60 6 * * *', '"60" is not valid in the minute field: allowed: 0-59'],
    ['0 24 * * *', '"24" is not valid in the hour field'],
    ['0 6 0 * *', '"0" is not valid in the day-of-month field'],
    ['0 6 32 * *', '"32" is not valid in the day-of-month field'],
    ['0 6 * 13 *', '"13" is not valid in the month field'],
    ['0 6 * * 8', '"8" is not valid in the day-of-week field'],
    ['0 6 ? * 1', '"?" is not supported'],
    ['H 6 * * 1', '"H" is not supported'],
    ['*/60 * * * *', 'the step 60 is not smaller'],
    ['0 */24 * * *', 'the step 24 is not smaller'],
    ['*/0 * * * *', 'the step 0 is not smaller'],
    ['5/10 * * * *', 'a step needs a range'],
    ['0 17-9 * * *', 'the range runs backwards'],
    ['0 6 31 2 *', 'it is never due'],
    ['0 6 31 4,6,9,11 *', 'it is never due'],
    ['@reboot', 'a review has no reboot to wait for'],
    ['@fortnightly', 'there is no such nickname'],
    ['0\u00a06 * * 1', 'it holds the character U+00A0'],
    ['\ufeff0 6 * * 1', 'it holds the character U+FEFF'],
    ['0 6 * * 1-', 'is not valid in the day-of-week field'],
    ['0 6 * * MON#6', 'is not valid in the day-of-week field'],
    ['0 6 32W * *', 'is not valid in the day-of-month field'],
    ['0 6 ,1 * *', 'is not valid in the day-of-month field'],
  ])('refuses "%s"', (text, message) => expect(() => parseSchedule(text)).toThrow(message))

  it.each([
    ['0 6 13 * FRI', 'write "0 6 13 * +FRI"'],
    ['*/45 * * * *', 'it is due at 0, 45 and starts again'],
    ['0 */5 * * *', 'it is due at 0, 5, 10, 15, 20 and starts again'],
    ['0-59/45 * * * *', '"0-59/45" is not every 45 minutes: it is due at 0, 45 and starts again'],
    ['0 0-23/7 * * *', 'it is due at 0, 7, 14, 21 and starts again'],
    ['0 6 */30 * *', 'it is due on day-of-month 1, 31 and starts again on the 1st'],
    ['0 6 */14 * *', 'not every 14 days: it is due on day-of-month 1, 15, 29 and starts again on the 1st'],
    ['0 6 1-31/2 * *', '"1-31/2" is not every 2 days'],
    ['0 6 13 * 5', 'day-of-month 13 and also on every Friday; for days that are both, write "0 6 13 * +5"'],
    ['0 6 13 * 7', 'and also on every Sunday;'],
    ['0 6 1,15 * 1-5', 'day-of-month 1,15 and also on day-of-week 1-5;'],
  ])('warns about "%s"', (text, warning) => expect(parseSchedule(text).warnings.join()).toContain(warning))

  it.each([
    '0 6 * * 1',
    '0 6 13 * +FRI',
    '*/15 * * * *',
    '0-59/15 * * * *',
    '0 9-17/3 * * *',
    '0 6 */1 * *',
    '0 6 1-21/7 * *',
  ])('does not warn about "%s"', text => {
    expect(parseSchedule(text).warnings).toEqual([])
  })
})

describe('words for cron lines', () => {
  it.each([
    ['0 6 * * 1', 'every Monday at 6:00'],
    ['30 18 * * 1-5', 'weekdays at 18:30'],
    ['0 17 LW 3,6,9,12 *', 'last business day of the quarter at 17:00'],
    ['0 9 * * MON#1', 'first Monday of the month at 9:00'],
    ['0 12 1,15 * *', '1st and 15th of the month at 12:00'],
    ['*/15 * * * *', 'every 15 minutes'],
    ['*/45 * * * *', null],
    ['0 6 13 * FRI', null],
    ['0 6 * 3 1', null],
  ])('%s: %s', (cron, words) => expect(describeCron(cron)).toBe(words))
})

describe('time zones', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin', 'Europe/Berlin'],
    ['america/new_york', 'America/New_York', 'America/New_York'],
    ['UTC', 'UTC', 'UTC'],
  ])('%s', (name, given, canonical) => expect(parseTimeZone(name)).toEqual({given, canonical}))

  it.each([
    ['', 'it is not an IANA time zone'],
    ['EST', 'an abbreviation does not say which place'],
    ['BST', 'an abbreviation does not say which place'],
    ['CEST', 'an abbreviation does not say which place'],
    ['+02:00', 'an offset does not follow daylight saving'],
    ['UTC+2', 'an offset does not follow daylight saving'],
    ['Etc/GMT+5', 'an offset does not follow daylight saving'],
    ['SystemV/EST5', 'it names no place'],
    ['systemv/EST5EDT', 'it names no place'],
    ['Factory', 'it names no place'],
    ['posixrules', 'it names no place'],
    ['localtime', 'it names no place'],
    ['posix/Europe/Berlin', 'it names no place'],
    ['right/UTC', 'it names no place'],
    ['Mars/Olympus', 'it is not an IANA time zone'],
    ['New York', 'it is not an IANA time zone'],
  ])('refuses "%s"', (name, message) => expect(() => parseTimeZone(name)).toThrow(message))

  it.each([
    ['New York', 'America/New_York'],
    ['Europe/Belin', 'Europe/Berlin'],
    ['berlin', 'Europe/Berlin'],
    ['EST', 'write America/New_York'],
    ['CST', 'write America/Chicago, Asia/Shanghai or America/Havana'],
    ['cst', 'write America/Chicago, Asia/Shanghai or America/Havana'],
    ['CDT', 'write America/Chicago or America/Havana'],
    ['AST', 'write America/Halifax or Asia/Riyadh'],
    ['BST', 'write Europe/London or Asia/Dhaka'],
    ['IST', 'write Asia/Kolkata, Europe/Dublin or Asia/Jerusalem'],
  ])('suggests for "%s"', (name, suggestion) => {
    expect(() => parseTimeZone(name)).toThrow(
      expect.objectContaining({hint: expect.stringContaining(suggestion)}),
    )
  })
})
