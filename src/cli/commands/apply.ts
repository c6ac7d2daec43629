import {dirname, resolve} from 'node:path'
import * as z from 'zod/mini'
import {type Applied, applySetup, storedSetup} from '../../app/setup/apply-setup.js'
import type {PlacedProblem} from '../../config/bounded-yaml.js'
import {RevschedError} from '../../domain/errors.js'
import {shellWord} from '../../domain/shell-word.js'
import {counted} from '../../report/amounts.js'
import {terminalText} from '../../report/escape.js'
import {defineCommand} from '../command.js'
import type {CommandContext, Host} from '../context.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {readInput} from '../read-input.js'
import {printJson} from '../render/json.js'
import {firstProblems, problemLines} from '../render/problem-lines.js'
import {warningLines} from '../render/schedule-lines.js'
import {setupPlanText} from '../render/setup-plan-text.js'
import type {ReadReview} from '../setup/read-review.js'
import {readSetup} from '../setup/read-setup.js'
import {setupSchema} from '../setup/setup-schema.js'
import {type ShownChange, shownChanges} from '../setup/shown-changes.js'

export const applyCommand = defineCommand({
  name: 'apply',
  summary: 'Make connections, channels and reviews as a file declares them',
  description:
    'Make connections, channels and scheduled reviews as a YAML file declares them: all of it in one step, or nothing. What is so already is ' +
    'not touched, and what the file does not name stays, unless --prune is given. Secrets never stand in the file: it names variables of the ' +
    'environment. No CRM is called; "revsched connection test" does that.',
  flags: [
    {syntax: '--file <path>', short: '-f', describe: 'The file; - reads standard input'},
    {syntax: '--dry-run', describe: 'Show what would be changed, and write nothing'},
    {syntax: '--prune', describe: 'Remove what is stored and not in the file; what is used stays'},
    {syntax: '--schema', describe: 'Print the JSON Schema of the file, for editors, and do nothing else'},
    jsonFlag,
  ],
  examples: [
    'revsched apply -f reviews.yaml --dry-run',
    'revsched apply -f reviews.yaml',
    'revsched export | revsched apply -f - --dry-run',
    'revsched apply -f reviews.yaml --prune --json',
    'revsched apply --schema > setup.schema.json',
  ],
  input: z.strictObject({
    file: z.optional(text()),
    dryRun: flag(),
    prune: flag(),
    schema: flag(),
    json: flag(),
  }),
  async run(context, {file: path, dryRun: isDryRun, prune, schema, json}) {
    const {io, clock, ids, host, signal} = context
    if (schema) return printJson(io.out, setupSchema())
    if (path === undefined || path === '')
      throw new RevschedError('usage', `the flag --file is ${path === undefined ? 'missing' : 'empty'}`, {
        hint: 'revsched apply -f reviews.yaml; revsched export writes such a file',
      })
    const [store, actor] = [await context.database(), await context.actor()]
    const file = await fileAt(path, host)
    const stored = await storedSetup(store, actor)
    const {declared, reviews, problems, placed} = await readSetup(context, file, stored)
    if (problems.length > 0) await refuse(context, {path, problems, json})
    const {connectorOf, channelDriver: driverOf, secretBox: box} = context
    const applied = await applySetup(
      {store, box, connectorOf, driverOf, clock, ids, owner: host.owner()},
      actor,
      {declared, prunes: prune, isDryRun, signal},
    )
    if (applied.problems.length > 0)
      await refuse(context, {path, problems: applied.problems.map(placed), json})
    const changes = await shownChanges(context, applied.plan)
    await writeWarnings(context, {changes, reviews})
    if (json) return printJson(io.out, planJson({file: path, isDryRun}, {changes, reviews, applied}))
    await io.out.write(setupPlanText({changes, reviews, plan: applied.plan, isDryRun}, io.out))
    await io.err.write(io.err.paint.dim(notes(applied, {isDryRun}).join('')))
  },
})

type SetupFile = {text: string; fileName: string; folder: string}

/** Paths in it begin where it is, or in the current folder. */
async function fileAt(path: string, host: Host): Promise<SetupFile> {
  const content = await readInput(host, path)
  if (path === '-') return {text: content, fileName: 'stdin', folder: host.cwd}
  return {text: content, fileName: path, folder: dirname(resolve(host.cwd, path))}
}

type Refusal = {path: string; problems: readonly PlacedProblem[]; json: boolean}

async function refuse({io}: CommandContext, {path, problems, json}: Refusal): Promise<never> {
  if (json) {
    const {told, more} = firstProblems(problems)
    await printJson(io.out, {file: path, problems: told, more})
  } else await io.err.write(problemLines(problems, io.err).join(''))
  throw new RevschedError(
    'config',
    `"${path === '-' ? 'stdin' : path}" has ${counted(problems.length, 'problem')}; nothing was applied`,
    {
      hint: 'mend what is listed above',
    },
  )
}

type Shown = {changes: readonly ShownChange[]; reviews: readonly ReadReview[]}

/** Of schedules that begin, or are other ones from then on. */
async function writeWarnings({io}: CommandContext, {changes, reviews}: Shown): Promise<void> {
  for (const {review, plan} of reviews) {
    const change = changes.find(({section, name}) => section === 'reviews' && name === review.name)
    if (!change?.fields.some(({key}) => key === 'schedule')) continue
    const [first, ...rest] = warningLines(plan, io.err)
    if (first !== undefined) await io.err.write([`${terminalText(review.name)}: `, first, ...rest].join(''))
  }
}

function planJson(
  {file, isDryRun}: {file: string; isDryRun: boolean},
  {changes, reviews, applied}: Shown & {applied: Applied},
) {
  const {unchanged, pausedByHand} = applied.plan
  const timesOf = ({section, name, action}: ShownChange) => {
    const read = reviews.find(({review}) => review.name === name)
    if (section !== 'reviews' || action === 'remove' || !read) return {}
    return {next: read.plan.upcoming.map(({at}) => at.toISOString())}
  }
  return {
    file,
    isDryRun,
    isApplied: !isDryRun && changes.length > 0,
    changes: changes.map(change => ({...change, ...timesOf(change)})),
    unchanged,
    pausedByHand,
  }
}

/** What is left to be done by a person. */
function notes({plan}: Applied, {isDryRun}: {isDryRun: boolean}): string[] {
  const paused = plan.pausedByHand.map(
    name => `${terminalText(name)} is paused, and stays so: the file does not say "paused: false"\n`,
  )
  const changed = plan.connections.flatMap(change => ('after' in change ? [change.after] : []))
  const logins = changed.filter(({needsLogin}) => needsLogin !== null)
  const tests = changed.filter(({needsLogin}) => needsLogin === null)
  const commands = [
    ...logins.map(({name}) => `next: revsched connection login ${terminalText(shellWord(name))}\n`),
    ...tests.slice(0, 3).map(({name}) => `next: revsched connection test ${terminalText(shellWord(name))}\n`),
  ]
  return isDryRun ? paused : [...paused, ...commands]
}
