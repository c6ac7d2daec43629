import type {Database} from '../domain/ports/store.js'
import type {Run} from '../domain/run/run.js'
import type {Locale} from '../report/intl-text.js'

/** How the reports of a run write dates and numbers: as its scheduled review says now; null where that is gone, or never was. */
export async function localeOf(
  database: Pick<Database, 'listReviews'>,
  {userId, scheduledReviewId}: Pick<Run, 'userId' | 'scheduledReviewId'>,
): Promise<Locale> {
  if (scheduledReviewId === null) return null
  const reviews = await database.listReviews(userId)
  return reviews.find(({id}) => id === scheduledReviewId)?.locale ?? null
}
