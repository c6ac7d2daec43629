import type {Logger} from '../domain/ports/logger.js'
import type {RunOutcome} from '../domain/ports/run-queue.js'
import type {Run} from '../domain/run/run.js'
import {wordsForLog} from './words-for-log.js'

/** What became of an attempt, once it is stored. */
export function logOutcome(log: Logger, run: Run, outcome: RunOutcome): void {
  const fields = {runId: run.id, review: run.reviewName}
  if (outcome.kind === 'completed') {
    const {healthScore, dealsAnalyzed, issuesFound} = outcome.completion
    log.info('run-completed', `"${run.reviewName}" completed`, {
      ...fields,
      healthScore,
      dealsAnalyzed,
      issuesFound,
    })
    return
  }
  if (outcome.kind === 'returned') {
    log.debug('run-returned', `"${run.reviewName}" goes back into the queue: it has not begun`, fields)
    return
  }
  const {errorCode, errorMessage} = outcome
  const why = wordsForLog(outcome)
  if (why !== errorMessage) log.debug('run-error', errorMessage, {...fields, errorCode})
  if (outcome.kind === 'retry')
    log.warn('run-retried', `"${run.reviewName}" goes back into the queue: ${why}`, {
      ...fields,
      errorCode,
      at: outcome.at.toISOString(),
    })
  else if (outcome.status === 'cancelled')
    log.info('run-cancelled', `"${run.reviewName}" was cancelled`, fields)
  else log.error('run-failed', `"${run.reviewName}" failed: ${why}`, {...fields, errorCode})
}
