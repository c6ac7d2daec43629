import {RevschedError} from '../domain/errors.js'
import {type Database, type RunTrends, runsInTrend} from '../domain/ports/store.js'
import type {Analysis} from '../domain/review/analysis.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import type {Run} from '../domain/run/run.js'
import type {Locale} from '../report/intl-text.js'
import {localeOf} from './locale-of.js'

/** A run by its ref, with what it found; a run without a result is refused with the reason why it has none. */
export async function storedAnalysis(
  database: Database,
  userId: string,
  ref: string,
): Promise<{run: Run; analysis: Analysis; trends: RunTrends; locale: Locale}> {
  const run = await database.findRun(userId, ref)
  if (run.status !== 'completed') {
    const why = run.errorMessage ? `: ${run.errorMessage}` : ''
    throw new RevschedError(
      'conflict',
      `run ${run.id.slice(0, 8)} of "${run.reviewName}" is ${run.status} and has no report${why}`,
      {
        hint: 'revsched history --status completed lists the runs that have one',
      },
    )
  }
  const trends = await database.runTrends(run, runsInTrend)
  const locale = await localeOf(database, run)
  return {run, trends, locale, analysis: decodeAnalysis(await database.readAnalysis(run.id))}
}
