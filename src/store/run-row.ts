import type {Run, RunStatus, RunTrigger} from '../domain/run/run.js'
import {instantOf} from './instant.js'

/** A row of review_runs, as plain SQL gives it. */
export type RunRow = {
  id: string
  user_id: string
  scheduled_review_id: string | null
  review_name: string
  status: RunStatus
  trigger: RunTrigger
  priority: number
  scheduled_for: number | null
  queued_at: number | null
  started_at: number | null
  completed_at: number | null
  deals_analyzed: number | null
  health_score: number | null
  issues_found: number | null
  high_risk_deals: number | null
  error_code: string | null
  error_message: string | null
  retry_count: number
  analysis_id: string | null
  job_id: string | null
  lease_owner: string | null
  lease_expires_at: number | null
  fence: number
  range_until: number | null
  missed_count: number | null
  cancel_requested_at: number | null
  idempotency_key: string | null
  created_at: number
  crash_count: number
}

export function runOf(row: RunRow): Run {
  return {
    id: row.id,
    userId: row.user_id,
    scheduledReviewId: row.scheduled_review_id,
    reviewName: row.review_name,
    status: row.status,
    trigger: row.trigger,
    priority: row.priority,
    scheduledFor: instantOf(row.scheduled_for),
    queuedAt: instantOf(row.queued_at),
    startedAt: instantOf(row.started_at),
    completedAt: instantOf(row.completed_at),
    dealsAnalyzed: row.deals_analyzed,
    healthScore: row.health_score,
    issuesFound: row.issues_found,
    highRiskDeals: row.high_risk_deals,
    errorCode: row.error_code,
    errorMessage: row.error_message,
    retryCount: row.retry_count,
    analysisId: row.analysis_id,
    jobId: row.job_id,
    leaseOwner: row.lease_owner,
    leaseExpiresAt: instantOf(row.lease_expires_at),
    fence: row.fence,
    rangeUntil: instantOf(row.range_until),
    missedCount: row.missed_count,
    cancelRequestedAt: instantOf(row.cancel_requested_at),
    idempotencyKey: row.idempotency_key,
    createdAt: instantOf(row.created_at) ?? new Date(0),
  }
}
