import {type CrmConnection, connectionLabel} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import {refuseOtherDeals, sinceBaseline} from '../domain/review/since-baseline.js'
import type {CommandContext} from './context.js'
import type {Reviewed} from './render/report-format.js'
import {storedAnalysis} from './stored-analysis.js'

export const baselineFlags = [
  {
    syntax: '--baseline <run>',
    describe: 'Mark findings as new by this run, not the last review: id, "latest", or <review>@latest',
  },
  {syntax: '--only-new', describe: 'With --baseline: leave out the findings that it had, too'},
]

/** A run to compare with, and how. */
export type BaselineRun = Reviewed & {onlyNew: boolean}

type Given = {baseline?: string | undefined; onlyNew: boolean}

/** Null without `--baseline`. Before a run begins: afterwards `latest` would be that run. */
export async function baselineRun(
  context: CommandContext,
  {baseline, onlyNew}: Given,
): Promise<BaselineRun | null> {
  if (baseline !== undefined)
    return {
      ...(await storedAnalysis(await context.database(), (await context.actor()).id, baseline)),
      onlyNew,
    }
  if (!onlyNew) return null
  throw new RevschedError('usage', '--only-new goes with --baseline, which names the run to compare with', {
    hint: '--baseline <review>@latest takes the last one; revsched history lists all',
  })
}

/** What is about to run must read the deals that the baseline has read. */
export function refuseBaselineFor(
  {run, analysis}: BaselineRun,
  target: {scheduledReviewId: string | null; connection: CrmConnection},
): void {
  const {scheduledReviewId, connection} = target
  const {label} = analysis.summary.source
  refuseOtherDeals({run, label}, {scheduledReviewId, label: connectionLabel(connection)})
}

/** The report as it is told by a baseline; as it is where there is none. */
export function shownSince(reviewed: Reviewed, baseline: BaselineRun | null): Reviewed {
  if (!baseline) return reviewed
  const {run, analysis} = reviewed
  if (run.id === baseline.run.id) {
    throw new RevschedError('usage', `run ${run.id.slice(0, 8)} cannot be its own baseline`, {
      hint: 'revsched history lists the runs before it',
    })
  }
  const [before, now] = [baseline.analysis.summary.source, analysis.summary.source]
  refuseOtherDeals(
    {run: baseline.run, label: before.label},
    {scheduledReviewId: run.scheduledReviewId, label: now.label},
  )
  const since = {runId: baseline.run.id, analysis: baseline.analysis}
  return {...reviewed, ...sinceBaseline(analysis, since, baseline)}
}
