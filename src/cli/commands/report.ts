import * as z from 'zod/mini'
import {defineCommand} from '../command.js'
import {filePath, flag, oneOf, text} from '../inputs.js'
import {reportFlags, reportFormats, writeReport} from '../render/report-format.js'
import {storedAnalysis} from '../stored-analysis.js'

export const reportCommand = defineCommand({
  name: 'report',
  summary: 'Print the report of a past run',
  arguments: [{syntax: '<run>', describe: 'Id or start of one, "latest", or <review>@latest'}],
  flags: reportFlags,
  examples: [
    'revsched report latest',
    'revsched report weekly@latest --format markdown',
    'revsched report latest --format html --output report.html',
  ],
  input: z.strictObject({
    run: text(),
    format: z._default(oneOf(reportFormats), 'text'),
    output: z.optional(filePath('--output', 'review.html')),
    allDeals: flag(),
    json: flag(),
  }),
  async run(context, {run: ref, format, output, allDeals, json}) {
    const reviewed = await storedAnalysis(await context.database(), (await context.actor()).id, ref)
    await writeReport(context, reviewed, {format: json ? 'json' : format, output, allDeals})
  },
})
