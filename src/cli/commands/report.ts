import * as z from 'zod/mini'
import {baselineFlags, baselineRun, shownSince} from '../baseline.js'
import {defineCommand} from '../command.js'
import {filePath, flag, oneOf, text} from '../inputs.js'
import {dealRenderer, refuseWithDeal} from '../render/deal-report.js'
import {reportFlags, reportFormats, writeReport} from '../render/report-format.js'
import {storedAnalysis} from '../stored-analysis.js'

export const reportCommand = defineCommand({
  name: 'report',
  summary: 'Print the report of a past run',
  arguments: [{syntax: '<run>', describe: 'Id or start of one, "latest", or <review>@latest'}],
  flags: [
    {
      syntax: '--deal <deal>',
      describe: 'Only this open deal, by id or name: what it lost, by what, and why it weighs so much',
    },
    ...baselineFlags,
    ...reportFlags,
  ],
  examples: [
    'revsched report latest',
    'revsched report weekly@latest --format markdown',
    'revsched report latest --format html --output report.html',
    'revsched report latest --deal "Acme renewal"',
    'revsched report weekly@latest --baseline 3f2a91c0 --only-new',
  ],
  input: z.strictObject({
    run: text(),
    deal: z.optional(text()),
    baseline: z.optional(text()),
    onlyNew: flag(),
    format: z._default(oneOf(reportFormats), 'text'),
    output: z.optional(filePath('--output', 'review.html')),
    allDeals: flag(),
    json: flag(),
  }),
  async run(context, {run: ref, deal, format: given, output, allDeals, json, ...compared}) {
    const format = json ? 'json' : given
    if (deal !== undefined) refuseWithDeal({...compared, format})
    const baseline = await baselineRun(context, compared)
    const stored = await storedAnalysis(await context.database(), (await context.actor()).id, ref)
    const reviewed = shownSince(stored, baseline)
    const render = deal === undefined ? {} : {render: await dealRenderer(reviewed.analysis, {deal, format})}
    await writeReport(context, reviewed, {format, output, allDeals, ...render})
  },
})
