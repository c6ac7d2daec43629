import type {Clock} from '../domain/ports/clock.js'
import type {RunStore} from '../domain/ports/store.js'
import type {ReviewedDeal} from '../domain/review/analysis.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import type {Run} from '../domain/run/run.js'

/** What a run found of a deal; null where it was not among the open ones. */
export type DealInRun = {run: Run; deal: ReviewedDeal | null}

/** So many deals are looked at before others get their turn: a review of a million takes seconds. */
const dealsAtOnce = 5000

/** One deal in each of some completed runs, as they are given. Ends early, without an error, once `signal` is aborted. */
export async function* dealOverRuns(
  {store, clock}: {store: Pick<RunStore, 'readAnalysis'>; clock: Clock},
  {runs, dealId}: {runs: readonly Run[]; dealId: string},
  signal: AbortSignal,
): AsyncGenerator<DealInRun> {
  for (const run of runs) {
    let seen = 0
    let found: ReviewedDeal | null = null
    for (const deal of decodeAnalysis(await store.readAnalysis(run.id)).deals()) {
      if (signal.aborted) return
      if (deal.id === dealId) {
        found = deal
        break
      }
      if (++seen % dealsAtOnce === 0) await clock.sleep(0)
    }
    yield {run, deal: found}
  }
}
