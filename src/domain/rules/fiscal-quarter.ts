import {type CalendarDate, calendarDate, formatCalendarDate} from '../review/calendar-date.js'

/** The quarter of a fiscal year: its first and its last day. */
export type FiscalQuarter = {first: CalendarDate; last: CalendarDate}

/** `startMonth` is the first month of the fiscal year, 1-12. */
export function fiscalQuarterOf(date: CalendarDate, startMonth: number): FiscalQuarter {
  const [year, month] = formatCalendarDate(date).split('-').map(Number) as [number, number]
  const intoQuarter = (month - startMonth + 12) % 3
  return {
    first: firstOfMonth(year, month - intoQuarter),
    last: firstOfMonth(year, month - intoQuarter + 3) - 1,
  }
}

/** The last day of the month, fiscal quarter or fiscal year of a date. */
export function lastDayOf(
  period: 'month' | 'quarter' | 'year',
  date: CalendarDate,
  startMonth: number,
): CalendarDate {
  if (period === 'quarter') return fiscalQuarterOf(date, startMonth).last
  const [year, month] = formatCalendarDate(date).split('-').map(Number) as [number, number]
  const monthsLeft = period === 'month' ? 1 : 12 - ((month - startMonth + 12) % 12)
  return firstOfMonth(year, month + monthsLeft) - 1
}

/** `month` may lie before January or after December of its year. */
function firstOfMonth(year: number, month: number): CalendarDate {
  const years = Math.floor((month - 1) / 12)
  return calendarDate(year + years, month - 12 * years, 1)!
}

/** The first of the last `count` days from Monday to Friday up to `last`. */
export function lastBusinessDays(last: CalendarDate, count: number): CalendarDate {
  let left = count
  let day = last
  for (; ; day--) {
    // 1970-01-01 was a Thursday.
    const weekday = (((day + 4) % 7) + 7) % 7
    if (weekday !== 0 && weekday !== 6 && --left === 0) return day
  }
}
