import type {ReviewListing} from '../domain/ports/store.js'
import type {ScheduledReview} from '../domain/scheduled-review.js'

/** A listing without what the join added. */
export function reviewOf(listing: ReviewListing): ScheduledReview {
  const {
    connectionName: _,
    connectionKind: __,
    connectionNeedsLogin: ___,
    connectionUserId: ____,
    lastRun: _____,
    isReadable: ______,
    ...review
  } = listing
  return review
}
