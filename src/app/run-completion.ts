import {type Delivering, planDeliveries} from '../domain/delivery/plan-deliveries.js'
import type {Ids} from '../domain/ports/ids.js'
import type {ReviewResult} from '../domain/ports/review-executor.js'
import type {RunCompletion} from '../domain/ports/store.js'

/** What the ledger keeps of a review. `delivering` says who is to be told of it; null for nobody. */
export function runCompletion(
  {summary, ownerEmails, document, input}: ReviewResult,
  {ids, completedAt, delivering}: {ids: Ids; completedAt: Date; delivering: Delivering | null},
): RunCompletion {
  return {
    completedAt,
    dealsAnalyzed: summary.dealsAnalyzed,
    healthScore: summary.score,
    issuesFound: summary.issuesFound,
    highRiskDeals: summary.highRiskDeals,
    analysis: {
      id: ids.next(),
      rulesetFingerprint: summary.rulesetFingerprint,
      skippedRules: summary.rules.filter(rule => rule.skippedReason).map(rule => rule.ruleId),
      document,
    },
    input,
    deliveries: delivering
      ? planDeliveries(
          delivering,
          {summary, ...(ownerEmails && {ownerEmails})},
          {now: completedAt, newId: ids.next},
        )
      : [],
    ruleResults: summary.rules.map(({ruleId, checked, violated, skippedReason}) => ({
      ruleId,
      checked,
      violated,
      skippedReason,
    })),
  }
}
