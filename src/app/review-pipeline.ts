import {setImmediate as breathe} from 'node:timers/promises'
import {RevschedError} from '../domain/errors.js'
import type {DealSource} from '../domain/ports/deal-source.js'
import type {ReviewHooks, ReviewResult} from '../domain/ports/review-executor.js'
import {decodeAnalysis, encodeAnalysis} from '../domain/review/analysis-document.js'
import type {DealFilter} from '../domain/review/deal-filter.js'
import {FilteredDeals} from '../domain/review/filtered-deals.js'
import {neededFields, needsFiscalYear, needsWonStages} from '../domain/review/needed-fields.js'
import {PipelineReview, type PreviousReview, type ReviewOptions} from '../domain/review/pipeline-review.js'

export type PipelineInput = ReviewOptions &
  ReviewHooks & {
    /** Kind and name of the connection. */
    label: string
    filter: DealFilter | null
  }

/** Reads a source to its end, judges it and packs the result. Plain data in and out, so that it can run in any thread. */
export async function reviewPipeline(
  ports: {source: DealSource},
  {label, filter, previous, signal, onProgress, access: _, ...options}: PipelineInput,
): Promise<ReviewResult> {
  const review = new PipelineReview(options)
  const filtered = filter && new FilteredDeals(review, filter)
  const report = await ports.source.read(filtered ?? review, {
    customFields: options.ruleset.customFields,
    needs: neededFields(options.ruleset),
    needsFiscalYear: needsFiscalYear(options.ruleset),
    needsWonStages: needsWonStages(options.ruleset),
    asOf: options.asOf,
    ...(filter && {filter}),
    signal,
    ...(onProgress ? {onProgress: progress => onProgress({step: 'reading', ...progress})} : {}),
  })
  onProgress?.({step: 'judging', rowsRead: report.rowsRead})
  await pause(signal)
  const {last, warnings} = await decoded(previous)
  const analysis = review.finish(
    {label, report: {...report, warnings: [...report.warnings, ...(filtered?.warnings ?? []), ...warnings]}},
    last,
  )
  await pause(signal)
  const document = encodeAnalysis(analysis)
  await pause(signal)
  return {summary: analysis.summary, document}
}

/** A last review that cannot be read is told, and compared with no more: it must not keep all later ones from being made. */
async function decoded(
  previous: ReviewHooks['previous'],
): Promise<{last: PreviousReview | null; warnings: readonly string[]}> {
  const stored = await previous()
  if (!stored) return {last: null, warnings: []}
  try {
    return {last: {runId: stored.runId, analysis: decodeAnalysis(stored.document)}, warnings: []}
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    const warning = `not compared with run ${stored.runId.slice(0, 8)}, the last one: ${error.message}`
    return {last: null, warnings: [warning]}
  }
}

/** A wish to stop is only heard between the steps: each computes for a second or two on half a million deals. */
async function pause(signal: AbortSignal): Promise<void> {
  await breathe()
  signal.throwIfAborted()
}
