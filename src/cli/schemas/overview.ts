import * as z from 'zod/mini'
import {runningRun, status} from './daemon.js'
import {about, count, instant, maybeNumber, text, yes} from './parts.js'
import {run, runShape} from './run.js'
import {reviewShape} from './scheduled-review.js'

const result = z.object({
  runId: text(),
  scheduledReviewId: text(),
  completedAt: instant(),
  dealsAnalyzed: count(),
  healthScore: maybeNumber(),
  issuesFound: count(),
  highRiskDeals: count(),
  isUnderOtherRules: about('Than the run before it', yes()),
  undelivered: about('Messages that have not arrived everywhere', count()),
})

/** `top --json`: what its first screen shows. */
export const top = z.object({
  at: instant(),
  status,
  reviews: z.array(
    z.object({
      ...reviewShape,
      running: z.nullable(z.object({...runShape, progress: z.nullable(runningRun)})),
      waiting: z.nullable(run),
      results: about('Of its last runs, oldest first', z.array(result)),
    }),
  ),
})
