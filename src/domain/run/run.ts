/**
 * One execution of a scheduled review.
 *
 * States: `queued` -> `running` -> `completed` | `failed`; `missed`, `skipped` and `cancelled` for occurrences that never
 * ran to an end. The last five are final: a finished state never changes.
 */
export type RunStatus = 'queued' | 'running' | 'completed' | 'failed' | 'missed' | 'skipped' | 'cancelled'

/** Of a run that has not come to its end. */
export const openStatuses: readonly RunStatus[] = ['queued', 'running']

export function isOpen({status}: {status: RunStatus}): boolean {
  return openStatuses.includes(status)
}

/** The two lanes of the queue: runs asked for by a person go before scheduled ones. */
export const priorities = {manual: 10, scheduled: 0} as const

export type RunTrigger = 'schedule' | 'manual' | 'catch-up' | 'api' | 'retry'

export type Run = {
  id: string
  userId: string
  /** Null for a run of a bare connection and after its scheduled review was removed; `reviewName` stays. */
  scheduledReviewId: string | null
  reviewName: string
  status: RunStatus
  trigger: RunTrigger
  priority: number
  scheduledFor: Date | null
  queuedAt: Date | null
  startedAt: Date | null
  completedAt: Date | null
  dealsAnalyzed: number | null
  healthScore: number | null
  issuesFound: number | null
  highRiskDeals: number | null
  errorCode: string | null
  errorMessage: string | null
  retryCount: number
  analysisId: string | null
  jobId: string | null
  leaseOwner: string | null
  leaseExpiresAt: Date | null
  fence: number
  rangeUntil: Date | null
  missedCount: number | null
  cancelRequestedAt: Date | null
  idempotencyKey: string | null
  createdAt: Date
}

/** Why a run was ended that had not come to its end: asked of its owner while it runs, stored with it afterwards. */
export type Cancellation = {errorCode: string; errorMessage: string}

/** The right to write a run's outcome: void as soon as another owner has taken the run with a higher fence. */
export type Claim = {runId: string; fence: number}
