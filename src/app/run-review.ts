import type {Delivering} from '../domain/delivery/plan-deliveries.js'
import {messageOf, RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {Ids} from '../domain/ports/ids.js'
import type {ReviewExecutor, ReviewHooks, ReviewResult, ReviewTask} from '../domain/ports/review-executor.js'
import type {RunStore} from '../domain/ports/store.js'
import {type LeaseOwner, leaseMs, renewEveryMs} from '../domain/run/lease.js'
import {type Cancellation, type Claim, priorities, type Run} from '../domain/run/run.js'
import type {User} from '../domain/user.js'
import {runCompletion} from './run-completion.js'

export type ReviewRequest = ReviewTask & {
  /** Null for a run of a bare connection; such a run has no predecessor to compare with. */
  scheduledReviewId: string | null
  reviewName: string
  /** The same key never makes a second run; null for one that may be made again. */
  idempotencyKey?: string | null
  /** Who is to be told; null for nobody. */
  delivering: Delivering | null
}

type RunPorts = {
  runs: RunStore
  reviews: ReviewExecutor
  clock: Clock
  ids: Ids
  owner: LeaseOwner
}

/** Executes a review at once: claim, fetch, judge, store. A failure is stored too, then thrown. */
export async function runReview(
  ports: RunPorts,
  actor: User,
  {request, ...hooks}: Omit<ReviewHooks, 'previous'> & {request: ReviewRequest},
): Promise<ReviewResult & {run: Run}> {
  const started = await startRun(ports, actor, request)
  const claim = {runId: started.id, fence: started.fence}
  try {
    const {scheduledReviewId, reviewName: _, idempotencyKey: __, delivering, ...task} = request
    const previous = async () => (scheduledReviewId ? ports.runs.lastAnalysis(scheduledReviewId) : null)
    const result = await underLease({...ports, claim}, hooks.signal, signal =>
      ports.reviews.execute(task, {...hooks, previous, signal}),
    )
    const completion = runCompletion(result, {ids: ports.ids, completedAt: ports.clock.now(), delivering})
    return {run: await ports.runs.completeRun(claim, completion), ...result}
  } catch (error) {
    const isKept = await storeFailure(ports, claim, withoutResult(error, 'its result was not stored'))
    const outcome = isKept ? 'the run is kept as failed' : 'the next run tells this one as failed'
    throw withoutResult(error, `its result was not stored; ${outcome}`)
  }
}

function startRun(ports: RunPorts, actor: User, request: ReviewRequest): Promise<Run> {
  const now = ports.clock.now()
  return ports.runs.startRun(
    {
      id: ports.ids.next(),
      userId: actor.id,
      scheduledReviewId: request.scheduledReviewId,
      reviewName: request.reviewName,
      trigger: 'manual',
      idempotencyKey: request.idempotencyKey ?? null,
      priority: priorities.manual,
      startedAt: now,
      leaseOwner: ports.owner.lease,
      leaseExpiresAt: new Date(now.getTime() + leaseMs),
    },
    ports.owner.isAlive,
  )
}

/** For whoever waits it is as if it had been stopped by hand. */
class CancelRequested extends RevschedError {
  readonly reason: Cancellation

  constructor(reason: Cancellation) {
    super('interrupted', reason.errorMessage)
    this.reason = reason
  }
}

/** Renews the lease for as long as the work takes, whatever that waits for. A claim that is lost ends the work at once. */
async function underLease<Result>(
  held: RunPorts & {claim: Claim},
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const lost = new AbortController()
  const done = new AbortController()
  const renewing = renewUntil(done.signal, held).catch(error => lost.abort(error))
  try {
    return await work(AbortSignal.any([stop, lost.signal]))
  } finally {
    done.abort()
    await renewing
  }
}

/** Rejects with `conflict` when the claim is lost, with `interrupted` when somebody asked to cancel the run. */
async function renewUntil(done: AbortSignal, held: RunPorts & {claim: Claim}): Promise<void> {
  const {runs, clock, claim} = held
  while (await sleptFor(renewEveryMs, clock, done)) {
    try {
      const {cancelRequested} = await runs.renewLease(claim, new Date(clock.now().getTime() + leaseMs))
      if (cancelRequested) throw new CancelRequested(cancelRequested)
    } catch (error) {
      // A database that is locked or full for a moment takes the lease from nobody: the next renewal may succeed, and if
      // none does, the fence decides whether the result is stored.
      if (!(error instanceof RevschedError) || error.code !== 'storage') throw error
    }
  }
}

/** False when `done` came first. */
function sleptFor(ms: number, clock: Clock, done: AbortSignal): Promise<boolean> {
  return clock.sleep(ms, done).then(
    () => true,
    () => false,
  )
}

/** The store speaks of one write, that changed nothing; of a run that has begun there is more to tell. */
function withoutResult(error: unknown, outcome: string): unknown {
  if (!(error instanceof RevschedError) || error.code !== 'storage') return error
  const what = error.message.replace(/; nothing was changed$/, '')
  const hint = error.hint === undefined ? {} : {hint: error.hint}
  return new RevschedError('storage', `${what}; ${outcome}`, {...hint, cause: error})
}

/** False where the store takes not even that. */
async function storeFailure(ports: RunPorts, claim: Claim, error: unknown): Promise<boolean> {
  const code = error instanceof RevschedError ? error.code : 'internal'
  const isCancelled = code === 'interrupted' || code === 'terminated'
  const failure = {
    completedAt: ports.clock.now(),
    status: isCancelled ? ('cancelled' as const) : ('failed' as const),
    // As of a run of the daemon; one that is stopped here has the code of the signal.
    errorCode: error instanceof CancelRequested ? error.reason.errorCode : code,
    errorMessage: messageOf(error),
  }
  try {
    await ports.runs.failRun(claim, failure)
    return true
  } catch (storeError) {
    // The first error is the one to act on; the row is settled as `abandoned` by the next run.
    if (!(storeError instanceof RevschedError)) throw storeError
    return false
  }
}
