import type {ScheduledReview} from '../domain/scheduled-review.js'
import {cursorAt} from './never-back.js'
import {nextOccurrence} from './plan-schedule.js'

type Timed = Pick<ScheduledReview, 'schedule' | 'timezoneCanonical' | 'isActive' | 'nextRunAt' | 'cursor'>

type Timing = Pick<ScheduledReview, 'nextRunAt' | 'cursor'>

/** Another schedule or zone plans the next run again from now; a paused review has none. */
export function timingAfterEdit(
  {schedule, timezoneCanonical}: Pick<ScheduledReview, 'schedule' | 'timezoneCanonical'>,
  before: Timed,
  now: Date,
): Timing {
  const {isActive, nextRunAt, cursor} = before
  const isSame = schedule === before.schedule && timezoneCanonical === before.timezoneCanonical
  if (isSame || !isActive) return {nextRunAt, cursor}
  return timingFromNow({schedule, timezoneCanonical, cursor}, now)
}

/** Of a review that is active from now on: what it missed before is not caught up. */
export function timingFromNow(
  {schedule, timezoneCanonical, cursor}: Pick<ScheduledReview, 'schedule' | 'timezoneCanonical' | 'cursor'>,
  now: Date,
): {nextRunAt: Date | null; cursor: Date} {
  const decided = cursorAt(now, cursor)
  return {cursor: decided, nextRunAt: nextOccurrence(schedule, timezoneCanonical, decided)}
}
