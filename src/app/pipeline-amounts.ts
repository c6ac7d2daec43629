import type {Clock} from '../domain/ports/clock.js'
import type {Analysis} from '../domain/review/analysis.js'
import type {dealWeight} from '../domain/score/deal-weight.js'

/** What the deals of a review are weighed by, in the order of the review. */
export type PipelineAmounts = Parameters<typeof dealWeight>[0]

/** So many deals are looked at before others get their turn: a review of a million takes seconds. */
export const dealsAtOnce = 5000

/** Of all its deals; null once `signal` is aborted. */
export async function pipelineAmounts(
  {summary, deals}: Analysis,
  clock: Clock,
  signal: AbortSignal,
): Promise<PipelineAmounts | null> {
  const amounts = new Float64Array(summary.dealsAnalyzed)
  const lastKnownAmounts = new Float64Array(summary.dealsAnalyzed)
  let place = 0
  for (const deal of deals()) {
    amounts[place] = deal.amount ?? Number.NaN
    lastKnownAmounts[place] = deal.lastKnownAmount ?? Number.NaN
    if (++place % dealsAtOnce === 0) await clock.sleep(0)
    if (signal.aborted) return null
  }
  return {amounts, lastKnownAmounts}
}
