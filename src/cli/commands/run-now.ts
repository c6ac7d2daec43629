import * as z from 'zod/mini'
import {type ReviewRequest, runReview} from '../../app/run-review.js'
import type {CrmConnection} from '../../domain/crm-connection.js'
import {RevschedError} from '../../domain/errors.js'
import type {ReviewExecutor} from '../../domain/ports/review-executor.js'
import type {ConnectionStore, ReviewStore} from '../../domain/ports/store.js'
import type {ReviewSummary} from '../../domain/review/analysis.js'
import {decodeAnalysis} from '../../domain/review/analysis-document.js'
import {isAtLeast, type Severity, severities} from '../../domain/rules/severity.js'
import {parseTimeZone} from '../../domain/schedule/time-zone.js'
import {zoneCalendar} from '../../domain/schedule/zone-calendar.js'
import {shellWord} from '../../domain/shell-word.js'
import type {User} from '../../domain/user.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {flag, instant, oneOf, text} from '../inputs.js'
import {ClosedPipe} from '../io.js'
import {loadRuleset, rulesetName} from '../load-ruleset.js'
import {readProgress} from '../progress.js'
import {reportFlags, reportFormats, writeReport} from '../render/report-format.js'

const input = z.strictObject({
  ref: z.optional(text()),
  connection: z.optional(text()),
  timezone: z.optional(text()),
  rules: z.optional(text()),
  asOf: z.optional(instant('--as-of')),
  deliver: z._default(z.boolean(), true),
  failOn: z.optional(oneOf(severities)),
  format: z._default(oneOf(reportFormats), 'text'),
  output: z.optional(text()),
  allDeals: flag(),
  json: flag(),
})

type RunNowInput = z.infer<typeof input>

export const runNowCommand = defineCommand({
  name: 'run-now',
  summary: 'Run a review at once and print the report',
  description:
    'Run a scheduled review, or review a connection without a schedule, at once in this process. The run is stored ' +
    'like a scheduled one.',
  arguments: [{syntax: '[ref]', describe: 'Scheduled review: name, id, or start of an id'}],
  flags: [
    {syntax: '--connection <ref>', describe: 'Review this connection without a schedule'},
    {syntax: '--as-of <time>', describe: 'Judge all dates at this date or instant instead of now'},
    {syntax: '--timezone <zone>', describe: 'With --connection: the zone in which dates are judged'},
    {
      syntax: '--rules <rules>',
      describe: 'Other rules than the stored ones: recommended, strict or a rule file',
    },
    {syntax: '--no-deliver', describe: 'Do not send the digest to any channel'},
    {
      syntax: '--fail-on <severity>',
      describe: 'Exit with 9 when a finding is this bad or worse',
      choices: severities,
    },
    ...reportFlags,
  ],
  examples: [
    'revsched run-now weekly',
    'revsched run-now --connection emea --as-of 2026-11-16 --format markdown --output review.md',
    'revsched run-now weekly --json | jq .review.score',
    'revsched run-now weekly --fail-on critical',
  ],
  input,
  async run(context, given) {
    if (given.output !== undefined) await context.host.checkWritable(given.output)
    const {run, summary, document} = await reviewed(context, given)
    const choice = {...given, format: given.json ? ('json' as const) : given.format, output: given.output}
    try {
      await writeReport(context, {run, analysis: decodeAnalysis(document)}, choice)
    } catch (error) {
      // Nobody reads to the end (`| head -1`): the exit code is still that of what was found.
      if (error instanceof ClosedPipe && given.failOn) refuseAt(given.failOn, summary)
      throw error
    }
    if (given.failOn) refuseAt(given.failOn, summary)
  },
})

/** The thread that executes the review starts while the database is opened, and ends before the report is written. */
async function reviewed(context: CommandContext, given: RunNowInput) {
  const reviews = await context.reviewThreads()
  try {
    const target = await targetOf(context, given)
    return await reviewedBy(reviews, context, {...target, request: await requestOf(context, target, given)})
  } finally {
    await reviews.close()
  }
}

async function reviewedBy(
  reviews: ReviewExecutor,
  {clock, ids, host, signal, io}: CommandContext,
  {database, actor, request}: Target & {request: ReviewRequest},
) {
  const progress = readProgress(io.err, clock)
  const owner = {lease: host.leaseOwner(), isAlive: host.isOwnerAlive}
  return runReview({runs: database, reviews, clock, ids, owner}, actor, {
    request,
    signal,
    onProgress: progress.update,
  }).finally(progress.end)
}

type Target = {
  database: ConnectionStore & ReviewStore & Awaited<ReturnType<CommandContext['database']>>
  actor: User
  connection: CrmConnection
  scheduledReviewId: string | null
  name: string
  timeZone: string
  ruleset: string
}

async function targetOf(context: CommandContext, given: RunNowInput): Promise<Target> {
  const {config, host} = context
  if ((given.ref === undefined) === (given.connection === undefined)) {
    throw new RevschedError('usage', 'run-now takes either a scheduled review or --connection', {
      hint: 'revsched run-now weekly, or: revsched run-now --connection emea',
    })
  }
  const database = await context.database()
  const actor = await context.actor()
  if (given.ref !== undefined) {
    if (given.timezone !== undefined) {
      throw new RevschedError('usage', '--timezone goes with --connection: a scheduled review has its own', {
        hint: `revsched edit ${shellWord(given.ref)} --timezone ${shellWord(given.timezone)} changes it`,
      })
    }
    const review = await database.findReview(actor.id, given.ref)
    const connection = await database.findConnection(actor.id, review.crmConnectionId)
    return {
      database,
      actor,
      connection,
      scheduledReviewId: review.id,
      name: review.name,
      timeZone: review.timezoneCanonical,
      ruleset: review.ruleset,
    }
  }
  const connection = await database.findConnection(actor.id, given.connection!)
  const timeZone = parseTimeZone(given.timezone ?? config.timezone.value ?? host.timeZone).canonical
  return {
    database,
    actor,
    connection,
    scheduledReviewId: null,
    name: connection.name,
    timeZone,
    ruleset: rulesetName(config.ruleset.value, host.cwd),
  }
}

async function requestOf(
  context: CommandContext,
  target: Target,
  given: RunNowInput,
): Promise<ReviewRequest> {
  const {connection, timeZone} = target
  const {host, clock} = context
  const order = connection.settings.stageOrder
  return {
    scheduledReviewId: target.scheduledReviewId,
    reviewName: target.name,
    connection,
    label: `${connection.kind} "${connection.name}"`,
    stageOrder: Array.isArray(order) ? order : null,
    rules: await loadRuleset(
      given.rules === undefined ? target.ruleset : rulesetName(given.rules, host.cwd),
      host,
    ),
    asOf: given.asOf ? asOfInstant(given.asOf, timeZone) : clock.now(),
    timeZone,
  }
}

/** A bare date means noon of that day in the review's zone: every date is judged as on that day. */
function asOfInstant({at, date}: {at: Date; date: number | null}, timeZone: string): Date {
  return date === null ? at : new Date(zoneCalendar(timeZone).instantOf(date, 12 * 3_600_000))
}

function refuseAt(limit: Severity, summary: ReviewSummary): void {
  const count = summary.rules
    .filter(rule => isAtLeast(rule.severity, limit))
    .reduce((sum, rule) => sum + rule.violated, 0)
  if (count === 0) return
  const found = count === 1 ? '1 finding is' : `${count} findings are`
  throw new RevschedError('threshold', `${found} ${limit} or worse (--fail-on ${limit})`)
}
