import {join} from 'node:path'
import * as z from 'zod/mini'
import {accessWhenUsed} from '../../app/access-when-used.js'
import {addConnection} from '../../app/add-connection.js'
import {addScheduledReview, scheduleDefaults} from '../../app/add-scheduled-review.js'
import {reviewTask} from '../../app/review-task.js'
import {runReview} from '../../app/run-review.js'
import type {ReviewExecutor} from '../../domain/ports/review-executor.js'
import {type Database, runsInTrend} from '../../domain/ports/store.js'
import {decodeAnalysis} from '../../domain/review/analysis-document.js'
import type {ScheduledReview} from '../../domain/scheduled-review.js'
import type {User} from '../../domain/user.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {loadRuleset} from '../load-ruleset.js'
import {fieldsRenderer} from '../render/report-fields.js'
import {checkOutput, formatOf, reportFlags, reportInput, writeReport} from '../render/report-format.js'
import {writeSample} from '../sample-pipeline.js'

const weekDays = 7
const dayMs = 86_400_000

export const demoCommand = defineCommand({
  name: 'demo',
  summary: 'Review a built-in sample pipeline in a throw-away database',
  description:
    'Review a built-in sample pipeline twice, as of a week ago and as of now, in a throw-away database, and print the ' +
    'second report with what changed. Nothing of yours is read or written.',
  flags: reportFlags,
  examples: [
    'revsched demo',
    'revsched demo --format html --output demo.html',
    'revsched demo --json | jq .review.score',
  ],
  input: z.strictObject(reportInput),
  async run(context, {output, allDeals, fields, ...given}) {
    const format = formatOf(given)
    await checkOutput(context.host, {format, output})
    const ofFields = await fieldsRenderer('demo', {fields, format, isTerminal: context.io.out.isTerminal})
    const folder = await context.host.temporaryFolder()
    const database = await context.openDatabase(join(folder, 'demo.db'))
    const reviews = await context.reviewThreads(1)
    try {
      const actor = await database.ensureUser('demo', 'team')
      const deals = join(folder, 'pipeline.csv')
      await writeSample(context, 'pipeline.csv', deals)
      const review = await scheduleDemo(context, {database, actor, deals})
      const now = context.clock.now()
      const demo = {database, actor, review, deals, reviews}
      await reviewOnce(context, demo, new Date(now.getTime() - weekDays * dayMs))
      await writeSample(context, 'pipeline-next-week.csv', deals)
      const {run, document} = await reviewOnce(context, demo, now)
      const choice = {format, output, allDeals, ...(ofFields && {render: ofFields()})}
      const trends = await database.runTrends(run, runsInTrend)
      await writeReport(context, {run, trends, analysis: decodeAnalysis(document)}, choice)
    } finally {
      await reviews.close()
      database.close()
    }
    await context.io.err.write(nextSteps(context))
  },
})

type Demo = {
  database: Database
  actor: User
  review: ScheduledReview
  /** Path of the sample. */
  deals: string
  reviews: ReviewExecutor
}

async function scheduleDemo(
  context: CommandContext,
  {database, actor, deals}: Pick<Demo, 'database' | 'actor' | 'deals'>,
): Promise<ScheduledReview> {
  const {clock, ids, host, signal} = context
  const connector = await context.connectorOf('file')
  const timeZone = host.timeZone
  const wanted = {
    kind: 'file' as const,
    name: 'sample',
    settings: {path: deals},
    secretFor: async () => null,
    timeZone,
    signal,
  }
  const ports = {
    connections: database,
    secrets: database,
    store: database,
    connector,
    crm: context.crm,
    box: context.secretBox,
  }
  await addConnection({...ports, clock, ids}, actor, wanted)
  const {review} = await addScheduledReview({connections: database, reviews: database, clock, ids}, actor, {
    ...scheduleDefaults,
    name: 'Sample pipeline',
    description: null,
    connection: 'sample',
    schedule: 'every monday at 6am',
    timezone: timeZone,
    ruleset: 'recommended',
  })
  return review
}

async function reviewOnce(
  context: CommandContext,
  {database, actor, review, deals, reviews}: Demo,
  asOf: Date,
) {
  const {clock, ids, host, signal} = context
  const connector = await context.connectorOf('file')
  const request = {
    scheduledReviewId: review.id,
    reviewName: review.name,
    delivering: null,
    ...reviewTask(
      {kind: 'file', name: 'sample', settings: connector.parseSettings({path: deals})},
      {
        rules: await loadRuleset(review.ruleset, host),
        filter: null,
        asOf,
        timeZone: review.timezoneCanonical,
        ownerDigests: null,
      },
    ),
  }
  // A file needs no login.
  const access = accessWhenUsed(neverAsked)
  return runReview({runs: database, reviews, clock, ids, owner: host.owner()}, actor, {
    request,
    signal,
    access,
  })
}

async function neverAsked(): Promise<never> {
  throw new Error('a file was taken for a CRM')
}

function nextSteps({io}: CommandContext): string {
  return io.err.paint.dim(`
This was sample data; nothing was kept. Next, with a file of your own deals:
  revsched connection add file emea --path deals.csv
  revsched add weekly --connection emea --schedule "every monday at 6am"
  revsched run-now weekly
`)
}
