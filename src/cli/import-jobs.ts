import * as z from 'zod/mini'
import {addScheduledReviews, scheduleDefaults} from '../app/add-scheduled-review.js'
import {type PlannedImport, planImport} from '../app/import-schedules.js'
import {RevschedError} from '../domain/errors.js'
import type {ForeignJobs, RefusedJob} from '../domain/foreign-jobs/foreign-job.js'
import {localText} from '../domain/schedule/local-time.js'
import {parseTimeZone} from '../domain/schedule/time-zone.js'
import {counted} from '../report/amounts.js'
import {terminalText} from '../report/escape.js'
import type {FlagSpec} from './command.js'
import type {CommandContext} from './context.js'
import {filePath, flag, jsonFlag, text} from './inputs.js'
import type {Output} from './io.js'
import {loadRuleset, rulesetName} from './load-ruleset.js'
import {printJson} from './render/json.js'
import {shortLocalText} from './render/short-local-text.js'
import {table} from './render/table.js'

/** What every import takes. */
export const importFlags: readonly FlagSpec[] = [
  {syntax: '--connection <ref>', describe: 'Whose deals the reviews are about'},
  {syntax: '--timezone <zone>', describe: "IANA time zone of jobs without one (default this machine's)"},
  {
    syntax: '--rules <rules>',
    describe: 'recommended, strict, minimal, or the path of a rule file (default recommended)',
  },
  {syntax: '--prefix <text>', describe: 'Put this before each name'},
  {syntax: '--dry-run', describe: 'Show what would be added, and add nothing'},
  {syntax: '--skip-refused', describe: 'Add the others where some cannot be taken over'},
  jsonFlag,
]

export const importInput = {
  file: text(),
  connection: z.optional(text()),
  timezone: z.optional(text()),
  rules: z.optional(filePath('--rules', 'rules.yaml')),
  prefix: z._default(z.string(), ''),
  dryRun: flag(),
  skipRefused: flag(),
  json: flag(),
}

type ImportInput = z.infer<z.ZodMiniObject<typeof importInput>>

/** Shows what becomes of each job, and adds all of them in one transaction, or none. */
export async function importJobs(
  context: CommandContext,
  jobs: ForeignJobs,
  input: ImportInput,
): Promise<void> {
  const {io} = context
  if (!input.dryRun) required(input.connection)
  const plan = await planOf(context, jobs, input)
  const isStopped = plan.refused.length > 0 && !input.skipRefused && !input.dryRun
  const isAdded = !input.dryRun && !isStopped && plan.planned.length > 0
  if (isAdded) await addPlanned(context, plan, required(input.connection))
  if (input.json)
    await printJson(io.out, {added: isAdded, reviews: plan.planned.map(plannedJson), refused: plan.refused})
  else {
    await io.out.write(await plannedText(plan.planned, io.out))
    await io.err.write(refusedText(plan.refused, io.err))
    if (!isStopped) await io.out.write(endText(plan, isAdded ? 'added' : 'would add'))
  }
  if (!isStopped) return
  throw new RevschedError(
    'usage',
    `${counted(plan.refused.length, 'job')} cannot be taken over, so nothing was added`,
    {hint: 'mend them where they come from, or add the others with --skip-refused'},
  )
}

type ImportPlan = {planned: PlannedImport[]; refused: RefusedJob[]; ruleset: string}

/** Looks at all that may be wrong before anything is shown. */
async function planOf(
  {clock, host, config, ...context}: CommandContext,
  jobs: ForeignJobs,
  input: ImportInput,
): Promise<ImportPlan> {
  const timezone = parseTimeZone(input.timezone ?? config.timezone.value ?? host.timeZone).given
  const ruleset = rulesetName(input.rules ?? config.ruleset.value, host.cwd)
  await loadRuleset(ruleset, host)
  const database = await context.database()
  const actor = await context.actor()
  if (input.connection !== undefined) await database.findConnection(actor.id, input.connection)
  const taken = new Set((await database.listReviews(actor.id)).map(({name}) => name))
  return {...planImport(jobs, {taken, prefix: input.prefix, timezone, now: clock.now()}), ruleset}
}

async function addPlanned(
  {clock, ids, ...context}: CommandContext,
  {planned, ruleset}: ImportPlan,
  connection: string,
): Promise<void> {
  const database = await context.database()
  const wanted = planned.map(({name, schedule, timezone}) => ({
    ...scheduleDefaults,
    description: null,
    name,
    connection,
    schedule,
    timezone,
    ruleset,
  }))
  const ports = {connections: database, reviews: database, clock, ids}
  await addScheduledReviews(ports, await context.actor(), wanted)
}

function endText({planned, refused}: ImportPlan, verb: string): string {
  if (planned.length === 0) return 'there is nothing to add\n'
  const left = refused.length === 0 ? '' : `; ${counted(refused.length, 'job')} refused`
  return `${verb} ${counted(planned.length, 'scheduled review')}${left}\n`
}

function required(connection: string | undefined): string {
  if (connection) return connection
  throw new RevschedError('usage', 'the flag --connection is missing', {
    hint: 'revsched connection list shows them; --dry-run needs none',
  })
}

function plannedJson({place, was, name, schedule, timezone, nextRunAt, notes}: PlannedImport) {
  return {place, was, name, schedule, timezone, nextRunAt, notes}
}

async function plannedText(planned: readonly PlannedImport[], output: Output): Promise<string> {
  if (planned.length === 0) return ''
  const columns = [
    {title: 'FROM'},
    {title: 'WAS', canShrink: true},
    {title: 'NAME', canShrink: true},
    {title: 'SCHEDULE'},
    {title: 'TIME ZONE', dropRank: 1},
    {title: 'NEXT', shorten: shortLocalText},
  ]
  const rows = planned.map(({place, was, name, schedule, timezone, nextRunAt}) => {
    const next = nextRunAt === null ? 'never' : localText(nextRunAt, parseTimeZone(timezone).canonical)
    return [place, was, name, schedule, timezone, next]
  })
  const notes = planned.flatMap(({place, notes}) => notes.map(note => `  ${place}: ${terminalText(note)}\n`))
  return (await table(columns, rows, output)) + notes.join('')
}

function refusedText(refused: readonly RefusedJob[], {paint}: Output): string {
  return refused
    .map(({place, was, reason, hint}) => {
      const below = hint === null ? '' : `  ${paint.dim(terminalText(hint))}\n`
      return `${paint.yellow('refused')} ${place} (${terminalText(was)}): ${terminalText(reason)}\n${below}`
    })
    .join('')
}
