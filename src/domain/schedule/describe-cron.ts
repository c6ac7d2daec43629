import {occurrencesOf} from './occurrences.js'
import {parsePlainLanguage} from './plain-language.js'

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const codes = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']
const nth = ['', 'first', 'second', 'third', 'fourth']

/** Words are compared with the pattern over this many occurrences from a leap year on. */
const compared = 40
const compareFrom = new Date('2023-12-31T12:00:00Z')

/**
 * What a cron line does, in words that `parsePlainLanguage` reads back; null where there are no words for it. The words are
 * checked against the occurrences each time, so that they are never wrong.
 */
export function describeCron(cron: string): string | null {
  const words = wordsFor(cron.split(' ').map(withoutLeadingZeros))
  if (words === null) return null
  const back = parsePlainLanguage(words)
  const times = (pattern: string) =>
    occurrencesOf(pattern, 'UTC')
      .list(compareFrom, compared)
      .map(at => at.getTime())
      .join()
  return times(back) === times(cron) ? words : null
}

/** `05` and `5` are the same to cron; only the latter is read back. */
function withoutLeadingZeros(field: string): string {
  return field.replace(/\b0+(?=\d)/g, '')
}

function wordsFor([minute = '', hour = '', day = '', month = '', weekday = '']: readonly string[]):
  | string
  | null {
  if (day === '*' && month === '*' && weekday === '*' && hour === '*') return repeated(minute)
  const hours = /^\*\/(\d+)$/.exec(hour)
  if (
    day === '*' &&
    month === '*' &&
    weekday === '*' &&
    minute === '0' &&
    hours &&
    24 % Number(hours[1]) === 0
  )
    return hours[1] === '1' ? 'every hour' : `every ${hours[1]} hours`
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour)) return null
  const days = month === '*' ? dayWords(day, weekday, 'month') : quarterWords(day, month, weekday)
  return days && `${days} at ${hour}:${minute.padStart(2, '0')}`
}

function repeated(minute: string): string | null {
  if (minute === '0') return 'every hour'
  const step = /^\*\/(\d+)$/.exec(minute)
  return step && step[1] !== '1' && 60 % Number(step[1]) === 0 ? `every ${step[1]} minutes` : null
}

function quarterWords(day: string, month: string, weekday: string): string | null {
  if (month === '3,6,9,12' && ['L', 'LW'].includes(day)) return dayWords(day, weekday, 'quarter')
  return month === '1,4,7,10' && day === '1' ? dayWords(day, weekday, 'quarter') : null
}

function dayWords(day: string, weekday: string, period: string): string | null {
  if (weekday !== '*') return day === '*' ? weekdayWords(weekday) : null
  if (day === '*') return 'every day'
  if (day === 'L') return `last day of the ${period}`
  if (day === 'LW') return `last business day of the ${period}`
  if (day === '1' && period === 'quarter') return 'first day of the quarter'
  if (!/^\d+(,\d+)*$/.test(day)) return null
  const dates = day.split(',').map(ordinal)
  return dates.length === 1
    ? `${dates[0]} of the month`
    : `${dates.slice(0, -1).join(', ')} and ${dates.at(-1)} of the month`
}

function weekdayWords(weekday: string): string | null {
  if (['1-5', 'MON-FRI'].includes(weekday)) return 'weekdays'
  if (['0,6', '6,0', 'SAT,SUN', 'SUN,SAT', '6,7'].includes(weekday)) return 'weekends'
  const special = /^(\w+)#([1-4L])$/.exec(weekday)
  if (special) {
    const name = nameOf(special[1]!)
    return name && `${special[2] === 'L' ? 'last' : nth[Number(special[2])]} ${name} of the month`
  }
  const names = weekday.split(',').map(nameOf)
  if (names.includes(null)) return null
  return `every ${names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`}`
}

function nameOf(text: string): string | null {
  const index = /^[0-7]$/.test(text) ? Number(text) : codes.indexOf(text)
  return weekdays[index] ?? null
}

function ordinal(day: string): string {
  const isTeen = /^1[123]$/.test(day)
  const ending = isTeen ? 'th' : ({'1': 'st', '2': 'nd', '3': 'rd'}[day.at(-1)!] ?? 'th')
  return `${day}${ending}`
}
