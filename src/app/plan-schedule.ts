import {remembered} from '../domain/remembered.js'
import {describeCron} from '../domain/schedule/describe-cron.js'
import {type Upcoming, upcoming} from '../domain/schedule/local-time.js'
import {occurrencesOf} from '../domain/schedule/occurrences.js'
import {parseSchedule} from '../domain/schedule/schedule-text.js'
import {parseTimeZone} from '../domain/schedule/time-zone.js'
import {zoneCalendar} from '../domain/schedule/zone-calendar.js'
import type {ScheduledReview} from '../domain/scheduled-review.js'

/** A schedule as it would run, shown to its owner before it is stored. */
export type SchedulePlan = {
  cron: string
  timezone: string
  timezoneCanonical: string
  /** The schedule in words, where words for it are right. */
  words: string | null
  warnings: readonly string[]
  upcoming: readonly Upcoming[]
  /** Where either of both day fields is enough: when it would be due next on days that are both, once for each date. */
  bothDays: readonly Date[] | null
}

/** Reads a cron line or a phrase and a time zone; throws `usage` with the reason where either is not fit for use. */
export function planSchedule(
  text: string,
  timezone: string,
  options: {from: Date; count: number},
): SchedulePlan {
  const zone = parseTimeZone(timezone)
  const {cron, warnings, bothDays} = parseSchedule(text)
  return {
    cron,
    timezone: zone.given,
    timezoneCanonical: zone.canonical,
    words: describeCron(cron),
    warnings,
    upcoming: upcoming(cron, zone.canonical, options),
    bothDays: bothDays === null ? null : nextDates(bothDays, zone.canonical, options.from),
  }
}

/** What is stored of a schedule in a canonical zone. Throws `usage` as `planSchedule` does. */
function timingFrom(
  text: string,
  timezoneCanonical: string,
  after: Date,
): Pick<ScheduledReview, 'schedule' | 'nextRunAt'> {
  const {cron} = parseSchedule(text)
  return {schedule: cron, nextRunAt: nextOccurrence(cron, timezoneCanonical, after)}
}

/** What is stored of many schedules, which share few patterns and zones: each of these is worked out once. */
export function timingsFrom(now: Date): (one: {schedule: string; timezone: string}) => {
  zone: ReturnType<typeof parseTimeZone>
  timing: ReturnType<typeof timingFrom>
} {
  const zoneOf = remembered(parseTimeZone)
  const timingsIn = remembered((canonical: string) =>
    remembered((schedule: string) => timingFrom(schedule, canonical, now)),
  )
  return ({schedule, timezone}) => {
    const zone = zoneOf(timezone)
    return {zone, timing: timingsIn(zone.canonical)(schedule)}
  }
}

/** The first occurrence of each of the next three dates; as many as there are where it is due less often. */
function nextDates(cron: string, timeZone: string, from: Date): Date[] {
  const occurrences = occurrencesOf(cron, timeZone)
  const {dateOf, instantOf} = zoneCalendar(timeZone)
  const dates: Date[] = []
  for (let at = occurrences.next(from); at && dates.length < 3; ) {
    dates.push(at)
    at = occurrences.next(new Date(instantOf(dateOf(at.getTime()) + 1, 0) - 1))
  }
  return dates
}

/**
 * When an active review is due next, after `now`. While no daemon runs nothing moves a stored time on once it has
 * passed: it is worked out again then. Null when it is never due again; the stored time where its schedule cannot be read.
 */
export function nextDue(
  {
    schedule,
    timezoneCanonical,
    nextRunAt,
  }: Pick<ScheduledReview, 'schedule' | 'timezoneCanonical' | 'nextRunAt'>,
  now: Date,
): Date | null {
  if (nextRunAt === null || nextRunAt > now) return nextRunAt
  try {
    return nextOccurrence(schedule, timezoneCanonical, now)
  } catch {
    return nextRunAt
  }
}

/** The first occurrence after an instant; null when the pattern never comes again. */
export function nextOccurrence(cron: string, timezoneCanonical: string, after: Date): Date | null {
  return occurrencesOf(cron, timezoneCanonical).next(after)
}
