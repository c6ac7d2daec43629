import type {RecentResult} from '../domain/ports/store.js'
import type {Session} from './session.js'

type Row = {
  run_id: string
  review_id: string
  completed_at: number
  deals_analyzed: number | null
  health_score: number | null
  issues_found: number | null
  high_risk_deals: number | null
  ruleset_fingerprint: string
  undelivered: number
}

/** Of every scheduled review of a user, one after the other, what its last completed runs found, oldest first. */
export function recentResults(session: Session, userId: string, limit: number): RecentResult[] {
  let before: Row | null = null
  return session
    .prepared<Row>(lastResults)
    .all({userId, limit})
    .map(row => {
      const isUnderOtherRules =
        before?.review_id === row.review_id && before.ruleset_fingerprint !== row.ruleset_fingerprint
      before = row
      return {
        runId: row.run_id,
        scheduledReviewId: row.review_id,
        completedAt: new Date(row.completed_at),
        dealsAnalyzed: row.deals_analyzed ?? 0,
        healthScore: row.health_score,
        issuesFound: row.issues_found ?? 0,
        highRiskDeals: row.high_risk_deals ?? 0,
        isUnderOtherRules,
        undelivered: row.undelivered,
      }
    })
}

// By the order in which they were entered, which the index has: a review that runs each minute has thousands.
export const lastResults = `SELECT run.id AS run_id, review.id AS review_id, run.completed_at, run.deals_analyzed, run.health_score,
    run.issues_found, run.high_risk_deals, analyses.ruleset_fingerprint,
    (SELECT count(*) FROM deliveries WHERE run_id = run.id AND status NOT IN ('sent', 'skipped', 'cancelled')) AS undelivered
  FROM scheduled_reviews AS review
  JOIN review_runs AS run ON run.rowid IN (
    SELECT rowid FROM review_runs INDEXED BY review_runs_by_review
    WHERE scheduled_review_id = review.id AND status = 'completed' ORDER BY rowid DESC LIMIT @limit)
  JOIN analyses ON analyses.run_id = run.id
  WHERE review.user_id = @userId ORDER BY review.id, run.rowid`
