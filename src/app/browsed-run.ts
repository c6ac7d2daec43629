import type {RunStore, RunTrends} from '../domain/ports/store.js'
import {runsInTrend} from '../domain/ports/store.js'
import type {Analysis, ReviewedDeal} from '../domain/review/analysis.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import type {Run} from '../domain/run/run.js'

/** As many deals, the worst of them, are held to be looked through; a list of more is one that nobody reads to the end. */
export const dealsBrowsed = 5000

/** A completed run to be looked through. */
export type BrowsedRun = {
  run: Run
  analysis: Analysis
  trends: RunTrends
  /** The deals that cost most points, at most 5,000. */
  deals: readonly ReviewedDeal[]
}

export async function browseRun(
  store: Pick<RunStore, 'readAnalysis' | 'runTrends'>,
  run: Run,
): Promise<BrowsedRun> {
  const analysis = decodeAnalysis(await store.readAnalysis(run.id))
  const deals: ReviewedDeal[] = []
  for (const deal of analysis.deals()) {
    if (deals.length === dealsBrowsed) break
    deals.push(deal)
  }
  return {run, analysis, trends: await store.runTrends(run, runsInTrend), deals}
}
