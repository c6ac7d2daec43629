import {scoreDeals, severityPoints} from '../score/health-score.js'
import type {Analysis, ReviewSummary} from './analysis.js'

/** The score of a review by the rules that an earlier one could run as well: a first review has nothing to judge changes by. */
export function comparableScore(now: Analysis, before: ReviewSummary): number | null {
  const without = new Set(rulesOfLaterReviews(before))
  const had = now.summary.rules.some(({ruleId, violated}) => violated > 0 && without.has(ruleId))
  return had ? scoreWithout(now, without) : now.summary.score
}

/** Ids of the rules that could not run because the review was the first one. */
export function rulesOfLaterReviews({rules}: ReviewSummary): string[] {
  return rules.filter(({skippedReason}) => skippedReason === 'first-review').map(({ruleId}) => ruleId)
}

function scoreWithout({summary, deals}: Analysis, without: ReadonlySet<string>): number | null {
  const size = summary.dealsAnalyzed
  const amounts = new Float64Array(size)
  const lastKnownAmounts = new Float64Array(size)
  const points = new Float64Array(size)
  let place = 0
  for (const {amount, lastKnownAmount, findings} of deals()) {
    amounts[place] = amount ?? Number.NaN
    lastKnownAmounts[place] = lastKnownAmount ?? Number.NaN
    for (const {ruleId, severity} of findings)
      if (!without.has(ruleId)) points[place]! += severityPoints[severity]
    place++
  }
  return scoreDeals({amounts, lastKnownAmounts, points}).score
}
