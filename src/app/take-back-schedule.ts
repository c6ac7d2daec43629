import type {Clock} from '../domain/ports/clock.js'
import type {RunQueue} from '../domain/ports/run-queue.js'
import type {ReviewListing, ReviewStore} from '../domain/ports/store.js'
import {occurrencesOf} from '../domain/schedule/occurrences.js'
import type {User} from '../domain/user.js'
import {authoriseSchedule, connectionOf} from './authorise.js'

/**
 * Begins again from now where a clock was ahead: what was decided for times that have not come is forgotten, and they run when
 * they come. Those that did run are not run twice. False where nothing is ahead.
 */
export async function takeBackSchedule(
  {reviews, queue, clock}: {reviews: ReviewStore; queue: Pick<RunQueue, 'takeBackCursor'>; clock: Clock},
  actor: User,
  ref: string,
): Promise<boolean> {
  const review = await reviews.findReview(actor.id, ref)
  // Times that had passed by come again: as if it were activated.
  authoriseSchedule(actor, connectionOf(review))
  const {id, schedule, timezoneCanonical} = review
  const now = clock.now()
  const {next} = occurrencesOf(schedule, timezoneCanonical)
  return queue.takeBackCursor({id, now, nextRunAt: next(now), cut: from => cutAt(now, from, next)})
}

/** Whether times of the schedule pass by because a clock was ahead when they were decided. */
export function passesBy(
  {isActive, cursor}: Pick<ReviewListing, 'isActive' | 'cursor'>,
  next: Date | undefined,
): boolean {
  return isActive && cursor !== null && next !== undefined && next <= cursor
}

/** The last occurrence from `from` on that has come, and how many have. */
function cutAt(now: Date, from: Date, next: (after: Date) => Date | null): {until: Date; count: number} {
  let until = from
  let count = 1
  for (let at = next(from); at && at <= now; at = next(at)) {
    until = at
    count++
  }
  return {until, count}
}
