import type {Clock} from '../domain/ports/clock.js'
import type {ReviewStore} from '../domain/ports/store.js'
import type {ScheduledReview} from '../domain/scheduled-review.js'
import type {User} from '../domain/user.js'
import {authoriseSchedule, connectionOf} from './authorise.js'
import {cursorAt, revisionAt} from './never-back.js'
import {nextOccurrence} from './plan-schedule.js'
import {reviewOf} from './review-of.js'
import {untilNobodyWasFaster} from './until-nobody-was-faster.js'

type Ports = {reviews: ReviewStore; clock: Clock}

/** Activates a scheduled review from now on; what it missed while paused is not caught up. */
export function resumeScheduledReview(ports: Ports, actor: User, ref: string): Promise<ScheduledReview> {
  return untilNobodyWasFaster(() => resumeAsStored(ports, actor, ref))
}

async function resumeAsStored(ports: Ports, actor: User, ref: string): Promise<ScheduledReview> {
  const before = await ports.reviews.findReview(actor.id, ref)
  authoriseSchedule(actor, connectionOf(before))
  const now = ports.clock.now()
  const cursor = before.isActive ? before.cursor : cursorAt(now, before.cursor)
  const review: ScheduledReview = {
    ...reviewOf(before),
    isActive: true,
    pausedReason: null,
    nextRunAt: before.isActive
      ? before.nextRunAt
      : nextOccurrence(before.schedule, before.timezoneCanonical, cursor ?? now),
    cursor,
    updatedAt: revisionAt(now, before.updatedAt),
  }
  await ports.reviews.updateReview(review, before.updatedAt)
  return review
}
