import {RevschedError} from '../errors.js'

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const ordinals: Readonly<Record<string, number>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  '1st': 1,
  '2nd': 2,
  '3rd': 3,
  '4th': 4,
}
const quarterStarts = '1,4,7,10'
const quarterEnds = '3,6,9,12'

const examples =
  'as "every monday at 6am", "weekdays at 18:30", "first monday of the month at 9:00", "last business day of the quarter at 17:00", "every 15 minutes"'

/** The days on which something is due: three cron fields. */
type Days = {dayOfMonth: string; month: string; dayOfWeek: string}

/**
 * Turns a phrase of a closed grammar into a cron line. All of it is understood or it is refused, with the part that was not;
 * nothing is guessed.
 */
export function parsePlainLanguage(text: string): string {
  const phrase = text.trim().toLowerCase().replace(/\s+/g, ' ')
  refuseInexpressible(phrase, text)
  const repeated = intervalOf(phrase, text)
  if (repeated) return repeated
  const {days, time} = splitTime(phrase, text)
  const {minute, hour} = timeOf(time, text)
  const {dayOfMonth, month, dayOfWeek} = daysOf(days, text)
  return `${minute} ${hour} ${dayOfMonth} ${month} ${dayOfWeek}`
}

function refuseInexpressible(phrase: string, text: string): void {
  if (
    /\b(biweekly|fortnight(ly)?|every (other|second|2nd|two|2) (week|weeks|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?)\b/.test(
      phrase,
    )
  ) {
    throw bad(
      text,
      'a schedule cannot count weeks',
      'choose days of the month: "first and third monday of the month at 9:00"',
    )
  }
  if (/\b(twice|sometimes|often|random(ly)?)\b/.test(phrase))
    throw bad(text, 'it names no times', 'write the times: "every day at 9:00"')
  const zone =
    / in ([a-z]+\/[a-z_]+|utc|[a-z]+ time)$/.exec(phrase) ?? / (utc|gmt|[ecmp][sd]t|cest|cet)$/.exec(phrase)
  if (zone)
    throw bad(
      text,
      `the time zone "${zone[1]}" does not belong here`,
      'give it with --timezone, as --timezone Europe/Berlin',
    )
}

/** `every 15 minutes`, `hourly`, `every 2 hours`, with `from 9am to 5pm` and `on weekdays`. */
function intervalOf(phrase: string, text: string): string | null {
  const match =
    /^(?:(hourly|every hour)|every (\d{1,2}) (minutes?|hours?))(?: (?:from |between )?(\S+?)(?: ?(?:-|to|and|until) ?)(\S+?))?(?: (?:on )?(weekdays|weekends))?$/.exec(
      phrase,
    )
  if (!match) return null
  const [, hourly, count, unit, from, to, on] = match
  const every = hourly ? 1 : Number(count)
  const isHours = hourly !== undefined || unit!.startsWith('hour')
  const size = isHours ? 24 : 60
  if (every === 0 || every >= size || size % every !== 0) {
    const fitting = Array.from({length: size - 1}, (_, index) => index + 1).filter(step => size % step === 0)
    throw bad(
      text,
      `${every} ${isHours ? 'hours' : 'minutes'} do not divide ${isHours ? 'a day' : 'an hour'}, so it would not be even`,
      `choose one of ${fitting.join(', ')}`,
    )
  }
  const step = every === 1 ? '*' : `*/${every}`
  const weekday = on === 'weekdays' ? '1-5' : on === 'weekends' ? '0,6' : '*'
  const hours = from === undefined ? '*' : hourRange(from, to!, text)
  if (isHours && from !== undefined && every > 1) return `0 ${hours}/${every} * * ${weekday}`
  return isHours ? `0 ${from === undefined ? step : hours} * * ${weekday}` : `${step} ${hours} * * ${weekday}`
}

/** Hours from the first up to, but not including, the last: 9am-5pm is 9 to 16 with every step inside. */
function hourRange(from: string, to: string, text: string): string {
  const start = timeOf(from, text)
  const end = timeOf(to, text)
  if (start.minute !== '0' || end.minute !== '0') throw bad(text, 'a range takes whole hours', 'as 9am-5pm')
  if (Number(end.hour) <= Number(start.hour)) throw bad(text, 'the range runs backwards', 'as 9am-5pm')
  return `${start.hour}-${Number(end.hour) - 1}`
}

function splitTime(phrase: string, text: string): {days: string; time: string} {
  const match = /^(.*?)(?:,? at)? (noon|midnight|\d{1,2}(?::\d{2})?(?: ?[ap]m)?)$/.exec(` ${phrase}`)
  if (!match) throw bad(text, 'it names no time of day', examples)
  return {days: match[1]!.trim().replace(/,$/, ''), time: match[2]!}
}

/** `6am`, `7:15 pm`, `18:30`, `noon`. A bare `6` is refused: it may be morning or evening. */
function timeOf(time: string, text: string): {minute: string; hour: string} {
  if (time === 'noon') return {minute: '0', hour: '12'}
  if (time === 'midnight') return {minute: '0', hour: '0'}
  const match = /^(\d{1,2})(?::(\d{2}))?(?: ?([ap])m)?$/.exec(time)
  if (!match) throw bad(text, `"${time}" is not a time of day`, 'write 6am, 18:30 or noon')
  const [, hourText, minuteText, half] = match
  if (minuteText === undefined && half === undefined)
    throw bad(text, `"${time}" may be morning or evening`, `write ${time}am, ${time}pm or ${time}:00`)
  const minute = Number(minuteText ?? 0)
  let hour = Number(hourText)
  if (half && (hour < 1 || hour > 12))
    throw bad(text, `"${time}" is not a time of day`, 'am and pm go with 1 to 12')
  if (half) hour = (hour % 12) + (half === 'p' ? 12 : 0)
  if (hour > 23 || minute > 59) throw bad(text, `"${time}" is not a time of day`, 'write 6am, 18:30 or noon')
  return {minute: String(minute), hour: String(hour)}
}

function daysOf(given: string, text: string): Days {
  const words = given.replace(/^on /, '').replace(/^the /, '')
  const weekly = words.replace(/^every |^each /, '')
  if (/^(day|daily|every day|)$/.test(weekly) && words !== '') return days({})
  if (/^(weekdays?|business days?|working days?)$/.test(weekly)) return days({dayOfWeek: '1-5'})
  if (/^weekends?$/.test(weekly)) return days({dayOfWeek: '0,6'})
  return weekdaysOf(weekly) ?? monthlyOf(words, text)
}

function weekdaysOf(words: string): Days | null {
  const names = words.split(/,? and |, ?| /)
  const found = names.map(name =>
    weekdays.findIndex(
      day =>
        [day, `${day}s`, day.slice(0, 3)].includes(name) ||
        (name === 'tues' && day === 'tuesday') ||
        (name === 'thurs' && day === 'thursday'),
    ),
  )
  return found.includes(-1) ? null : days({dayOfWeek: [...new Set(found)].sort((a, b) => a - b).join(',')})
}

function monthlyOf(words: string, text: string): Days {
  const period = /^(monthly|quarterly) (?:on )?(?:the )?(.+)$/.exec(words)
  const [what, isQuarter] = period ? [period[2]!, period[1] === 'quarterly'] : ofPeriod(words)
  const atStart = {month: isQuarter ? quarterStarts : '*'}
  const atEnd = {month: isQuarter ? quarterEnds : '*'}
  if (/^(last day)$/.test(what)) return days({...atEnd, dayOfMonth: 'L'})
  if (/^last (business day|working day|weekday)$/.test(what)) return days({...atEnd, dayOfMonth: 'LW'})
  if (/^first (business day|working day|weekday)$/.test(what)) return days({...atStart, dayOfMonth: '1W'})
  if (/^first day$/.test(what)) return days({...atStart, dayOfMonth: '1'})
  const nth = nthWeekdays(what)
  if (nth) return days({...(what.startsWith('last') ? atEnd : atStart), dayOfWeek: nth})
  const dates = what
    .split(/,? and |, ?/)
    .map(date => /^(?:the )?([1-9]|[12]\d|3[01])(?:st|nd|rd|th)$/.exec(date)?.[1])
  if (dates.every(date => date !== undefined)) return days({...atStart, dayOfMonth: dates.join(',')})
  throw bad(text, words === '' ? 'it names no day' : `"${words}" is not understood`, examples)
}

/** `first monday of the month` and the like; without a period, dates of the month are meant. */
function ofPeriod(words: string): [string, boolean] {
  const match = /^(?:the )?(.+?) (?:of (?:the|every|each) |of )(month|quarter)$/.exec(words)
  return match ? [match[1]!, match[2] === 'quarter'] : [words, false]
}

/** `first monday`, `first and third monday`, `last friday`. */
function nthWeekdays(what: string): string | null {
  const match = /^(.+) (\w+)$/.exec(what)
  const day = weekdays.indexOf(match?.[2] ?? '')
  if (!match || day < 0) return null
  if (match[1] === 'last') return `${weekdays[day]!.slice(0, 3).toUpperCase()}#L`
  const counts = match[1]!.split(/,? and |, ?/).map(word => ordinals[word])
  return counts.includes(undefined)
    ? null
    : counts.map(count => `${weekdays[day]!.slice(0, 3).toUpperCase()}#${count}`).join(',')
}

function days(fields: Partial<Days>): Days {
  return {dayOfMonth: '*', month: '*', dayOfWeek: '*', ...fields}
}

function bad(text: string, why: string, hint: string): RevschedError {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text
  return new RevschedError('usage', `"${shown}" is not understood as a schedule: ${why}`, {hint})
}
