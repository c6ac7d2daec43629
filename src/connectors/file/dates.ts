import {type CalendarDate, calendarDate} from '../../domain/review/calendar-date.js'
import {monthOfAnyLanguage} from './month-names.js'
import type {DateOrder} from './settings.js'

/** A date as written: its day, the time of day (0 without one), and the offset from UTC where one was written. */
export type WrittenDate = {date: CalendarDate; msOfDay: number; offsetMs: number | null; hasTime: boolean}

/** Years outside of these are mistakes. */
const firstYear = 1900
const lastYear = 2200

const firstDate = calendarDate(firstYear, 1, 1)!
const lastDate = calendarDate(lastYear, 12, 31)!

const minuteMs = 60_000
const dayMs = 86_400_000

/** No zone lies further from UTC; the minutes are those of a clock. */
const maxOffsetHours = 14

const monthNames =
  'january february march april may june july august september october november december'.split(' ')

/** Full names, their first three letters, and `sept`. */
const months: ReadonlyMap<string, number> = new Map([
  ...monthNames.map((name, index): [string, number] => [name, index + 1]),
  ...monthNames.map((name, index): [string, number] => [name.slice(0, 3), index + 1]),
  ['sept', 9],
])

/** Reads a date or date-time; `order` settles `03/04/2026`. Null when it fits no format. */
export function readDate(text: string, order: DateOrder): WrittenDate | null {
  return readIso(text) ?? readEpoch(text) ?? readNumeric(text, order) ?? readNamed(text) ?? readForeign(text)
}

function readIso(text: string): WrittenDate | null {
  // Most texts that are no such date are told by one letter.
  if (text.charCodeAt(4) !== 45 && text.charCodeAt(4) !== 47) return null
  const match = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](.+))?$/.exec(text)
  return match && written(calendarDate(Number(match[1]), Number(match[2]), Number(match[3])), match[4])
}

/** Milliseconds since the epoch, as the HubSpot API of old and many databases write them (2001 to 2286). */
function readEpoch(text: string): WrittenDate | null {
  if (!/^\d{13}$/.test(text)) return null
  const ms = Number(text)
  return {date: Math.floor(ms / dayMs), msOfDay: ms % dayMs, offsetMs: 0, hasTime: true}
}

function readNumeric(text: string, order: DateOrder): WrittenDate | null {
  const match = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:,? +(.+))?$/.exec(text)
  if (!match) return null
  const [first, second] = [Number(match[1]), Number(match[3])]
  const [day, month] = order === 'mdy' ? [second, first] : [first, second]
  return written(calendarDate(fullYear(match[4]!), month, day), match[5])
}

/** `05-Mar-2026`, `5 March 2026`, `Mar 5, 2026`. */
function readNamed(text: string): WrittenDate | null {
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4}|\d{2})(?:,? +(.+))?$/.exec(
    text,
  )
  if (dayFirst)
    return written(
      calendarDate(fullYear(dayFirst[3]!), monthOf(dayFirst[2]!), Number(dayFirst[1])),
      dayFirst[4],
    )
  const monthFirst = /^([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:,? +(.+))?$/.exec(text)
  return (
    monthFirst &&
    written(
      calendarDate(Number(monthFirst[3]), monthOf(monthFirst[1]!), Number(monthFirst[2])),
      monthFirst[4],
    )
  )
}

/** `14 mars 2026`, `3. März 2026`, `12-ene-2026`, `14 de março de 2026`, `1er mai 2026`. */
function readForeign(text: string): WrittenDate | null {
  const match =
    /^(\d{1,2})(?:\. ?|(?:er|[º°])?[ /-](?:de )?)([\p{L}\p{M}]{3,12})(?:\.|\.?[ /-](?:de )?)(\d{4}|\d{2})(?:,? +(.+))?$/u.exec(
      text,
    )
  return (
    match &&
    written(calendarDate(fullYear(match[3]!), monthOfAnyLanguage(match[2]!), Number(match[1])), match[4])
  )
}

/** 0 for what is no month. */
function monthOf(name: string): number {
  return months.get(name.toLowerCase()) ?? 0
}

/** Two digits are a year of 1970 to 2069. */
function fullYear(text: string): number {
  const year = Number(text)
  return text.length === 4 ? year : year + (year < 70 ? 2000 : 1900)
}

function written(date: CalendarDate | null, time: string | undefined): WrittenDate | null {
  if (date === null || date < firstDate || date > lastDate) return null
  if (time === undefined) return {date, msOfDay: 0, offsetMs: null, hasTime: false}
  const clock = readTime(time)
  return clock && {date, ...clock, hasTime: true}
}

/** `10:00`, `10:00:00.123`, `8:55 PM`, with `Z`, `UTC`, `+02:00` or `+0200` behind it. */
function readTime(text: string): {msOfDay: number; offsetMs: number | null} | null {
  const match =
    /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?([AaPp][Mm])?(?: ?(Z|z|UTC)|([+-])(\d{2}):?(\d{2})?)?$/.exec(
      text,
    )
  if (!match) return null
  const [
    ,
    hourText,
    minuteText,
    secondText = '0',
    fraction = '0',
    half,
    utc,
    sign,
    offsetHours,
    offsetMinutes = '0',
  ] = match
  let hour = Number(hourText)
  if (half) {
    if (hour < 1 || hour > 12) return null
    hour = (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  }
  const minute = Number(minuteText)
  const second = Number(secondText)
  if (hour > 23 || minute > 59 || second > 59) return null
  const msOfDay = ((hour * 60 + minute) * 60 + second) * 1000 + Math.floor(Number(`0.${fraction}`) * 1000)
  if (utc) return {msOfDay, offsetMs: 0}
  if (!sign) return {msOfDay, offsetMs: null}
  if (Number(offsetHours) > maxOffsetHours || Number(offsetMinutes) > 59) return null
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * minuteMs
  return {msOfDay, offsetMs: sign === '-' ? -offset : offset}
}

/** What one value says about the order of day and month in its column; null when it fits both or has neither. */
export function orderEvidence(text: string): DateOrder | 'either' | null {
  const match = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(\D.*)?$/.exec(text)
  if (!match) return null
  const [first, second] = [Number(match[1]), Number(match[3])]
  if (first > 12 && second <= 12) return 'dmy'
  if (second > 12 && first <= 12) return 'mdy'
  return first <= 12 && second <= 12 ? 'either' : null
}
