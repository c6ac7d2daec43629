import * as z from 'zod/mini'
import {isDaemonAlive} from '../../app/daemon-status.js'
import {RevschedError} from '../../domain/errors.js'
import type {Prompter} from '../../domain/ports/prompter.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {checkFlags} from '../init/check-flags.js'
import {connectionStep, sources} from '../init/connection-step.js'
import {deliveryStep, places} from '../init/delivery-step.js'
import {answerTo, type Interview, runCommand} from '../init/interview.js'
import {scheduleStep} from '../init/schedule-step.js'
import {flag, jsonFlag, oneOf, text, texts} from '../inputs.js'
import {printJson} from '../render/json.js'

const input = z.strictObject({
  source: z.optional(oneOf(sources)),
  connection: z.optional(text()),
  path: z.optional(text()),
  login: z.optional(text()),
  org: z.optional(text()),
  clientId: z.optional(text()),
  schedule: z.optional(text()),
  timezone: z.optional(text()),
  review: z.optional(text()),
  deliver: z.optional(oneOf(places)),
  channel: z.optional(text()),
  host: z.optional(text()),
  smtpUser: z.optional(text()),
  from: z.optional(text()),
  to: texts(),
  folder: z.optional(text()),
  deliverWhen: z.optional(text()),
  testChannel: z.optional(z.boolean()),
  run: z.optional(z.boolean()),
  yes: flag(),
  json: flag(),
})

type InitInput = z.infer<typeof input>

export const initCommand = defineCommand({
  name: 'init',
  summary: 'Ask a few questions: connection, first schedule, delivery',
  description:
    'Ask a few questions, from nothing to the first scheduled review: where the deals are, when they are reviewed, where the digest ' +
    'goes. Every answer is also a flag, and the commands that do the same are printed at the end. Tokens and webhook URLs are asked for, ' +
    'or taken from REVSCHED_CRM_SECRET and REVSCHED_CHANNEL_SECRET.',
  flags: [
    {
      syntax: '--source <kind>',
      describe: 'Where the deals are; demo is a made-up pipeline',
      choices: sources,
    },
    {syntax: '--connection <name>', describe: 'What to call the connection, or one that is there'},
    {syntax: '--path <file>', describe: 'Of a file: its path'},
    {syntax: '--login <kind>', describe: 'Of a CRM: how it logs in, as for connection add'},
    {syntax: '--org <alias>', describe: 'Of Salesforce, by its command line: alias or user name of the org'},
    {syntax: '--client-id <id>', describe: 'Of Salesforce, with the browser: client id of your app'},
    {syntax: '--schedule <when>', describe: 'Cron line or words (usually "every monday at 6am")'},
    {syntax: '--timezone <zone>', describe: "IANA time zone (usually this machine's)"},
    {syntax: '--review <name>', describe: 'What to call the scheduled review'},
    {syntax: '--deliver <kind>', describe: 'Where the digest goes', choices: places},
    {syntax: '--channel <name>', describe: 'What to call the channel, or one that is there'},
    {syntax: '--host <name>', describe: 'Of email: the SMTP server'},
    {syntax: '--smtp-user <name>', describe: 'Of email: the account that logs in'},
    {syntax: '--from <sender>', describe: 'Of email: as "Revenue team <revops@acme.com>"'},
    {syntax: '--to <address>', describe: 'Of email: a recipient', isRepeatable: true},
    {
      syntax: '--folder <path>',
      describe: 'Of a folder: where reports are written; it is made (usually reports)',
    },
    {syntax: '--deliver-when <condition>', describe: 'When the digest is sent, as for add (usually always)'},
    {syntax: '--test-channel', describe: 'Send a sample to the channel'},
    {syntax: '--no-test-channel', describe: 'Send none'},
    {syntax: '--run', describe: 'Run the review at once, and send its digest'},
    {syntax: '--no-run', describe: 'Leave the first run to the schedule'},
    {syntax: '--yes', describe: 'Ask nothing: what no flag says is as usual'},
    jsonFlag,
  ],
  examples: [
    'revsched init --source demo --review sample --yes',
    'revsched init --source file --path deals.csv --schedule "weekdays at 8:00" --timezone Europe/Berlin --deliver none --run --yes',
    'revsched init --source file --path deals.csv --connection board --deliver file --folder reports --review board --no-run --yes --json',
  ],
  input,
  async run(context, given) {
    const {io, host} = context
    const prompter = given.yes ? null : await host.prompter()
    refuseSilence(prompter, given)
    const quiet = given.json ? {...context, io: {out: io.err, err: io.err}} : context
    const interview: Interview = {context: quiet, prompter, commands: []}
    await checkFlags(interview, given)
    const name = await setUp(interview, given)
    // What was set up is told, however the first run ends.
    const failure = await firstRun(interview, name, given)
    if (given.json) await printJson(io.out, {review: name, commands: interview.commands})
    else await io.err.write(await lastWords(context, interview.commands))
    if (failure !== null) throw failure.error
  },
})

/** A script that forgot something must not do half of it by guess. */
function refuseSilence(prompter: Prompter | null, {yes}: Pick<InitInput, 'yes'>): void {
  if (prompter !== null || yes) return
  throw new RevschedError('usage', 'init asks questions, and this is no terminal', {
    hint: 'answer with flags and --yes, as: revsched init --source file --path deals.csv --yes',
  })
}

/** Each step is done as soon as it is answered: whoever leaves in the middle goes on from there. Gives the name of the review. */
async function setUp(interview: Interview, given: InitInput): Promise<string> {
  const connection = await connectionStep(interview, given)
  const {name, schedule, timezone} = await scheduleStep(interview, given)
  const delivery = await deliveryStep(interview, given)
  const flags = ['--connection', connection, '--schedule', schedule, '--timezone', timezone, ...delivery]
  await runCommand(interview, ['add', name, ...flags])
  return name
}

async function firstRun(
  interview: Interview,
  name: string,
  {run}: InitInput,
): Promise<{error: unknown} | null> {
  const isWanted = await answerTo(interview, {
    flag: '--run',
    given: run,
    fallback: true,
    ask: prompter => prompter.confirm('Run it once now?', 'yes'),
  })
  if (!isWanted) return null
  return runCommand(interview, ['run-now', name]).then(
    () => null,
    (error: unknown) => ({error}),
  )
}

async function lastWords(context: CommandContext, commands: readonly string[]): Promise<string> {
  const {io, host} = context
  const {bold, dim} = io.err.paint
  const database = await context.database()
  const isKept = await isDaemonAlive({store: database, isOwnerAlive: host.isOwnerAlive})
  const keep = isKept
    ? 'a daemon runs and starts it when it is due: revsched status'
    : 'it runs when it is due while a daemon does: revsched daemon, or for good: revsched service install'
  return `\n${bold('done')}; without questions:\n${commands.map(line => `  ${line}\n`).join('')}${dim(`next: ${keep}\n`)}`
}
