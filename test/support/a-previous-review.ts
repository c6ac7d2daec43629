import type {Analysis} from '../../src/domain/review/analysis.js'
import type {Deal} from '../../src/domain/review/deal.js'
import type {PreviousReview} from '../../src/domain/review/pipeline-review.js'
import {aDeal, type DealText} from './a-deal.js'
import {aReview, type ReviewGiven} from './a-review.js'

/** A review of these deals a week earlier, as the one that a later review is compared with. */
export function aPreviousReview(deals: readonly Deal[], given: ReviewGiven = {}): PreviousReview {
  return {runId: 'run-1', analysis: aReview(deals, {asOf: '2025-03-25T12:00:00Z', ...given})}
}

/** Reviews the same pipeline week by week, each compared with the one before; gives the last review. */
export function afterWeeks(...weeks: readonly (readonly Deal[])[]): Analysis {
  let previous: PreviousReview | null = null
  for (const deals of weeks) previous = {runId: 'run', analysis: aReview(deals, {previous})}
  return previous!.analysis
}

/** A pipeline reviewed twice, a week apart: the later review, and what it tells of the earlier one. */
export function reviewedTwice(
  before: readonly DealText[],
  now: readonly DealText[],
  given: ReviewGiven = {},
) {
  const previous = aPreviousReview(before.map(aDeal), given)
  const analysis = aReview(now.map(aDeal), {...given, previous})
  return {previous, analysis, changes: analysis.summary.changes!}
}
