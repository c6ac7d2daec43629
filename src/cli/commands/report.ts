import * as z from 'zod/mini'
import {baselineFlags, baselineRun, shownSince} from '../baseline.js'
import {defineCommand} from '../command.js'
import {filePath, flag, oneOf, text} from '../inputs.js'
import {reportFlags, reportFormats, writeReport} from '../render/report-format.js'
import {storedAnalysis} from '../stored-analysis.js'

export const reportCommand = defineCommand({
  name: 'report',
  summary: 'Print the report of a past run',
  arguments: [{syntax: '<run>', describe: 'Id or start of one, "latest", or <review>@latest'}],
  flags: [...baselineFlags, ...reportFlags],
  examples: [
    'revsched report latest',
    'revsched report weekly@latest --format markdown',
    'revsched report latest --format html --output report.html',
    'revsched report weekly@latest --baseline 3f2a91c0 --only-new',
  ],
  input: z.strictObject({
    run: text(),
    baseline: z.optional(text()),
    onlyNew: flag(),
    format: z._default(oneOf(reportFormats), 'text'),
    output: z.optional(filePath('--output', 'review.html')),
    allDeals: flag(),
    json: flag(),
  }),
  async run(context, {run: ref, format, output, allDeals, json, ...given}) {
    const baseline = await baselineRun(context, given)
    const reviewed = await storedAnalysis(await context.database(), (await context.actor()).id, ref)
    const choice = {format: json ? ('json' as const) : format, output, allDeals}
    await writeReport(context, shownSince(reviewed, baseline), choice)
  },
})
