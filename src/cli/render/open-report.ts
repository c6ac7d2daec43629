import {join, resolve} from 'node:path'
import {RevschedError} from '../../domain/errors.js'
import type {CommandContext} from '../context.js'
import {type ReportFormat, type Reviewed, writeReport} from './report-format.js'

/** What is opened is the page, and whole. */
export function refuseToOpen({
  format,
  deal,
  fields,
}: {
  format: ReportFormat
  deal: string | undefined
  fields: string | undefined
}): void {
  if (fields !== undefined)
    throw new RevschedError('usage', '--open does not go with --fields, which are printed', {
      hint: 'leave out one of them',
    })
  if (deal !== undefined)
    throw new RevschedError('usage', '--open does not go with --deal, which is printed as text or json', {
      hint: 'the page has a filter for its deals',
    })
  if (format === 'text' || format === 'html') return
  throw new RevschedError('usage', `--open opens an HTML page, not ${format}`, {
    hint: 'leave out --format and --json',
  })
}

type Page = {output: string | undefined; allDeals: boolean}

/** Writes the page, to a temporary file unless `output` names one, and asks the browser for it. */
export async function openReport(context: CommandContext, reviewed: Reviewed, page: Page): Promise<void> {
  if (await showReport(context, reviewed, page)) return
  await context.io.err.write('there is no browser to open it here\n')
}

/** The same; false where there is no browser. */
export async function showReport(
  context: Pick<CommandContext, 'host' | 'io'>,
  reviewed: Reviewed,
  {output, allDeals}: Page,
): Promise<boolean> {
  const {host} = context
  const path = resolve(host.cwd, output ?? join(await host.lastingFolder(), 'review.html'))
  await writeReport(context, reviewed, {format: 'html', output: path, allDeals})
  return host.openPage(path)
}
