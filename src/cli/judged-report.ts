import {RevschedError} from '../domain/errors.js'
import {isAtLeast, type Severity, severities} from '../domain/rules/severity.js'
import {shellWord} from '../domain/shell-word.js'
import type {CommandContext} from './context.js'
import {ClosedPipe} from './io.js'
import {type ReportChoice, type Reviewed, writeReport} from './render/report-format.js'

/** The review is stored before a word of it is written: an output that fails loses nothing. */
export async function writeStored(
  context: CommandContext,
  reviewed: Reviewed,
  choice: ReportChoice,
): Promise<void> {
  try {
    await writeReport(context, reviewed, choice)
  } catch (error) {
    if (!(error instanceof RevschedError) || error.code !== 'storage') throw error
    const latest = `${reviewed.run.reviewName}@latest`
    throw new RevschedError('storage', `${error.message}; the review is stored`, {
      hint: `revsched report ${shellWord(latest)} prints it again`,
      cause: error,
    })
  }
}

/** Writes the report, then refuses what `--fail-on` does not allow. */
export async function judgedBy(
  write: () => Promise<void>,
  shown: Reviewed,
  {failOn}: {failOn?: Severity | undefined},
): Promise<void> {
  try {
    await write()
  } catch (error) {
    // Nobody reads to the end (`| head -1`): the exit code is still that of what was found.
    if (error instanceof ClosedPipe && failOn) refuseAt(failOn, shown)
    throw error
  }
  if (failOn) refuseAt(failOn, shown)
}

/** What a baseline has left out of the report does not count. */
function refuseAt(limit: Severity, {analysis: {summary}, baseline}: Reviewed): void {
  const {portfolio} = summary
  const issuesBySeverity = baseline?.onlyNew ? baseline.newBySeverity : summary.issuesBySeverity
  const inDeals = severities
    .filter(severity => isAtLeast(severity, limit))
    .reduce((sum, severity) => sum + issuesBySeverity[severity], 0)
  const count = inDeals + portfolio.filter(({severity}) => isAtLeast(severity, limit)).length
  if (count === 0) return
  const found = count === 1 ? '1 finding is' : `${count} findings are`
  throw new RevschedError('threshold', `${found} ${limit} or worse (--fail-on ${limit})`, {
    hint: 'they are in the report; revsched rules explain <rule> says what to do',
  })
}
