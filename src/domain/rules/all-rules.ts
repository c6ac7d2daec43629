import {RevschedError} from '../errors.js'
import {didYouMean} from '../ref.js'
import {amountDroppedSinceReview} from './amount-dropped-since-review.js'
import {amountOutlier} from './amount-outlier.js'
import {closeDateClustering} from './close-date-clustering.js'
import {closeDateCrossedPeriod} from './close-date-crossed-period.js'
import {closeDateDefault} from './close-date-default.js'
import {closeDatePast} from './close-date-past.js'
import {closeDatePushed} from './close-date-pushed.js'
import {closeDateTooFar} from './close-date-too-far.js'
import {closeDateUnrealistic} from './close-date-unrealistic.js'
import {commitAtRisk} from './commit-at-risk.js'
import {concentration} from './concentration.js'
import {coverageBelowTarget} from './coverage-below-target.js'
import {currencyUnconvertible} from './currency-unconvertible.js'
import {dealTooOld} from './deal-too-old.js'
import {disappearedSinceReview} from './disappeared-since-review.js'
import {duplicateDeal} from './duplicate-deal.js'
import {forecastCategoryMismatch} from './forecast-category-mismatch.js'
import {forecastDowngradedSinceReview} from './forecast-downgraded-since-review.js'
import {inactiveOwner} from './inactive-owner.js'
import {lateArrival} from './late-arrival.js'
import {missingAccount} from './missing-account.js'
import {missingAmount} from './missing-amount.js'
import {missingCloseDate} from './missing-close-date.js'
import {missingContact} from './missing-contact.js'
import {missingDecisionMaker} from './missing-decision-maker.js'
import {missingForecastCategory} from './missing-forecast-category.js'
import {missingNextStep} from './missing-next-step.js'
import {missingOwner} from './missing-owner.js'
import {neverContacted} from './never-contacted.js'
import {nextStepStale} from './next-step-stale.js'
import {noFutureActivity} from './no-future-activity.js'
import {noMeaningfulChange} from './no-meaningful-change.js'
import {noRecentActivity} from './no-recent-activity.js'
import {overdueTask} from './overdue-task.js'
import {placeholderText} from './placeholder-text.js'
import {probabilityOverride} from './probability-override.js'
import type {Rule} from './rule.js'
import {singleThreaded} from './single-threaded.js'
import {slippedSinceReview} from './slipped-since-review.js'
import {stageBackSinceReview} from './stage-back-since-review.js'
import {stageRegressed} from './stage-regressed.js'
import {stageRequiredFields} from './stage-required-fields.js'
import {stageSkipped} from './stage-skipped.js'
import {stageStalled} from './stage-stalled.js'
import {unknownStage} from './unknown-stage.js'
import {unresolvedViolation} from './unresolved-violation.js'

/** Every rule, in the order in which reports list them. */
export const allRules: readonly Rule[] = [
  missingAmount,
  missingCloseDate,
  missingOwner,
  inactiveOwner,
  missingAccount,
  missingContact,
  missingDecisionMaker,
  missingNextStep,
  placeholderText,
  stageRequiredFields,
  missingForecastCategory,
  closeDatePast,
  closeDateTooFar,
  closeDateDefault,
  nextStepStale,
  overdueTask,
  unknownStage,
  probabilityOverride,
  closeDateUnrealistic,
  amountOutlier,
  duplicateDeal,
  currencyUnconvertible,
  stageStalled,
  dealTooOld,
  stageRegressed,
  stageSkipped,
  closeDatePushed,
  closeDateCrossedPeriod,
  noRecentActivity,
  noFutureActivity,
  neverContacted,
  singleThreaded,
  forecastCategoryMismatch,
  commitAtRisk,
  closeDateClustering,
  coverageBelowTarget,
  concentration,
  slippedSinceReview,
  amountDroppedSinceReview,
  stageBackSinceReview,
  forecastDowngradedSinceReview,
  lateArrival,
  noMeaningfulChange,
  unresolvedViolation,
  disappearedSinceReview,
]

/** The rule of that id, or title in any case; throws `not-found` with what is called nearly so, `conflict` for a title of several. */
export function ruleNamed(given: string, rules: readonly Rule[] = allRules): Rule {
  const byId = rules.find(({id}) => id === given)
  if (byId) return byId
  const called = rules.filter(({title}) => title.toLowerCase() === given.toLowerCase())
  if (called.length === 1) return called[0]!
  if (called.length > 1)
    throw new RevschedError('conflict', `${called.length} rules are called "${given}"`, {
      hint: `give the id: ${called.map(({id}) => id).join(', ')}`,
    })
  const names = rules.flatMap(({id, title}) => [id, title])
  throw new RevschedError('not-found', `there is no rule "${given}"`, {
    hint: didYouMean(given, names) ?? whereRulesAre(rules),
  })
}

function whereRulesAre(rules: readonly Rule[]): string {
  const own = rules.filter(rule => !allRules.includes(rule))
  if (own.length > 0) return `the rule file has ${own.map(({id}) => id).join(', ')}`
  return 'revsched rules list shows them all; --rules <file> takes those of a rule file as well'
}
