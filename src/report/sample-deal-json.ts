import {type CalendarDate, formatCalendarDate} from '../domain/review/calendar-date.js'
import type {Deal} from '../domain/review/deal.js'

const dateText = (date: CalendarDate | null) => date && formatCalendarDate(date)

/** A deal as its source has it: dates as `2026-11-16`, instants in ISO 8601 UTC. */
export function sampleDealJson(deal: Deal) {
  const closeDates = deal.closeDateHistory?.map(entry => ({...entry, closeDate: dateText(entry.closeDate)}))
  return {...deal, closeDate: dateText(deal.closeDate), closeDateHistory: closeDates ?? null}
}
