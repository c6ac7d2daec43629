import {setImmediate as breathe} from 'node:timers/promises'
import type {DealSource} from '../domain/ports/deal-source.js'
import type {ReviewHooks, ReviewResult} from '../domain/ports/review-executor.js'
import {encodeAnalysis} from '../domain/review/analysis-document.js'
import type {DealFilter} from '../domain/review/deal-filter.js'
import {FilteredDeals} from '../domain/review/filtered-deals.js'
import {neededFields, needsFiscalYear, needsWonStages} from '../domain/review/needed-fields.js'
import {emailsOfOwners} from '../domain/review/owner-emails.js'
import {PipelineReview, type ReviewOptions} from '../domain/review/pipeline-review.js'
import {RecordedDeals} from '../domain/review/recorded-deals.js'
import {decodedPrevious} from './decoded-previous.js'

export type PipelineInput = ReviewOptions &
  ReviewHooks & {
    /** Kind and name of the connection. */
    label: string
    filter: DealFilter | null
    needsOwnerEmails?: true
  }

/** Reads a source to its end, judges it and packs the result. Plain data in and out, so that it can run in any thread. */
export async function reviewPipeline(
  ports: {source: DealSource},
  {label, filter, needsOwnerEmails, previous, signal, onProgress, access: _, ...options}: PipelineInput,
): Promise<ReviewResult> {
  const {ruleset, asOf, ...judged} = options
  const {customFields} = ruleset
  const fields = neededFields(ruleset)
  const fiscalYear = needsFiscalYear(ruleset)
  const review = new PipelineReview(options)
  const recorded = new RecordedDeals(review, {fields, customFields: new Set(customFields), fiscalYear})
  const filtered = filter && new FilteredDeals(recorded, filter)
  const {ownerEmails: emails, ...read} = await ports.source.read(filtered ?? recorded, {
    customFields,
    needs: fields,
    needsFiscalYear: fiscalYear,
    needsWonStages: needsWonStages(ruleset),
    ...(needsOwnerEmails && {needsOwnerEmails}),
    asOf,
    ...(filter && {filter}),
    signal,
    ...(onProgress ? {onProgress: progress => onProgress({step: 'reading', ...progress})} : {}),
  })
  onProgress?.({step: 'judging', rowsRead: read.rowsRead})
  await pause(signal)
  const {last, warnings} = await decodedPrevious(previous, asOf)
  const report = {...read, warnings: [...read.warnings, ...(filtered?.warnings ?? []), ...warnings]}
  const input = recorded.document({label, report, asOf: asOf.toISOString(), ...judged})
  const analysis = review.finish({label, report}, last)
  const {summary} = analysis
  const ofOwners = emails && {ownerEmails: emailsOfOwners(summary.totals.byOwner, emails)}
  await pause(signal)
  const document = encodeAnalysis({...analysis, ...ofOwners})
  await pause(signal)
  return {summary, ...ofOwners, document, input}
}

/** A wish to stop is only heard between the steps: each computes for a second or two on half a million deals. */
async function pause(signal: AbortSignal): Promise<void> {
  await breathe()
  signal.throwIfAborted()
}
