import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {DealSource, SourceProgress} from '../domain/ports/deal-source.js'
import type {Ids} from '../domain/ports/ids.js'
import type {RunStore} from '../domain/ports/store.js'
import type {ReviewSummary} from '../domain/review/analysis.js'
import type {Ruleset} from '../domain/rules/rule.js'
import type {Claim, Run} from '../domain/run/run.js'
import type {User} from '../domain/user.js'
import {reviewPipeline} from './review-pipeline.js'

/** A lease is void 8 s after its last renewal; it is renewed every 2 s while rows arrive (DESIGN section 6). */
const leaseMs = 8000
const renewEveryMs = 2000

/** Runs asked for by a person go before scheduled ones. */
const manualPriority = 10

export type ReviewRequest = {
  /** Null for a run of a bare connection; such a run has no predecessor to compare with. */
  scheduledReviewId: string | null
  reviewName: string
  source: DealSource
  /** Kind and name of the connection. */
  label: string
  stageOrder: readonly string[] | null
  ruleset: Ruleset
  asOf: Date
  timeZone: string
  signal: AbortSignal
  onProgress?: (progress: SourceProgress) => void
  /** Called once, when all rows are read and the long computation begins. */
  onRead?: (rows: number) => void | Promise<void>
}

type RunPorts = {
  runs: RunStore
  clock: Clock
  ids: Ids
  owner: {lease: string; isAlive(leaseOwner: string): boolean}
}

/** Executes a review at once in this process: claim, fetch, judge, store. A failure is stored too, then thrown. */
export async function runReview(
  ports: RunPorts,
  actor: User,
  request: ReviewRequest,
): Promise<{run: Run; summary: ReviewSummary; document: Uint8Array}> {
  const started = await startRun(ports, actor, request)
  const claim = {runId: started.id, fence: started.fence}
  try {
    const reviewed = await reviewUnderLease(ports, claim, request)
    return {run: await storeResult(ports, claim, reviewed), ...reviewed}
  } catch (error) {
    await storeFailure(ports, claim, error)
    throw error
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
      priority: manualPriority,
      startedAt: now,
      leaseOwner: ports.owner.lease,
      leaseExpiresAt: new Date(now.getTime() + leaseMs),
    },
    ports.owner.isAlive,
  )
}

async function reviewUnderLease(ports: RunPorts, claim: Claim, request: ReviewRequest) {
  const {runs, clock} = ports
  const previous = request.scheduledReviewId ? await runs.lastAnalysis(request.scheduledReviewId) : null
  let renewedMs = clock.now().getTime()
  let renewal: Promise<void> = Promise.resolve()
  const renew = () => {
    renewedMs = clock.now().getTime()
    const until = new Date(renewedMs + leaseMs)
    renewal = renewal.then(() => runs.renewLease(claim, until))
    // A lost claim is found by the await below and by the write of the result; here it must not end the process.
    renewal.catch(() => undefined)
  }
  const reviewed = await reviewPipeline(
    {source: request.source},
    {
      ...request,
      previous,
      onProgress(progress) {
        request.onProgress?.(progress)
        if (clock.now().getTime() - renewedMs >= renewEveryMs) renew()
      },
      async onRead(rows) {
        await request.onRead?.(rows)
        renew()
        await renewal
      },
    },
  )
  await renewal
  return reviewed
}

function storeResult(
  ports: RunPorts,
  claim: Claim,
  reviewed: {summary: ReviewSummary; document: Uint8Array},
): Promise<Run> {
  const {summary, document} = reviewed
  return ports.runs.completeRun(claim, {
    completedAt: ports.clock.now(),
    dealsAnalyzed: summary.dealsAnalyzed,
    healthScore: summary.score,
    issuesFound: summary.issuesFound,
    highRiskDeals: summary.highRiskDeals,
    analysis: {
      id: ports.ids.next(),
      rulesetFingerprint: summary.rulesetFingerprint,
      skippedRules: summary.rules.filter(rule => rule.skippedReason).map(rule => rule.ruleId),
      document,
    },
    ruleResults: summary.rules.map(({ruleId, checked, violated, skippedReason}) => ({
      ruleId,
      checked,
      violated,
      skippedReason,
    })),
  })
}

async function storeFailure(ports: RunPorts, claim: Claim, error: unknown): Promise<void> {
  const code = error instanceof RevschedError ? error.code : 'internal'
  const isCancelled = code === 'interrupted' || code === 'terminated'
  const failure = {
    completedAt: ports.clock.now(),
    status: isCancelled ? ('cancelled' as const) : ('failed' as const),
    errorCode: code,
    errorMessage: error instanceof Error ? error.message : String(error),
  }
  try {
    await ports.runs.failRun(claim, failure)
  } catch (storeError) {
    // The first error is the one to act on; the row is settled as `abandoned` by the next run of this review.
    if (!(storeError instanceof RevschedError)) throw storeError
  }
}
