import {type CalendarDate, parseCalendarDate} from '../../domain/review/calendar-date.js'
import {zoneCalendar} from '../../domain/schedule/zone-calendar.js'

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known) return known
  const formatter = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    calendar: 'gregory',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  formatters.set(zone, formatter)
  return formatter
}

export function isTimeZone(zone: string): boolean {
  try {
    formatterOf(zone)
    return true
  } catch {
    return false
  }
}

/** The date that a calendar on the wall in this zone shows; null for years before 1000 and after 9999. */
export function dateInZone(at: Date, zone: string): CalendarDate | null {
  return parseCalendarDate(formatterOf(zone).format(at).slice(0, 10))
}

/** Milliseconds until the zone's day ends; where the clocks change on that day it has another hour, or one less. */
export function msToMidnight(now: Date, zone: string): number {
  const {dateOf, instantOf} = zoneCalendar(zone)
  return instantOf(dateOf(now.getTime()) + 1, 0) - now.getTime()
}
