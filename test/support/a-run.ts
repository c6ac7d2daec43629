import type {Run} from '../../src/domain/run/run.js'

/** A completed run of the review `weekly`, asked for by hand on 1 April 2025. */
export function aRun(changes: Partial<Run> = {}): Run {
  const at = new Date('2025-04-01T12:00:00Z')
  return {
    id: '1f0c2a44-5d1e-4c55-9d4e-0a1b2c3d4e5f',
    userId: 'user-1',
    scheduledReviewId: 'review-1',
    reviewName: 'weekly',
    status: 'completed',
    trigger: 'manual',
    priority: 10,
    scheduledFor: null,
    queuedAt: at,
    startedAt: at,
    completedAt: new Date(at.getTime() + 1500),
    dealsAnalyzed: 6,
    healthScore: 65.4,
    issuesFound: 6,
    highRiskDeals: 2,
    errorCode: null,
    errorMessage: null,
    retryCount: 0,
    analysisId: 'analysis-1',
    jobId: null,
    leaseOwner: null,
    leaseExpiresAt: null,
    fence: 1,
    rangeUntil: null,
    missedCount: null,
    cancelRequestedAt: null,
    idempotencyKey: null,
    createdAt: at,
    ...changes,
  }
}
