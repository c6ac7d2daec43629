import * as z from 'zod/mini'
import {baselineFlags, baselineRun, shownSince} from '../baseline.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {filePath, flag, text} from '../inputs.js'
import {loadRuleset, rulesetName} from '../load-ruleset.js'
import {dealRenderer, refuseWithDeal} from '../render/deal-report.js'
import {openReport, refuseToOpen} from '../render/open-report.js'
import {fieldsRenderer} from '../render/report-fields.js'
import {formatOf, type Reviewed, reportFlags, reportInput, writeReport} from '../render/report-format.js'
import {storedAnalysis} from '../stored-analysis.js'

export const reportCommand = defineCommand({
  name: 'report',
  summary: 'Print the report of a past run',
  description:
    'Print the report of a past run. With --rules its deals, as they were then, are scored again under other rules: nothing is ' +
    'fetched, and nothing is stored. They are kept of the last 13 runs of a review, unless they are over 250,000.',
  arguments: [{syntax: '<run>', describe: 'Id or start of one, "latest", or <review>@latest'}],
  flags: [
    {
      syntax: '--deal <deal>',
      describe: 'Only this open deal, by id or name: what it lost, by what, and why it weighs so much',
    },
    {
      syntax: '--rules <rules>',
      describe: 'Score its deals again under these: recommended, strict, minimal or a rule file',
    },
    ...baselineFlags,
    {
      syntax: '--open',
      describe: 'Write it as an HTML page, to a temporary file without --output, and open it',
    },
    ...reportFlags,
  ],
  examples: [
    'revsched report latest',
    'revsched report weekly@latest --format markdown',
    'revsched report latest --format html --output report.html',
    'revsched report weekly@latest --open',
    'revsched report latest --fields review.deals.name,review.deals.health',
    'revsched report latest --deal "Bluebird Foods expansion"',
    'revsched report weekly@latest --baseline 3f2a91c0 --only-new',
    'revsched report weekly@latest --rules strict',
  ],
  input: z.strictObject({
    run: text(),
    deal: z.optional(text()),
    rules: z.optional(filePath('--rules', 'rules.yaml')),
    baseline: z.optional(text()),
    onlyNew: flag(),
    open: flag(),
    ...reportInput,
  }),
  async run(context, {run: ref, deal, rules, open, output, allDeals, fields, ...given}) {
    const format = formatOf(given)
    const {isTerminal} = output === undefined ? context.io.out : {isTerminal: false}
    const ofFields = await fieldsRenderer('report', {fields, format, isTerminal})
    if (open) refuseToOpen({format, deal, fields})
    if (deal !== undefined) refuseWithDeal({...given, format})
    const baseline = await baselineRun(context, given)
    const database = await context.database()
    const stored = await storedAnalysis(database, (await context.actor()).id, ref)
    const deliveries = await database.listDeliveries([stored.run.id])
    const delivered = deliveries.length > 0 ? {delivered: {deliveries, now: context.clock.now()}} : {}
    const scored = rules === undefined ? stored : await scoredAgain(context, stored, rules)
    const reviewed = {...shownSince(scored, baseline), ...delivered}
    if (open) return openReport(context, reviewed, {output, allDeals})
    const render =
      deal === undefined ? ofFields?.() : await dealRenderer(reviewed.analysis, {deal, format, ofFields})
    await writeReport(context, reviewed, {format, output, allDeals, ...(render && {render})})
  },
})

/** Without the trend: that is of scores under the stored rules. */
async function scoredAgain(
  {host, database}: CommandContext,
  {run, analysis, locale = null}: Reviewed,
  rules: string,
): Promise<Reviewed> {
  const [definition, {reviewRunAgain}] = await Promise.all([
    loadRuleset(rulesetName(rules, host.cwd), host),
    import('../../app/review-again.js'),
  ])
  const again = await reviewRunAgain({runs: await database()}, {run, analysis}, definition)
  const {score, band, rulesetName: name, rulesetFingerprint} = analysis.summary
  return {run, analysis: again, locale, stored: {score, band, rulesetName: name, rulesetFingerprint}}
}
