import {zoneCalendar} from '../domain/schedule/zone-calendar.js'

/** The instant that a value of the input `instant` means in a zone: a date starts when that day starts there. */
export function startIn({at, date}: {at: Date; date: number | null}, timeZone: string): Date {
  return date === null ? at : new Date(zoneCalendar(timeZone).instantOf(date, 0))
}
