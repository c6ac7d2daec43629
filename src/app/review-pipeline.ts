import {setImmediate as breathe} from 'node:timers/promises'
import type {DealSource} from '../domain/ports/deal-source.js'
import type {ReviewHooks, ReviewResult} from '../domain/ports/review-executor.js'
import {decodeAnalysis, encodeAnalysis} from '../domain/review/analysis-document.js'
import {PipelineReview, type PreviousReview, type ReviewOptions} from '../domain/review/pipeline-review.js'

export type PipelineInput = ReviewOptions &
  ReviewHooks & {
    /** Kind and name of the connection. */
    label: string
  }

/** Reads a source to its end, judges it and packs the result. Plain data in and out, so that it can run in any thread. */
export async function reviewPipeline(
  ports: {source: DealSource},
  {label, previous, signal, onProgress, ...options}: PipelineInput,
): Promise<ReviewResult> {
  const review = new PipelineReview(options)
  const report = await ports.source.read(review, {
    customFields: [],
    signal,
    ...(onProgress ? {onProgress: progress => onProgress({step: 'reading', ...progress})} : {}),
  })
  onProgress?.({step: 'judging', rowsRead: report.rowsRead})
  await pause(signal)
  const analysis = review.finish({label, report}, await decoded(previous))
  await pause(signal)
  const document = encodeAnalysis(analysis)
  await pause(signal)
  return {summary: analysis.summary, document}
}

async function decoded(previous: ReviewHooks['previous']): Promise<PreviousReview | null> {
  const stored = await previous()
  return stored && {runId: stored.runId, analysis: decodeAnalysis(stored.document)}
}

/** A wish to stop is only heard between the steps: each computes for a second or two on half a million deals. */
async function pause(signal: AbortSignal): Promise<void> {
  await breathe()
  signal.throwIfAborted()
}
