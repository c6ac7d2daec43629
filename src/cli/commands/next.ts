import * as z from 'zod/mini'
import {planSchedule, type SchedulePlan} from '../../app/plan-schedule.js'
import {RevschedError} from '../../domain/errors.js'
import type {ReviewListing} from '../../domain/ports/store.js'
import {localText} from '../../domain/schedule/local-time.js'
import {terminalText} from '../../report/escape.js'
import {relativeTime} from '../../report/relative-time.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {flag, instant, jsonFlag, text, wholeNumber} from '../inputs.js'
import {printJson} from '../render/json.js'
import {occurrenceJson} from '../render/occurrence-json.js'
import {scheduleLines} from '../render/schedule-lines.js'
import {table} from '../render/table.js'

const input = z.strictObject({
  ref: z.optional(text()),
  schedule: z.optional(text()),
  timezone: z.optional(text()),
  from: z.optional(instant('--from')),
  count: z._default(wholeNumber('--count', 1, 10_000), 5),
  json: flag(),
})

export const nextCommand = defineCommand({
  name: 'next',
  summary: 'Show what is due when, or try a schedule without storing it',
  arguments: [{syntax: '[ref]', describe: 'A scheduled review; without it, all active ones'}],
  flags: [
    {syntax: '--schedule <when>', describe: 'Try this cron line or phrase; nothing is stored'},
    {syntax: '--timezone <zone>', describe: 'With --schedule: IANA time zone'},
    {syntax: '--from <time>', describe: 'Start here instead of now'},
    {syntax: '--count <n>', describe: 'How many times (default 5)'},
    jsonFlag,
  ],
  examples: [
    'revsched next',
    'revsched next weekly --count 10',
    'revsched next --schedule "last business day of the quarter at 17:00" --timezone Europe/Berlin',
    'revsched next --schedule "30 2 * * *" --timezone America/New_York --from 2027-03-13 --json',
  ],
  input,
  async run(context, given) {
    const {io, clock, config, host} = context
    const from = given.from?.at ?? clock.now()
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
    if (given.ref === undefined && given.schedule === undefined)
      return allNext(context, from, given.count, given.json)
    const plan =
      given.schedule === undefined
        ? planOf(
            await (await context.database()).findReview((await context.actor()).id, given.ref!),
            from,
            given.count,
          )
        : planSchedule(given.schedule, given.timezone ?? config.timezone.value ?? host.timeZone, {
            from,
            count: given.count,
          })
    for (const warning of plan.warnings)
      await io.err.write(io.err.paint.yellow(`warning: ${terminalText(warning)}\n`))
    if (given.json) return printJson(io.out, planJson(plan))
    await io.out.write(scheduleLines(plan, clock.now(), io.out.paint))
  },
})

function planOf(listing: ReviewListing, from: Date, count: number): SchedulePlan {
  return planSchedule(listing.schedule, listing.timezone, {from, count})
}

function planJson(plan: SchedulePlan) {
  return {schedule: plan.cron, timezone: plan.timezone, occurrences: plan.upcoming.map(occurrenceJson)}
}

/** The next times of all active reviews, soonest first. */
async function allNext(context: CommandContext, from: Date, count: number, isJson: boolean): Promise<void> {
  const {io} = context
  const listings = await (await context.database()).listReviews((await context.actor()).id)
  const active = listings.filter(listing => listing.isActive)
  if (isJson) {
    return printJson(
      io.out,
      active.map(listing => ({
        id: listing.id,
        name: listing.name,
        ...planJson(planOf(listing, from, count)),
      })),
    )
  }
  if (active.length === 0) return io.err.write('nothing is scheduled; add a review: revsched add --help\n')
  const due = active.flatMap(listing =>
    planOf(listing, from, count).upcoming.map(({at, note}) => ({at, note, listing})),
  )
  due.sort((a, b) => a.at.getTime() - b.at.getTime() || a.listing.name.localeCompare(b.listing.name))
  const rows = due
    .slice(0, count)
    .map(({at, note, listing}) => [
      localText(at, listing.timezoneCanonical),
      relativeTime(at, context.clock.now()).replace(/^in /, ''),
      listing.name,
      listing.timezone,
      note ?? '',
    ])
  const columns = [
    {title: 'AT'},
    {title: 'IN', align: 'right' as const},
    {title: 'REVIEW', canShrink: true},
    {title: 'ZONE'},
    {title: '', canShrink: true},
  ]
  await io.out.write(await table(columns, rows, io.out))
}
