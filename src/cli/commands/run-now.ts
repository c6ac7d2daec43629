import * as z from 'zod/mini'
import {authoriseConnection, connectionOf} from '../../app/authorise.js'
import {queueRun} from '../../app/queue-run.js'
import {reviewTask} from '../../app/review-task.js'
import {type ReviewRequest, runReview} from '../../app/run-review.js'
import type {CrmConnection} from '../../domain/crm-connection.js'
import type {Delivering} from '../../domain/delivery/plan-deliveries.js'
import {RevschedError} from '../../domain/errors.js'
import type {ReviewExecutor} from '../../domain/ports/review-executor.js'
import {type ConnectionStore, type ReviewStore, runsInTrend} from '../../domain/ports/store.js'
import {decodeAnalysis} from '../../domain/review/analysis-document.js'
import {severities} from '../../domain/rules/severity.js'
import {parseTimeZone} from '../../domain/schedule/time-zone.js'
import {zoneCalendar} from '../../domain/schedule/zone-calendar.js'
import type {ScheduledReview} from '../../domain/scheduled-review.js'
import {shellWord} from '../../domain/shell-word.js'
import type {User} from '../../domain/user.js'
import {terminalText} from '../../report/escape.js'
import {type BaselineRun, baselineFlags, baselineRun, refuseBaselineFor, shownSince} from '../baseline.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {callKey, filePath, flag, instant, oneOf, text} from '../inputs.js'
import {judgedBy, writeStored} from '../judged-report.js'
import {loadRuleset, rulesetName} from '../load-ruleset.js'
import {localeOf} from '../locale-of.js'
import {followRun, tellQueued} from '../queued-run.js'
import {deliveryText} from '../render/delivery-lines.js'
import {fieldsRenderer} from '../render/report-fields.js'
import {
  checkOutput,
  formatOf,
  type ReportChoice,
  type Reviewed,
  reportFlags,
  reportInput,
} from '../render/report-format.js'
import {RunProgress} from '../run-progress.js'
import {hasEnded} from '../threads-end.js'

const input = z.strictObject({
  ref: z.optional(text()),
  connection: z.optional(text()),
  timezone: z.optional(text()),
  rules: z.optional(filePath('--rules', 'rules.yaml')),
  asOf: z.optional(instant('--as-of')),
  deliver: z._default(z.boolean(), true),
  queue: flag(),
  wait: flag(),
  key: z.optional(callKey('--key', 'weekly-2026-11-16')),
  failOn: z.optional(oneOf(severities)),
  baseline: z.optional(text()),
  onlyNew: flag(),
  ...reportInput,
})

type RunNowInput = z.infer<typeof input>

export const runNowCommand = defineCommand({
  name: 'run-now',
  summary: 'Run a review at once and print the report',
  description:
    'Run a scheduled review, or review a connection without a schedule, at once in this process. The run is stored ' +
    'like a scheduled one. With --queue the daemon runs it, before those that are due.',
  arguments: [{syntax: '[ref]', describe: 'Scheduled review: name, id, or start of an id'}],
  flags: [
    {syntax: '--connection <ref>', describe: 'Review this connection without a schedule'},
    {syntax: '--as-of <time>', describe: 'Judge all dates at this date or instant instead of now'},
    {syntax: '--timezone <zone>', describe: 'With --connection: the zone in which dates are judged'},
    {
      syntax: '--rules <rules>',
      describe: 'Other rules than the stored ones: recommended, strict, minimal or a rule file',
    },
    {syntax: '--queue', describe: 'Leave the run to the daemon and return at once'},
    {
      syntax: '--wait',
      describe:
        'With --queue, or with a --key whose run goes on: follow the run to its end and print its report',
    },
    {
      syntax: '--key <text>',
      describe: 'The same key again gives the same run and its report, and never runs a second time',
    },
    {syntax: '--no-deliver', describe: 'Do not send the digest to any channel'},
    {
      syntax: '--fail-on <severity>',
      describe: 'Exit with 9 when a finding is this bad or worse',
      choices: severities,
    },
    ...baselineFlags,
    ...reportFlags,
  ],
  examples: [
    'revsched run-now weekly',
    'revsched run-now --connection emea --as-of 2026-11-16 --format markdown --output review.md',
    'revsched run-now weekly --json | jq .review.score',
    'revsched run-now weekly --fields run.id,review.score',
    'revsched run-now weekly --fail-on critical',
    'revsched run-now weekly --baseline weekly@latest --only-new --fail-on high',
    'revsched run-now weekly --key monday-2026-11-16 --fail-on critical',
    'revsched run-now weekly --queue --key tuesday-2026-11-17',
  ],
  input,
  async run(context, given) {
    await checkOutput(context.host, {format: formatOf(given), output: given.output})
    const choice = await choiceOf(context, given)
    if (given.queue || (given.wait && given.key === undefined)) return leaveToDaemon(context, given, choice)
    const baseline = await baselineFor(context, given)
    const progress = new RunProgress(context)
    const {isKnown, ...found} = await reviewedOnce(context, given, progress)
    const judged = shownSince(found, baseline)
    if (!isKnown) return reportedAndDelivered(context, judged, {...given, choice, progress})
    const shown = await withDeliveries(context, judged, given)
    await judgedBy(() => writeStored(context, shown, choice), shown, given)
  },
})

/** With a key that a run has already, what that run found. */
async function reviewedOnce(
  context: CommandContext,
  given: RunNowInput,
  progress: RunProgress,
): Promise<Reviewed & {isKnown: boolean}> {
  const known = await knownBy(context, given)
  if (known) return {...known, isKnown: true}
  try {
    const {run, document} = await progress.during(() => reviewed(context, given, progress))
    const database = await context.database()
    const [trends, locale] = [await database.runTrends(run, runsInTrend), await localeOf(database, run)]
    return {run, trends, locale, analysis: decodeAnalysis(document), isKnown: false}
  } catch (error) {
    // Another process with the same key may have been faster.
    const isBusy = error instanceof RevschedError && error.code === 'busy'
    const other = isBusy ? await knownBy(context, given) : null
    if (other) return {...other, isKnown: true}
    throw error
  }
}

async function knownBy(context: CommandContext, given: RunNowInput): Promise<Reviewed | null> {
  const {key, wait} = given
  if (key === undefined) return null
  const {scheduledReviewId, name} = await targetOf(context, given)
  const {knownRun} = await import('../known-run.js')
  return knownRun(context, {key, wait, scheduledReviewId, name})
}

/**
 * Its digest goes out whatever becomes of the report here, and of what `--fail-on` says. JSON tells what became of it, and is printed after
 * it; other reports wait for no place that does not answer.
 */
async function reportedAndDelivered(
  context: CommandContext,
  judged: Reviewed,
  given: RunNowInput & {choice: ReportChoice; progress: RunProgress},
): Promise<void> {
  const {run} = judged
  const database = await context.database()
  const report = (shown: Reviewed) => judgedBy(() => writeStored(context, shown, given.choice), shown, given)
  if ((await database.listDeliveries([run.id])).length === 0) return report(judged)
  const {deliverNow, refuseUndelivered, tellDeliveries} = await import('../deliver-now.js')
  const deliver = async () => tellDeliveries(context, await deliverNow(context, run, given.progress))
  const sentBefore = isJson(given) ? await ended(deliver()) : null
  const reported = await ended(report(await withDeliveries(context, judged, given)))
  const sent = isJson(given) ? sentBefore : await ended(deliver())
  if (sent) throw sent.error
  if (reported) throw reported.error
  await refuseUndelivered(context, run, await database.listDeliveries([run.id]))
}

function ended(work: Promise<void>): Promise<{error: unknown} | null> {
  return work.then(
    () => null,
    (error: unknown) => ({error}),
  )
}

/** What `--fields` names may be what became of the deliveries. */
function isJson({fields, ...given}: RunNowInput): boolean {
  return formatOf(given) === 'json' || fields !== undefined
}

/** Where it is JSON, as `report --json` has them. */
async function withDeliveries(
  context: CommandContext,
  shown: Reviewed,
  given: RunNowInput,
): Promise<Reviewed> {
  if (!isJson(given)) return shown
  const deliveries = await (await context.database()).listDeliveries([shown.run.id])
  return deliveries.length === 0 ? shown : {...shown, delivered: {deliveries, now: context.clock.now()}}
}

/** Throws `usage` for fields that there are not, before anything runs. */
async function choiceOf(
  {io}: CommandContext,
  {output, allDeals, fields, ...given}: RunNowInput,
): Promise<ReportChoice> {
  const format = formatOf(given)
  const isTerminal = output === undefined && io.out.isTerminal
  const ofFields = await fieldsRenderer('run-now', {fields, format, isTerminal})
  return {format, output, allDeals, ...(ofFields && {render: ofFields()})}
}

async function leaveToDaemon(
  context: CommandContext,
  given: RunNowInput,
  choice: ReportChoice,
): Promise<void> {
  const {clock, ids} = context
  const {ref, key, wait, json} = given
  refuseUnqueued(given)
  const baseline = await baselineFor(context, given)
  const database = await context.database()
  const ports = {queue: database, reviews: database, clock, ids}
  const {run, isNew} = await queueRun(ports, await context.actor(), {ref: ref!, key: key ?? null})
  if (!wait) return tellQueued(context, {run, isNew, json})
  const shown = await withDeliveries(context, shownSince(await followRun(context, run), baseline), given)
  await judgedBy(() => writeStored(context, shown, choice), shown, given)
}

/** Found and refused before anything runs. */
async function baselineFor(context: CommandContext, given: RunNowInput): Promise<BaselineRun | null> {
  const baseline = await baselineRun(context, given)
  if (baseline) refuseBaselineFor(baseline, await targetOf(context, given))
  return baseline
}

/** What a daemon runs is the scheduled review as it is stored. */
function refuseUnqueued({queue, ref, ...given}: RunNowInput): void {
  if (given.baseline !== undefined && queue && !given.wait) {
    throw new RevschedError('usage', '--baseline with --queue needs --wait: without, no report is printed', {
      hint: 'revsched report <review>@latest --baseline <run> prints it later',
    })
  }
  if (!queue)
    throw new RevschedError('usage', '--wait goes with --queue or --key', {
      hint: 'without them run-now waits anyway: it runs the review itself',
    })
  const others = {'--connection': given.connection, '--as-of': given.asOf, '--rules': given.rules}
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? []
  if (ref !== undefined && other === undefined) return
  throw new RevschedError(
    'usage',
    `--queue takes a scheduled review as it is stored, and ${other ?? 'no connection'} does not go with it`,
    {
      hint: 'leave out --queue to run it in this process',
    },
  )
}

/** The thread that executes the review starts while the database is opened, and ends before the report is written. */
async function reviewed(context: CommandContext, given: RunNowInput, progress: RunProgress) {
  const reviews = await context.reviewThreads(1)
  try {
    const target = await targetOf(context, given)
    const channels = given.deliver && target.delivering ? deliveryText(target.delivering) : null
    progress.expect(channels === null ? null : terminalText(channels))
    const request = await requestOf(context, target, given)
    return await reviewedBy(reviews, context, {...target, request, progress})
  } finally {
    await hasEnded(reviews, context)
  }
}

async function reviewedBy(
  reviews: ReviewExecutor,
  {clock, ids, host, signal, accessTo}: CommandContext,
  {database, actor, connection, request, progress}: Target & {request: ReviewRequest; progress: RunProgress},
) {
  return runReview({runs: database, reviews, clock, ids, owner: host.owner()}, actor, {
    request,
    signal,
    access: accessTo(database, connection, signal),
    onProgress: progress.update,
  })
}

type Target = {
  database: ConnectionStore & ReviewStore & Awaited<ReturnType<CommandContext['database']>>
  actor: User
  connection: CrmConnection
  scheduledReviewId: string | null
  name: string
  timeZone: string
  ruleset: string
  /** As it is stored. */
  filter: ScheduledReview['filter']
  /** Null for a bare connection. */
  delivering: Delivering | null
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
    authoriseConnection(actor, connectionOf(review))
    const connection = await database.findConnection(actor.id, review.crmConnectionId)
    return {
      database,
      actor,
      connection,
      scheduledReviewId: review.id,
      name: review.name,
      timeZone: review.timezoneCanonical,
      ruleset: review.ruleset,
      filter: review.filter,
      delivering: review,
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
    filter: null,
    delivering: null,
  }
}

async function requestOf(
  context: CommandContext,
  target: Target,
  given: RunNowInput,
): Promise<ReviewRequest> {
  const {connection, timeZone, filter} = target
  const {host, clock} = context
  const ruleset = given.rules === undefined ? target.ruleset : rulesetName(given.rules, host.cwd)
  const rules = await loadRuleset(ruleset, host)
  const ownerDigests = target.delivering?.ownerDigests ?? null
  const asOf = given.asOf ? asOfInstant(given.asOf, timeZone) : clock.now()
  return {
    scheduledReviewId: target.scheduledReviewId,
    reviewName: target.name,
    idempotencyKey: given.key ?? null,
    delivering: given.deliver ? target.delivering : null,
    ...reviewTask(connection, {rules, filter, asOf, timeZone, ownerDigests}),
  }
}

/** A bare date means noon of that day in the review's zone: every date is judged as on that day. */
function asOfInstant({at, date}: {at: Date; date: number | null}, timeZone: string): Date {
  return date === null ? at : new Date(zoneCalendar(timeZone).instantOf(date, 12 * 3_600_000))
}
