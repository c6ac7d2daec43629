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

type ReviewInSeries = {deals: readonly DealText[]} & ReviewGiven

/** Reviews one after the other, each compared with the one before. */
export function reviewSeries(reviews: readonly ReviewInSeries[], given: ReviewGiven = {}): Analysis[] {
  const done: Analysis[] = []
  for (const {deals, ...own} of reviews) {
    const last = done.at(-1)
    const previous = last === undefined ? null : {runId: `run-${done.length}`, analysis: last}
    done.push(aReview(deals.map(aDeal), {...given, ...own, previous}))
  }
  return done
}

/** The instants of so many reviews from 3 February 2025, 6 o'clock, on. */
export function everyHours(hours: number, count: number): string[] {
  const start = Date.parse('2025-02-03T06:00:00Z')
  return Array.from({length: count}, (_, index) => new Date(start + index * hours * 3_600_000).toISOString())
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
