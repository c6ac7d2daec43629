import {RevschedError} from '../domain/errors.js'
import type {RunStore} from '../domain/ports/store.js'
import type {Changes, DealChange, ReviewSummary} from '../domain/review/analysis.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import {type DealsThatLeft, dealsThatLeft} from '../domain/review/changes.js'
import type {Run} from '../domain/run/run.js'

/**
 * How deals left between two runs, as the later one and those between them saw it; the newest word on a deal counts.
 * `isWhole` says that every one that was won or lost is among them: the runs follow from each other without a gap, and none
 * closed more deals than a run lists.
 */
export async function leftBetween(
  runs: Pick<RunStore, 'readAnalysis'>,
  {from, to}: {from: ReviewedRun; to: ReviewedRun},
): Promise<{left: DealsThatLeft; isWhole: boolean}> {
  // What a run is compared with came before it, yet may be judged as of a later day. Where the earlier run is none of those
  // (of another review, or the later one of the two), only the days say how far back to look.
  const doesLead = isEarlierOfSameReview(from.run, to.run)
  const left = new Map<string, DealChange>()
  let isWhole = true
  let summary: ReviewSummary | null = to.summary
  while (summary) {
    const listed = dealsThatLeft(summary)
    for (const change of listed) if (!left.has(change.dealId)) left.set(change.dealId, change)
    if (closedCount(summary) > listed.filter(({kind}) => kind !== 'gone').length) isWhole = false
    const since: Since | undefined = summary.changes?.since
    if (since?.runId === from.run.id) return {left, isWhole}
    const isPast: boolean = !since?.runId || (!doesLead && since.asOf < from.summary.asOf)
    summary = isPast ? null : await summaryOf(runs, since!.runId!)
  }
  return {left, isWhole: false}
}

type ReviewedRun = {run: Pick<Run, 'id' | 'scheduledReviewId' | 'createdAt'>; summary: ReviewSummary}

type Since = Changes['since']

function isEarlierOfSameReview(from: ReviewedRun['run'], to: ReviewedRun['run']): boolean {
  return (
    from.scheduledReviewId !== null &&
    from.scheduledReviewId === to.scheduledReviewId &&
    from.createdAt <= to.createdAt
  )
}

function closedCount({changes}: ReviewSummary): number {
  return changes ? changes.counts.won.deals + changes.counts.lost.deals : 0
}

/** Null for a run that is not kept any more. */
async function summaryOf(runs: Pick<RunStore, 'readAnalysis'>, runId: string): Promise<ReviewSummary | null> {
  try {
    return decodeAnalysis(await runs.readAnalysis(runId)).summary
  } catch (error) {
    if (error instanceof RevschedError && error.code === 'not-found') return null
    throw error
  }
}
