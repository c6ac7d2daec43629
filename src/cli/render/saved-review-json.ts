import type {SchedulePlan} from '../../app/plan-schedule.js'
import type {ReviewStore} from '../../domain/ports/store.js'
import type {ScheduledReview} from '../../domain/scheduled-review.js'
import type {User} from '../../domain/user.js'
import {scheduledReviewJson} from '../../report/scheduled-review-json.js'
import {occurrenceJson} from './occurrence-json.js'

/** A scheduled review as `list --json` shows it, with its next times and what should be known about the schedule. */
export async function savedReviewJson(
  reviews: ReviewStore,
  actor: User,
  {review, plan}: {review: ScheduledReview; plan: SchedulePlan},
) {
  const listing = await reviews.findReview(actor.id, review.id)
  return {
    ...scheduledReviewJson(listing),
    occurrences: plan.upcoming.map(occurrenceJson),
    warnings: plan.warnings,
  }
}
