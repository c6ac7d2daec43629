import type {Clock} from '../domain/ports/clock.js'
import type {ReviewStore} from '../domain/ports/store.js'
import type {ScheduledReview} from '../domain/scheduled-review.js'
import type {User} from '../domain/user.js'
import {revisionAt} from './never-back.js'
import {reviewOf} from './review-of.js'
import {untilNobodyWasFaster} from './until-nobody-was-faster.js'

type Ports = {reviews: ReviewStore; clock: Clock}
type Pause = {ref: string; reason: string | null}

/** Stops a scheduled review until it is resumed. Pausing a paused one changes only the reason. */
export function pauseScheduledReview(ports: Ports, actor: User, pause: Pause): Promise<ScheduledReview> {
  return untilNobodyWasFaster(() => pauseAsStored(ports, actor, pause))
}

async function pauseAsStored(ports: Ports, actor: User, {ref, reason}: Pause): Promise<ScheduledReview> {
  const before = await ports.reviews.findReview(actor.id, ref)
  const review: ScheduledReview = {
    ...reviewOf(before),
    isActive: false,
    pausedReason: reason,
    nextRunAt: null,
    updatedAt: revisionAt(ports.clock.now(), before.updatedAt),
  }
  await ports.reviews.updateReview(review, before.updatedAt)
  return review
}
