import {zoneCalendar} from '../schedule/zone-calendar.js'

/**
 * Tells activities that are planned at `asOf` from those that are over: one of its day in the zone is planned, whatever its hour, for files and
 * CRMs give many without one.
 */
export function plannedAt(asOf: Date, timeZone: string): (activity: Date) => boolean {
  const {dateOf, instantOf} = zoneCalendar(timeZone)
  const startOfDay = instantOf(dateOf(asOf.getTime()), 0)
  return activity => activity.getTime() >= startOfDay
}
