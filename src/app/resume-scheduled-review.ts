import type {Clock} from '../domain/ports/clock.js'
import type {ReviewStore} from '../domain/ports/store.js'
import type {ScheduledReview} from '../domain/scheduled-review.js'
import type {User} from '../domain/user.js'
import {authoriseSchedule, connectionOf} from './authorise.js'
import {timingFromNow} from './changed-timing.js'
import {revisionAt} from './never-back.js'
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
  const review: ScheduledReview = {
    ...reviewOf(before),
    isActive: true,
    pausedReason: null,
    ...(!before.isActive && timingFromNow(before, now)),
    updatedAt: revisionAt(now, before.updatedAt),
  }
  await ports.reviews.updateReview(review, before.updatedAt)
  return review
}
