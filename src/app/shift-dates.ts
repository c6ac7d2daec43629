import {formatCalendarDate, parseCalendarDate} from '../domain/review/calendar-date.js'

/** Moves every ISO date in a text by whole days; what only looks like a date stays. */
export function shiftDates(text: string, days: number): string {
  return text.replace(/(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/g, found => {
    const date = parseCalendarDate(found)
    return date === null ? found : formatCalendarDate(date + days)
  })
}
