import type {ReviewListing} from '../domain/ports/store.js'

const at = (instant: Date | null) => instant?.toISOString() ?? null

/** A scheduled review under the names of its columns, secrets shortened, with its connection's name and its newest run. */
export function scheduledReviewJson({connectionUserId: _, ...listing}: ReviewListing) {
  return {
    ...listing,
    pingUrl: listing.pingUrl?.shown ?? null,
    lastRunAt: at(listing.lastRunAt),
    nextRunAt: at(listing.nextRunAt),
    cursor: at(listing.cursor),
    createdAt: at(listing.createdAt),
    updatedAt: at(listing.updatedAt),
    lastRun: listing.lastRun && {...listing.lastRun, completedAt: at(listing.lastRun.completedAt)},
  }
}
