import type {Clock} from '../domain/ports/clock.js'
import type {RunStore} from '../domain/ports/store.js'
import type {ReviewedDeal} from '../domain/review/analysis.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import type {Run} from '../domain/run/run.js'
import {dealsAtOnce} from './pipeline-amounts.js'

/** What a run found of a deal; null where it was not among the open ones. */
export type DealInRun = {run: Run; asOf: Date; deal: ReviewedDeal | null}

/** One deal in each of some completed runs, as they are given. Ends early, without an error, once `signal` is aborted. */
export async function* dealOverRuns(
  {store, clock}: {store: Pick<RunStore, 'readAnalysis'>; clock: Clock},
  {runs, dealId}: {runs: readonly Run[]; dealId: string},
  signal: AbortSignal,
): AsyncGenerator<DealInRun> {
  for (const run of runs) {
    let seen = 0
    let found: ReviewedDeal | null = null
    const {summary, deals} = decodeAnalysis(await store.readAnalysis(run.id))
    for (const deal of deals()) {
      if (signal.aborted) return
      if (deal.id === dealId) {
        found = deal
        break
      }
      if (++seen % dealsAtOnce === 0) await clock.sleep(0)
    }
    yield {run, asOf: new Date(summary.asOf), deal: found}
  }
}
