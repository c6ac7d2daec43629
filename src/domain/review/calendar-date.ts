/**
 * A date of the calendar without time or zone, as whole days since 1970-01-01 (negative before it).
 * Close dates are such dates; a number keeps comparing and subtracting them exact and cheap.
 */
export type CalendarDate = number

const dayMs = 86_400_000

/** The date of a year, month (1-12) and day (1-31); null when the calendar has no such day, as 2026-02-30. */
export function calendarDate(year: number, month: number, day: number): CalendarDate | null {
  const ms = Date.UTC(year, month - 1, day)
  const date = new Date(ms)
  if (year < 100) date.setUTCFullYear(year)
  const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return same ? Math.floor(date.getTime() / dayMs) : null
}

/** Reads `2026-04-01`; null for anything else. */
export function parseCalendarDate(text: string): CalendarDate | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  return match ? calendarDate(Number(match[1]), Number(match[2]), Number(match[3])) : null
}

const written = new Map<CalendarDate, string>()
/** Three decades. */
const writtenKept = 11_000

/** Writes `2026-04-01`. Kept: the dates of a pipeline repeat a thousandfold. */
export function formatCalendarDate(date: CalendarDate): string {
  const known = written.get(date)
  if (known !== undefined) return known
  const text = new Date(date * dayMs).toISOString().slice(0, 10)
  if (written.size === writtenKept) written.clear()
  written.set(date, text)
  return text
}
