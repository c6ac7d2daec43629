import {resolve} from 'node:path'
import * as z from 'zod/mini'
import {RevschedError} from '../domain/errors.js'
import type {FlagSpec} from './command.js'
import {text, texts} from './inputs.js'

/** The flags of `connection add file` and of `connection edit`; docs/file-connections.md explains each. */
export const sourceFlags: readonly FlagSpec[] = [
  {syntax: '--path <file>', describe: 'File of deals: CSV, TSV, JSON or NDJSON, plain or gzipped'},
  {
    syntax: '--format <format>',
    describe: 'Format, where the name does not tell',
    choices: ['csv', 'json', 'ndjson'],
  },
  {syntax: '--delimiter <char>', describe: 'Field separator of a CSV: , ; | or tab'},
  {
    syntax: '--encoding <name>',
    describe: 'Character encoding',
    choices: ['utf-8', 'utf-16le', 'utf-16be', 'latin1'],
  },
  {
    syntax: '--map <field=column>',
    describe: 'Take a field from this column; an empty column takes it from none',
    isRepeatable: true,
  },
  {
    syntax: '--date-format <column=order>',
    describe: 'Order of dates in a column: ymd, mdy or dmy',
    isRepeatable: true,
  },
  {
    syntax: '--decimal <column=sign>',
    describe: 'Decimal sign in a column: comma or point',
    isRepeatable: true,
  },
  {syntax: '--won-stage <stage>', describe: 'Stage that means won', isRepeatable: true},
  {syntax: '--lost-stage <stage>', describe: 'Stage that means lost', isRepeatable: true},
  {syntax: '--open-stage <stage>', describe: 'Stage that means open', isRepeatable: true},
  {syntax: '--stage-order <stages>', describe: 'Open stages from first to last, separated by commas'},
  {
    syntax: '--max-refused <percent>',
    describe: 'Share of unreadable rows above which a review fails (default 5%)',
  },
]

/** What a file can be read without, and the setting that says it. */
export const optionalSource = {
  '--format': 'format',
  '--delimiter': 'delimiter',
  '--encoding': 'encoding',
  '--map': 'map',
  '--date-format': 'dateFormats',
  '--decimal': 'decimal',
  '--won-stage': 'wonStages',
  '--lost-stage': 'lostStages',
  '--open-stage': 'openStages',
  '--stage-order': 'stageOrder',
  '--max-refused': 'maxRefusedShare',
} as const

export const sourceInput = {
  path: z.optional(text()),
  format: z.optional(text()),
  delimiter: z.optional(text()),
  encoding: z.optional(text()),
  map: texts(),
  dateFormat: texts(),
  decimal: texts(),
  wonStage: texts(),
  lostStage: texts(),
  openStage: texts(),
  stageOrder: z.optional(text()),
  maxRefused: z.optional(text()),
}

type SourceInput = z.infer<z.ZodMiniObject<typeof sourceInput>>

/** Flags of a new connection as its settings. */
export function connectionSettings(given: SourceInput, cwd: string): Record<string, unknown> {
  if (given.path === undefined) throw noPath('missing')
  return sourceSettings(given, cwd)
}

/** Flags as the connector's settings; what the values may be is the connector's to check. */
export function sourceSettings(given: SourceInput, cwd: string): Record<string, unknown> {
  if (given.path === '') throw noPath('empty')
  const settings: Record<string, unknown> = {
    path: given.path === undefined ? undefined : resolve(cwd, given.path),
    format: given.format,
    delimiter: given.delimiter === 'tab' || given.delimiter === '\\t' ? '\t' : given.delimiter,
    encoding: given.encoding,
    map: pairs('--map', given.map, 'amount="Deal Value"'),
    dateFormats: pairs('--date-format', given.dateFormat, '"Close Date=dmy"'),
    decimal: pairs('--decimal', given.decimal, '"Amount=comma"'),
    wonStages: nonEmpty(given.wonStage),
    lostStages: nonEmpty(given.lostStage),
    openStages: nonEmpty(given.openStage),
    stageOrder: given.stageOrder === undefined ? undefined : stagesIn(given.stageOrder),
    maxRefusedShare: given.maxRefused === undefined ? undefined : share(given.maxRefused),
  }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}

function noPath(how: 'missing' | 'empty'): RevschedError {
  return new RevschedError('usage', `the flag --path is ${how}`, {
    hint: 'revsched connection add file emea --path deals.csv',
  })
}

/** `key=value` pairs; a column name may hold "=" only on the side that comes last. An empty value stands for none (null). */
function pairs(
  flag: string,
  given: readonly string[],
  example: string,
): Record<string, string | null> | undefined {
  if (given.length === 0) return undefined
  const found = new Map<string, string | null>()
  for (const pair of given) {
    const at = flag === '--map' ? pair.indexOf('=') : pair.lastIndexOf('=')
    if (at < 1)
      throw new RevschedError(
        'usage',
        `"${pair}" is not a valid ${flag}: it takes two texts with "=" between them`,
        {hint: `for example: ${flag} ${example}`},
      )
    const key = pair.slice(0, at).trim()
    if (found.has(key))
      throw new RevschedError('usage', `${flag} names "${key}" twice`, {hint: 'give each only once'})
    found.set(key, pair.slice(at + 1).trim() || null)
  }
  return Object.fromEntries(found)
}

function nonEmpty(values: readonly string[]): readonly string[] | undefined {
  return values.length > 0 ? values : undefined
}

function stagesIn(order: string): readonly string[] {
  const stages = order
    .split(',')
    .map(stage => stage.trim())
    .filter(stage => stage !== '')
  if (stages.length > 0) return stages
  throw new RevschedError(
    'usage',
    `"${order}" is not a valid --stage-order: it takes stages separated by commas`,
    {hint: 'as --stage-order "Lead,Demo,Offer"'},
  )
}

function share(percent: string): number {
  const value = /^\d{1,3}(\.\d+)?%?$/.test(percent) ? Number(percent.replace('%', '')) : Number.NaN
  if (value >= 0 && value <= 100) return value / 100
  throw new RevschedError(
    'usage',
    `"${percent}" is not a valid --max-refused: it takes a percentage from 0 to 100`,
    {hint: 'for example: --max-refused 5%'},
  )
}
