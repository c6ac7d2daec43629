import {scoreDeals, severityPoints} from '../score/health-score.js'
import type {Analysis, ReviewSummary} from './analysis.js'
import type {Settled} from './finish-review.js'

/** Ids of the rules that could not run because the review was the first one. */
export function rulesOfLaterReviews({rules}: ReviewSummary): string[] {
  return rules.filter(({skippedReason}) => skippedReason === 'first-review').map(({ruleId}) => ruleId)
}

/** Ids of the rules that a review ran, or would have run but for being the first: what they find later is news. */
export function rulesWithNews({rules}: ReviewSummary): ReadonlySet<string> {
  const ran = rules.filter(({skippedReason}) => skippedReason === null || skippedReason === 'first-review')
  return new Set(ran.map(({ruleId}) => ruleId))
}

/** The score of a stored review by the rules that another one could run as well: a first review has nothing to judge changes by. */
export function comparableScore({summary, deals}: Analysis, other: ReviewSummary): number | null {
  const without = new Set(rulesOfLaterReviews(other))
  if (!summary.rules.some(({ruleId, pointsLost}) => pointsLost > 0 && without.has(ruleId)))
    return summary.score
  const size = summary.dealsAnalyzed
  const amounts = new Float64Array(size)
  const lastKnownAmounts = new Float64Array(size)
  const points = new Uint16Array(size)
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

/** The same of a review that is being finished: its columns are there, and no deal has to be put together. */
export function comparableScoreNow(
  {options, deals, openRows, findings, byRow, lastKnown}: Settled,
  now: ReviewSummary,
  other: ReviewSummary,
): number | null {
  const waited = new Set(rulesOfLaterReviews(other))
  if (!now.rules.some(({ruleId, pointsLost}) => pointsLost > 0 && waited.has(ruleId))) return now.score
  const isLeftOut = options.ruleset.rules.map(({rule}) => waited.has(rule.id))
  const amounts = Float64Array.from(openRows, row => deals.amounts[row]!)
  const lastKnownAmounts = Float64Array.from(openRows, row => lastKnown[row]!)
  const points = new Uint16Array(openRows.length)
  for (let place = 0; place < openRows.length; place++) {
    const row = openRows[place]!
    for (let at = byRow.start[row]!; at < byRow.start[row + 1]!; at++) {
      const index = byRow.order[at]!
      if (!isLeftOut[findings.rules[index]!]) points[place]! += severityPoints[findings.severityOf(index)]
    }
  }
  return scoreDeals({amounts, lastKnownAmounts, points}).score
}
