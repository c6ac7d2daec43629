import * as z from 'zod/mini'
import {type NewScheduledReview, scheduleDefaults} from '../app/add-scheduled-review.js'
import type {FlagSpec} from './command.js'
import type {Host} from './context.js'
import {filterFlags, filterInput, givenFilter} from './filter-flags.js'
import {duration, durationText, filePath, oneOf, text, wholeNumber} from './inputs.js'
import {rulesetName} from './load-ruleset.js'

const hour = 3_600_000
const catchUps = ['latest', 'all', 'none'] as const
const overlaps = ['skip', 'queue', 'cancel-previous'] as const

/** The flags of `edit`, where what is not given stays. */
export const scheduleFlags: readonly FlagSpec[] = [
  {syntax: '--connection <ref>', describe: 'Where the deals come from'},
  {
    syntax: '--schedule <when>',
    describe: 'Cron line or words: "0 6 * * 1", "every monday at 6am", "last friday of the month at 9:00"',
  },
  {syntax: '--timezone <zone>', describe: 'IANA time zone, as Europe/Berlin'},
  {syntax: '--rules <rules>', describe: 'recommended, strict, minimal, or the path of a rule file'},
  {syntax: '--description <text>', describe: 'A note for the people who read it'},
  {
    syntax: '--catch-up <policy>',
    describe: 'What to run of the times missed while nothing ran',
    choices: catchUps,
  },
  {syntax: '--catch-up-window <time>', describe: 'How old a missed time may be to be caught up, as 12h'},
  {syntax: '--overlap <policy>', describe: 'When the last run still runs', choices: overlaps},
  {syntax: '--splay <time>', describe: 'Spread the start over this time, as 5m'},
  {syntax: '--timeout <time>', describe: 'Longest time of one attempt, as 10m'},
  {syntax: '--max-retries <n>', describe: 'Further attempts after one that failed for a passing reason'},
  ...filterFlags,
]

const defaults: Readonly<Record<string, string>> = {
  '--timezone': "this machine's",
  '--rules': 'recommended',
  '--catch-up': scheduleDefaults.catchUp,
  '--catch-up-window': durationText(scheduleDefaults.catchUpWindowMs),
  '--overlap': scheduleDefaults.overlap,
  '--splay': durationText(scheduleDefaults.splayMs),
  '--timeout': durationText(scheduleDefaults.timeoutMs),
  '--max-retries': String(scheduleDefaults.maxRetries),
}

/** The same flags of `add`, with what holds where they are not given. */
export const newScheduleFlags: readonly FlagSpec[] = scheduleFlags.map(spec => {
  const value = defaults[spec.syntax.split(' ')[0]!]
  return value === undefined ? spec : {...spec, describe: `${spec.describe} (default ${value})`}
})

export const scheduleInput = {
  connection: z.optional(text()),
  schedule: z.optional(text()),
  timezone: z.optional(text()),
  rules: z.optional(filePath('--rules', 'rules.yaml')),
  description: z.optional(text()),
  catchUp: z.optional(oneOf(catchUps)),
  catchUpWindow: z.optional(duration('--catch-up-window', 0, 366 * 24 * hour)),
  overlap: z.optional(oneOf(overlaps)),
  splay: z.optional(duration('--splay', 0, 24 * hour)),
  timeout: z.optional(duration('--timeout', 1000, 24 * hour)),
  maxRetries: z.optional(wholeNumber('--max-retries', 0, 20)),
  ...filterInput,
}

type ScheduleInput = z.infer<z.ZodMiniObject<typeof scheduleInput>>

/** Only what was given, under the names of the use case. */
export function givenSettings(input: ScheduleInput, host: Pick<Host, 'cwd'>): Partial<NewScheduledReview> {
  const settings = {
    connection: input.connection,
    schedule: input.schedule,
    timezone: input.timezone,
    ruleset: input.rules === undefined ? undefined : rulesetName(input.rules, host.cwd),
    description: input.description,
    catchUp: input.catchUp,
    catchUpWindowMs: input.catchUpWindow,
    overlap: input.overlap,
    splayMs: input.splay,
    timeoutMs: input.timeout,
    maxRetries: input.maxRetries,
    filter: givenFilter(input),
  }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}
