import * as z from 'zod/mini'
import {planSchedule, type SchedulePlan} from '../../app/plan-schedule.js'
import {RevschedError} from '../../domain/errors.js'
import type {ReviewListing} from '../../domain/ports/store.js'
import {localText, type Upcoming} from '../../domain/schedule/local-time.js'
import {parseTimeZone} from '../../domain/schedule/time-zone.js'
import {relativeTime} from '../../report/relative-time.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {instant, rowFlags, rowInput, text, wholeNumber} from '../inputs.js'
import {type DataPrinter, dataPrinter} from '../render/data.js'
import {occurrenceJson} from '../render/occurrence-json.js'
import {scheduleLines, warningLines} from '../render/schedule-lines.js'
import {shortLocalText} from '../render/short-local-text.js'
import {table} from '../render/table.js'
import {startIn} from '../start-in.js'

const input = z.strictObject({
  ref: z.optional(text()),
  schedule: z.optional(text()),
  timezone: z.optional(text()),
  from: z.optional(instant('--from')),
  count: z._default(wholeNumber('--count', 1, 10_000), 5),
  ...rowInput,
})

type NextInput = z.infer<typeof input>

export const nextCommand = defineCommand({
  name: 'next',
  summary: 'Show what is due when, or try a schedule without storing it',
  arguments: [{syntax: '[ref]', describe: 'A scheduled review; without it, all active ones'}],
  flags: [
    {syntax: '--schedule <when>', describe: 'Try this cron line or phrase; nothing is stored'},
    {syntax: '--timezone <zone>', describe: 'With --schedule: IANA time zone'},
    {syntax: '--from <time>', describe: 'Start here instead of now'},
    {syntax: '--count <n>', describe: 'How many times (default 5)'},
    ...rowFlags,
  ],
  examples: [
    'revsched next',
    'revsched next weekly --count 10',
    'revsched next --fields local,name',
    'revsched next --schedule "last business day of the quarter at 17:00" --timezone Europe/Berlin',
    'revsched next --schedule "30 2 * * *" --timezone America/New_York --from 2027-03-13 --json',
  ],
  input,
  async run(context, given) {
    const {io, clock} = context
    if (given.schedule === undefined && given.timezone !== undefined) {
      throw new RevschedError('usage', '--timezone goes with --schedule', {
        hint: 'revsched next --schedule "0 6 * * 1" --timezone Europe/Berlin',
      })
    }
    if (given.ref !== undefined && given.schedule !== undefined) {
      throw new RevschedError('usage', 'next takes either a scheduled review or --schedule', {
        hint: 'leave one of them out',
      })
    }
    const print = await dataPrinter('next', given, {hasRows: true})
    if (given.ref === undefined && given.schedule === undefined) return allNext(context, given, print)
    const {plan, of} = await planGiven(context, given)
    for (const line of warningLines(plan, io.err)) await io.err.write(line)
    if (print) {
      const rows = plan.upcoming.map(due => dueJson(due, plan, of))
      return print(io.out, {document: planJson(plan), rows})
    }
    await io.out.write(scheduleLines(plan, clock.now(), io.out))
  },
})

/** Of the stored review that was named, or of the schedule that was given. */
async function planGiven(context: CommandContext, given: NextInput): Promise<{plan: SchedulePlan; of: Of}> {
  const {clock, config, host} = context
  if (given.schedule !== undefined) {
    const timezone = given.timezone ?? config.timezone.value ?? host.timeZone
    return {plan: planFrom({schedule: given.schedule, timezone}, given, clock.now()), of: null}
  }
  const database = await context.database()
  const review = await database.findReview((await context.actor()).id, given.ref!)
  return {plan: planFrom(review, given, clock.now()), of: review}
}

/** A date in --from starts with that day in the schedule's zone; a time that is due at that very instant counts. */
function planFrom(
  {schedule, timezone}: {schedule: string; timezone: string},
  {from, count}: NextInput,
  now: Date,
): SchedulePlan {
  const after = from ? new Date(startIn(from, parseTimeZone(timezone).canonical).getTime() - 1) : now
  return planSchedule(schedule, timezone, {from: after, count})
}

function planJson(plan: SchedulePlan) {
  return {schedule: plan.cron, timezone: plan.timezone, occurrences: plan.upcoming.map(occurrenceJson)}
}

type Of = {id: string; name: string} | null

/** A line of `--ndjson`: when what is due; null for a schedule that is not stored. */
function dueJson(due: Upcoming, {timezone}: Pick<SchedulePlan, 'timezone'>, of: Of) {
  return {id: of?.id ?? null, name: of?.name ?? null, timezone, ...occurrenceJson(due)}
}

/** The next times of all active reviews, soonest first. */
async function allNext(context: CommandContext, given: NextInput, print: DataPrinter): Promise<void> {
  const {io, clock} = context
  const listings = await (await context.database()).listReviews((await context.actor()).id)
  const plans = listings
    .filter(listing => listing.isActive)
    .map(listing => ({listing, plan: planFrom(listing, given, clock.now())}))
  const due = soonest(plans, given.count)
  if (print) {
    return print(io.out, {
      document: plans.map(({listing: {id, name}, plan}) => ({id, name, ...planJson(plan)})),
      rows: due.map(({listing, ...one}) => dueJson(one, listing, listing)),
    })
  }
  if (plans.length === 0) return io.err.write('nothing is scheduled; add a review: revsched add --help\n')
  const rows = due.map(({at, note, listing}) => [
    localText(at, listing.timezoneCanonical),
    relativeTime(at, clock.now()).replace(/^in /, ''),
    listing.name,
    listing.timezone,
    note ?? '',
  ])
  const columns = [
    {title: 'AT', shorten: shortLocalText},
    {title: 'IN', align: 'right' as const, dropRank: 2},
    {title: 'REVIEW', canShrink: true},
    {title: 'ZONE', dropRank: 1},
    {title: '', canShrink: true, dropRank: 3},
  ]
  await io.out.write(await table(columns, rows, io.out))
}

type Planned = {listing: ReviewListing; plan: SchedulePlan}

function soonest(plans: readonly Planned[], count: number) {
  return plans
    .flatMap(({listing, plan}) => plan.upcoming.map(due => ({...due, listing})))
    .sort((a, b) => a.at.getTime() - b.at.getTime() || a.listing.name.localeCompare(b.listing.name))
    .slice(0, count)
}
