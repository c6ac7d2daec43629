/**
 * A date of the calendar without time or zone, as whole days since 1970-01-01 (negative before it).
 * Close dates are such dates; a number keeps comparing and subtracting them exact and cheap.
 */
export type CalendarDate = number

const dayMs = 86_400_000

/** The date of a year, month (1-12) and day (1-31); null when the calendar has no such day, as 2026-02-30. */
export function calendarDate(year: number, month: number, day: number): CalendarDate | null {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth(year, month))) return null
  if (!Number.isInteger(day)) return null
  // Years begin in March here, so that the leap day is their last one.
  const marchYear = month > 2 ? year : year - 1
  const century = Math.floor(marchYear / 100)
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const leapDays = Math.floor(marchYear / 4) - century + Math.floor(century / 4)
  return marchYear * 365 + leapDays + dayOfYear - daysBefore1970
}

/** From the first of March of the year 0. */
const daysBefore1970 = 719_468

function daysOfMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
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
