import {RevschedError} from '../domain/errors.js'
import type {ReviewHooks} from '../domain/ports/review-executor.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import type {PreviousReview} from '../domain/review/pipeline-review.js'

/**
 * A last review that cannot be read is told, and compared with no more: it must not keep all later ones from being made. One as of a
 * later instant, where somebody reviews the past, is not the one before.
 */
export async function decodedPrevious(
  previous: ReviewHooks['previous'],
  asOf: Date,
): Promise<{last: PreviousReview | null; warnings: readonly string[]}> {
  const stored = await previous()
  if (!stored) return {last: null, warnings: []}
  try {
    const analysis = decodeAnalysis(stored.document)
    if (Date.parse(analysis.summary.asOf) <= asOf.getTime())
      return {last: {runId: stored.runId, analysis}, warnings: []}
    const later = `as of ${analysis.summary.asOf}, which is later`
    return {
      last: null,
      warnings: [`not compared with run ${stored.runId.slice(0, 8)}, the last one: it is ${later}`],
    }
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    const warning = `not compared with run ${stored.runId.slice(0, 8)}, the last one: ${error.message}`
    return {last: null, warnings: [warning]}
  }
}
