import {formatCalendarDate} from '../review/calendar-date.js'
import {occurrencesOf} from './occurrences.js'
import {type ZoneCalendar, zoneCalendar} from './zone-calendar.js'

const dayMs = 86_400_000
const weekdays = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export type Upcoming = {
  at: Date
  /** `2027-03-15T06:00:00-04:00`. */
  local: string
  /** What daylight saving does to it; null when it does nothing. */
  note: string | null
}

const calendars = new Map<string, ZoneCalendar>()

function calendarOf(timeZone: string): ZoneCalendar {
  const calendar = calendars.get(timeZone) ?? zoneCalendar(timeZone)
  calendars.set(timeZone, calendar)
  return calendar
}

/** ISO 8601 with the zone's offset. */
export function localIso(at: Date, timeZone: string): string {
  const offset = calendarOf(timeZone).offsetAt(at.getTime())
  return `${new Date(at.getTime() + offset).toISOString().slice(0, 19)}${offsetText(offset)}`
}

/** `Mon 15 Mar 2027 06:00 -04:00`. */
export function localText(at: Date, timeZone: string): string {
  const offset = calendarOf(timeZone).offsetAt(at.getTime())
  const wall = new Date(at.getTime() + offset).toISOString()
  return `${localDateText(at, timeZone)} ${wall.slice(11, 16)} ${offsetText(offset)}`
}

/** `Mon 15 Mar 2027`. */
export function localDateText(at: Date, timeZone: string): string {
  const date = calendarOf(timeZone).dateOf(at.getTime())
  const day = formatCalendarDate(date)
  const weekday = weekdays[((date % 7) + 7) % 7]
  return `${weekday} ${Number(day.slice(8))} ${months[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`
}

function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000)
  const text = (value: number) => String(value).padStart(2, '0')
  return `${offsetMs < 0 ? '-' : '+'}${text(Math.floor(minutes / 60))}:${text(minutes % 60)}`
}

/** The next occurrences with their local times and what the clocks do to them. */
export function upcoming(
  cron: string,
  timeZone: string,
  {from, count}: {from: Date; count: number},
): Upcoming[] {
  const [minute = '', hour = ''] = cron.split(' ')
  const isWritten = !/[*/]/.test(minute) && !/[*/]/.test(hour)
  return occurrencesOf(cron, timeZone)
    .list(from, count)
    .map(at => ({at, local: localIso(at, timeZone), note: isWritten ? noteFor(cron, timeZone, at) : null}))
}

/** Looks for a change of the clocks at the occurrence itself: skipped times meet there, repeated ones come twice. */
function noteFor(cron: string, timeZone: string, at: Date): string | null {
  const {offsetAt} = calendarOf(timeZone)
  const ms = at.getTime()
  const offset = offsetAt(ms)
  const gap = offset - offsetAt(ms - 1)
  if (gap > 0) {
    const due = occurrencesOf(cron, 'UTC').next(new Date(ms + offset - gap - 1))
    const isSkipped = due !== null && due.getTime() < ms + offset
    return isSkipped
      ? `clocks skip ${due.toISOString().slice(11, 16)}: runs at ${wallTime(ms + offset)}, the first minute after`
      : null
  }
  const laterOffset = offsetAt(ms + dayMs / 8)
  const isRepeated = laterOffset < offset && offsetAt(ms + offset - laterOffset) === laterOffset
  return isRepeated ? `clocks repeat ${wallTime(ms + offset)}: runs the first time` : null
}

function wallTime(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(11, 16)
}
