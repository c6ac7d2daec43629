import * as z from 'zod/mini'
import type {NewScheduledReview} from '../app/add-scheduled-review.js'
import type {FlagSpec} from './command.js'
import type {Host} from './context.js'
import {duration, oneOf, text, wholeNumber} from './inputs.js'
import {rulesetName} from './load-ruleset.js'

const hour = 3_600_000
const catchUps = ['latest', 'all', 'none'] as const
const overlaps = ['skip', 'queue', 'cancel-previous'] as const

/** The flags that `add` and `edit` share. */
export const scheduleFlags: readonly FlagSpec[] = [
  {syntax: '--connection <ref>', describe: 'Where the deals come from'},
  {
    syntax: '--schedule <when>',
    describe: 'Cron line or words: "0 6 * * 1", "every monday at 6am", "last friday of the month at 9:00"',
  },
  {syntax: '--timezone <zone>', describe: "IANA time zone, as Europe/Berlin (default: this machine's)"},
  {
    syntax: '--rules <rules>',
    describe: 'recommended, strict, or the path of a rule file (default: recommended)',
  },
  {syntax: '--description <text>', describe: 'A note for the people who read it'},
  {
    syntax: '--catch-up <policy>',
    describe: 'What to run of the times missed while nothing ran',
    choices: catchUps,
  },
  {
    syntax: '--catch-up-window <time>',
    describe: 'How old a missed time may be to be caught up (default 12h)',
  },
  {syntax: '--overlap <policy>', describe: 'When the last run still runs', choices: overlaps},
  {syntax: '--splay <time>', describe: 'Spread the start over this time (default 0s)'},
  {syntax: '--timeout <time>', describe: 'Longest time of one attempt (default 10m)'},
  {
    syntax: '--max-retries <n>',
    describe: 'Further attempts after one that failed for a passing reason (default 2)',
  },
]

export const scheduleInput = {
  connection: z.optional(text()),
  schedule: z.optional(text()),
  timezone: z.optional(text()),
  rules: z.optional(text()),
  description: z.optional(text()),
  catchUp: z.optional(oneOf(catchUps)),
  catchUpWindow: z.optional(duration('--catch-up-window', 0, 366 * 24 * hour)),
  overlap: z.optional(oneOf(overlaps)),
  splay: z.optional(duration('--splay', 0, 24 * hour)),
  timeout: z.optional(duration('--timeout', 1000, 24 * hour)),
  maxRetries: z.optional(wholeNumber('--max-retries', 0, 20)),
}

type ScheduleInput = z.infer<z.ZodMiniObject<typeof scheduleInput>>

/** Only what was given, under the names of the use case. */
export function givenSettings(input: ScheduleInput, host: Host): Partial<NewScheduledReview> {
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
  }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}
