import {authoriseRun} from '../app/authorise.js'
import {reviewTask} from '../app/review-task.js'
import {runCompletion} from '../app/run-completion.js'
import {type CrmConnection, refuseWithoutLogin} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {CrmAccess} from '../domain/ports/crm-access.js'
import type {Ids} from '../domain/ports/ids.js'
import type {ReviewExecutor, ReviewHooks} from '../domain/ports/review-executor.js'
import type {ClaimedRun, RunOutcome} from '../domain/ports/run-queue.js'
import type {RunStore} from '../domain/ports/store.js'
import type {RulesetDefinition} from '../domain/rules/ruleset.js'
import type {Cancellation, Claim} from '../domain/run/run.js'
import {outcomeOfError} from './outcome-of-error.js'

export type ExecutionPorts = {
  runs: Pick<RunStore, 'lastAnalysis'>
  reviews: ReviewExecutor
  rulesOf(ruleset: string): Promise<RulesetDefinition>
  accessTo(connection: CrmConnection, signal: AbortSignal): CrmAccess
  clock: Clock
  ids: Ids
  /** 0 to 1. */
  random(): number
}

export type ExecutionHooks = Pick<ReviewHooks, 'onProgress' | 'onAbandoned'>

export type Attempt = {
  claimed: ClaimedRun
  claim: Claim
  stop: AbortController
  /** Set once somebody asked to cancel the run. */
  cancellation: Cancellation | null
}

/** Reviews, within the timeout of the scheduled review or until `stop`, and says what became of it. Never rejects. */
export async function executeRun(
  ports: ExecutionPorts,
  attempt: Attempt,
  hooks: ExecutionHooks,
): Promise<RunOutcome> {
  const {clock, ids, random} = ports
  const {claimed, claim} = attempt
  const endLimit = limitTime(clock, attempt)
  try {
    const result = await review(ports, attempt, hooks)
    const told = {ids, completedAt: clock.now(), delivering: claimed.review}
    return {kind: 'completed', claim, completion: runCompletion(result, told)}
  } catch (error) {
    const {retryCount} = claimed.run
    const {maxRetries} = claimed.review
    const {cancellation} = attempt
    const known = {claim, retryCount, maxRetries, cancellation}
    return outcomeOfError(error, known, {now: clock.now(), random: random()})
  } finally {
    endLimit()
  }
}

async function review(ports: ExecutionPorts, {claimed, stop}: Attempt, hooks: ExecutionHooks) {
  const {runs, reviews, rulesOf, accessTo, clock} = ports
  const {review, connection} = claimed
  authoriseRun(claimed)
  refuseWithoutLogin(connection)
  const rules = await rulesOf(review.ruleset)
  const task = reviewTask(connection, {
    rules,
    filter: review.filter,
    asOf: clock.now(),
    timeZone: review.timezoneCanonical,
    ownerDigests: review.ownerDigests,
  })
  const {signal} = stop
  signal.throwIfAborted()
  return reviews.execute(task, {
    ...hooks,
    signal,
    access: accessTo(connection, signal),
    previous: () => runs.lastAnalysis(review.id),
  })
}

/** Returns what ends the limit. */
function limitTime(clock: Clock, {claimed: {review}, stop}: Attempt): () => void {
  const {timeoutMs} = review
  const tooLong = () =>
    new RevschedError('timeout', `the run took longer than its timeout of ${timeoutMs / 1000} s`, {
      hint: 'allow more: revsched edit <review> --timeout 30m',
      canPass: true,
    })
  return clock.later(timeoutMs, () => stop.abort(tooLong()))
}
