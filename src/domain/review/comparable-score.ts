import {charge} from '../score/charge.js'
import {scoreDeals} from '../score/health-score.js'
import {defaultScoring} from '../score/scoring.js'
import type {Analysis, ReviewSummary, RuleOutcome} from './analysis.js'
import {chargesOfFindings} from './finding-charges.js'
import type {Settled} from './finish-review.js'
import {chargedPortfolio} from './portfolio-charges.js'

/** Ids of the rules that could not run because the review was the first one. */
export function rulesOfLaterReviews({rules}: ReviewSummary): string[] {
  return rules.filter(({skippedReason}) => skippedReason === 'first-review').map(({ruleId}) => ruleId)
}

/**
 * Whether a rule ran, if only to see that there was no deal for it to judge: deals that come to it or leave it are news of the pipeline,
 * and no other way of looking at it.
 */
export function hasRun({skippedReason}: Pick<RuleOutcome, 'skippedReason'>): boolean {
  return skippedReason === null || skippedReason === 'no-deals'
}

/** Ids of the rules that a review ran, or would have run but for being the first: what they find later is news. */
export function rulesWithNews({rules}: ReviewSummary): ReadonlySet<string> {
  const ran = rules.filter(rule => hasRun(rule) || rule.skippedReason === 'first-review')
  return new Set(ran.map(({ruleId}) => ruleId))
}

/** The score of a stored review by the rules that another one could run as well: a first review has nothing to judge changes by. */
export function comparableScore({summary, deals}: Analysis, other: ReviewSummary): number | null {
  const without = new Set(rulesOfLaterReviews(other))
  if (!summary.rules.some(rule => without.has(rule.ruleId) && isCharged(rule, summary))) return summary.score
  const {dealsAnalyzed: size, scoring = defaultScoring} = summary
  const amounts = new Float64Array(size)
  const lastKnownAmounts = new Float64Array(size)
  const points = new Uint16Array(size)
  let place = 0
  for (const {amount, lastKnownAmount, findings} of deals()) {
    amounts[place] = amount ?? Number.NaN
    lastKnownAmounts[place] = lastKnownAmount ?? Number.NaN
    points[place] = charge(
      findings.filter(({ruleId}) => !without.has(ruleId)),
      scoring,
    )
    place++
  }
  const {score} = scoreDeals({amounts, lastKnownAmounts, points})
  return chargedPortfolio(score, portfolioWithout(summary, without), scoring).score
}

/** Where rules supersede others, what one found may be charged to another. */
function isCharged({violated, pointsLost}: RuleOutcome, {scoring = defaultScoring}: ReviewSummary): boolean {
  return pointsLost > 0 || (violated > 0 && scoring.supersede.length > 0)
}

function portfolioWithout({portfolio}: ReviewSummary, without: ReadonlySet<string>) {
  return portfolio.filter(({ruleId}) => !without.has(ruleId))
}

/** The same of a review that is being finished: its columns are there, and no deal has to be put together. */
export function comparableScoreNow(
  settled: Settled,
  now: ReviewSummary,
  other: ReviewSummary,
): number | null {
  const waited = new Set(rulesOfLaterReviews(other))
  if (!now.rules.some(rule => waited.has(rule.ruleId) && isCharged(rule, now))) return now.score
  const {options, deals, openRows, findings, byRow, lastKnown} = settled
  const {rules, scoring} = options.ruleset
  const isLeftOut = rules.map(({rule}) => waited.has(rule.id))
  const chargeOf = chargesOfFindings(settled, rule => isLeftOut[rule]!)
  const amounts = Float64Array.from(openRows, row => deals.amounts[row]!)
  const lastKnownAmounts = Float64Array.from(openRows, row => lastKnown[row]!)
  const points = new Uint16Array(openRows.length)
  for (let place = 0; place < openRows.length; place++) {
    const row = openRows[place]!
    for (let at = byRow.start[row]!; at < byRow.start[row + 1]!; at++) {
      const index = byRow.order[at]!
      if (!isLeftOut[findings.rules[index]!]) points[place]! += chargeOf(index)
    }
  }
  const {score} = scoreDeals({amounts, lastKnownAmounts, points})
  return chargedPortfolio(score, portfolioWithout(now, waited), scoring).score
}
