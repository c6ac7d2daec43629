import * as z from 'zod/mini'
import {RevschedError} from '../domain/errors.js'
import {closeDate, type StoredFilter} from '../domain/review/stored-filter.js'
import type {FlagSpec} from './command.js'
import type {CommandContext} from './context.js'
import {text, texts} from './inputs.js'

/** Which deals of the connection a scheduled review is about. */
export const filterFlags: readonly FlagSpec[] = [
  {syntax: '--pipeline <name>', describe: 'Only deals of this pipeline', isRepeatable: true},
  {syntax: '--stage <name>', describe: 'Only open deals in this stage', isRepeatable: true},
  {syntax: '--owner <name>', describe: 'Only deals of this owner', isRepeatable: true},
  {syntax: '--min-amount <number>', describe: 'Only deals of at least this amount'},
  {syntax: '--max-amount <number>', describe: 'Only deals of at most this amount'},
  {
    syntax: '--close-from <date>',
    describe: 'Only open deals that close then or later: 2027-01-31, today, -30d, +90d',
  },
  {syntax: '--close-to <date>', describe: 'Only open deals that close then or earlier'},
  {
    syntax: '--soql <condition>',
    describe: 'Salesforce: only open deals for which this condition holds, e.g. "Type = \'New Business\'"',
  },
]

export const noFilterFlag: FlagSpec = {syntax: '--no-filter', describe: 'All deals of the connection again'}

export const filterInput = {
  pipeline: texts(),
  stage: texts(),
  owner: texts(),
  minAmount: z.optional(text()),
  maxAmount: z.optional(text()),
  closeFrom: z.optional(text()),
  closeTo: z.optional(text()),
  soql: z.optional(text()),
}

/** commander gives the flag without its "no". */
export const noFilterInput = {filter: z._default(z.boolean(), true)}

type FilterInput = z.infer<z.ZodMiniObject<typeof filterInput>>

/** What was given, as it is stored. Throws `usage`. */
export function givenFilter(given: FilterInput): StoredFilter | undefined {
  const parts = {
    pipelines: named('--pipeline', given.pipeline),
    stages: named('--stage', given.stage),
    owners: named('--owner', given.owner),
    minAmount: amount('--min-amount', given.minAmount),
    maxAmount: amount('--max-amount', given.maxAmount),
    closeFrom: date('--close-from', given.closeFrom),
    closeTo: date('--close-to', given.closeTo),
    soql: condition(given.soql),
  }
  const filter = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
  return Object.keys(filter).length > 0 ? filter : undefined
}

/** What is wrong with a condition is said to who types it, not by the first run. */
export async function checkCondition(
  {connectorOf}: Pick<CommandContext, 'connectorOf'>,
  {soql}: Pick<FilterInput, 'soql'>,
): Promise<void> {
  if (soql !== undefined) (await connectorOf('salesforce')).checkCondition?.(soql)
}

function named(flagName: string, names: readonly string[]): string[] | undefined {
  if (names.length === 0) return undefined
  if (names.every(name => name.trim() !== '')) return names.map(name => name.trim())
  throw new RevschedError('usage', `the flag ${flagName} is empty`, {
    hint: `for example: ${flagName} Renewals`,
  })
}

function amount(flagName: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  const value = Number(given)
  if (given.trim() !== '' && Number.isFinite(value)) return value
  throw new RevschedError(
    'usage',
    `"${given}" is not an amount for ${flagName}: digits, with a point for cents`,
    {
      hint: `for example: ${flagName} 50000`,
    },
  )
}

function date(flagName: string, given: string | undefined): string | undefined {
  if (given === undefined || closeDate(given, 0) !== null) return given
  throw new RevschedError(
    'usage',
    `"${given}" is not a date for ${flagName}: a date (2027-01-31), today, or days from the day of the review (-30d, +90d)`,
    {hint: `for example: ${flagName} +90d`},
  )
}

function condition(given: string | undefined): string | undefined {
  if (given === undefined || given.trim() !== '') return given
  throw new RevschedError('usage', 'the flag --soql is empty', {
    hint: 'for example: --soql "Type = \'New Business\'"',
  })
}
