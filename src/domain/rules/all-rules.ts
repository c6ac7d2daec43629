import {RevschedError} from '../errors.js'
import {didYouMean} from '../ref.js'
import {closeDatePast} from './close-date-past.js'
import {closeDateTooFar} from './close-date-too-far.js'
import {commitAtRisk} from './commit-at-risk.js'
import {dealTooOld} from './deal-too-old.js'
import {forecastCategoryMismatch} from './forecast-category-mismatch.js'
import {missingAccount} from './missing-account.js'
import {missingAmount} from './missing-amount.js'
import {missingCloseDate} from './missing-close-date.js'
import {missingContact} from './missing-contact.js'
import {missingNextStep} from './missing-next-step.js'
import {missingOwner} from './missing-owner.js'
import {neverContacted} from './never-contacted.js'
import {noFutureActivity} from './no-future-activity.js'
import {noRecentActivity} from './no-recent-activity.js'
import type {Rule} from './rule.js'
import {singleThreaded} from './single-threaded.js'
import {stageStalled} from './stage-stalled.js'

/** Every rule, in the order in which reports list them. */
export const allRules: readonly Rule[] = [
  missingAmount,
  missingCloseDate,
  missingOwner,
  missingAccount,
  missingContact,
  missingNextStep,
  closeDatePast,
  closeDateTooFar,
  stageStalled,
  dealTooOld,
  noRecentActivity,
  noFutureActivity,
  neverContacted,
  singleThreaded,
  forecastCategoryMismatch,
  commitAtRisk,
]

/** Throws `not-found` with the nearest ids. */
export function ruleById(id: string): Rule {
  const rule = allRules.find(known => known.id === id)
  if (rule) return rule
  const hint =
    didYouMean(
      id,
      allRules.map(known => known.id),
    ) ?? 'revsched rules list shows them all'
  throw new RevschedError('not-found', `there is no rule "${id}"`, {hint})
}
