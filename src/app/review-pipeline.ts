import {setImmediate as breathe} from 'node:timers/promises'
import type {DealSource, SourceProgress} from '../domain/ports/deal-source.js'
import type {ReviewSummary} from '../domain/review/analysis.js'
import {decodeAnalysis, encodeAnalysis} from '../domain/review/analysis-document.js'
import {PipelineReview, type ReviewOptions} from '../domain/review/pipeline-review.js'

export type PipelineInput = ReviewOptions & {
  /** Kind and name of the connection. */
  label: string
  previous: {runId: string; document: Uint8Array} | null
  signal: AbortSignal
  onProgress?: (progress: SourceProgress) => void
  /** Called once, when all rows are read and the long computation begins. */
  onRead?: (rows: number) => void | Promise<void>
}

/** Reads a source to its end, judges it and packs the result. Plain data in and out, so that it can run in any thread. */
export async function reviewPipeline(
  ports: {source: DealSource},
  {label, previous, signal, onProgress, onRead, ...options}: PipelineInput,
): Promise<{summary: ReviewSummary; document: Uint8Array}> {
  const review = new PipelineReview(options)
  const report = await ports.source.read(review, {
    customFields: [],
    signal,
    ...(onProgress ? {onProgress} : {}),
  })
  await onRead?.(report.rowsRead)
  await pause(signal)
  const before = previous && {runId: previous.runId, analysis: decodeAnalysis(previous.document)}
  const analysis = review.finish({label, report}, before)
  await pause(signal)
  const document = encodeAnalysis(analysis)
  await pause(signal)
  return {summary: analysis.summary, document}
}

/** Signals are only heard between the steps: each computes for a second or two on half a million deals. */
async function pause(signal: AbortSignal): Promise<void> {
  await breathe()
  signal.throwIfAborted()
}
