import * as z from 'zod/mini'
import {delivery} from './delivery.js'
import {
  about,
  count,
  instant,
  maybeCount,
  maybeInstant,
  maybeNumber,
  maybeText,
  named,
  text,
} from './parts.js'

export const runStatuses = [
  'queued',
  'running',
  'completed',
  'failed',
  'missed',
  'skipped',
  'cancelled',
] as const

export const runShape = {
  id: text(),
  userId: text(),
  scheduledReviewId: about(
    'Null for a run of a bare connection, and once its review was removed',
    maybeText(),
  ),
  reviewName: text(),
  status: z.enum(runStatuses),
  trigger: z.enum(['schedule', 'manual', 'catch-up', 'api', 'retry']),
  priority: about('10 for a run that a person asked for, else 0', count()),
  scheduledFor: about('When it was due', maybeInstant()),
  queuedAt: maybeInstant(),
  startedAt: maybeInstant(),
  completedAt: about('When it ended, however', maybeInstant()),
  dealsAnalyzed: maybeCount(),
  healthScore: about('0 to 100, not rounded; null without a result or a score', maybeNumber()),
  issuesFound: maybeCount(),
  highRiskDeals: maybeCount(),
  errorCode: about('As in "revsched help exit-codes"', maybeText()),
  errorMessage: maybeText(),
  retryCount: count(),
  analysisId: maybeText(),
  jobId: maybeText(),
  rangeUntil: about('Of a run that stands for several: when the last of them was due', maybeInstant()),
  missedCount: maybeCount(),
  cancelRequestedAt: maybeInstant(),
  idempotencyKey: about('What --key said', maybeText()),
  createdAt: instant(),
}

/** One execution of a review. */
export const run = named('Run', z.object(runShape))

export const runDocument = z.object({run})

export const runInHistory = named('RunInHistory', z.object({...runShape, deliveries: z.array(delivery)}))

export const history = z.array(runInHistory)
