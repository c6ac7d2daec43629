import * as z from 'zod/mini'
import type {ReviewListing} from '../../domain/ports/store.js'
import type {Paint} from '../../report/paint.js'
import {relativeTime} from '../../report/relative-time.js'
import {scheduledReviewJson} from '../../report/scheduled-review-json.js'
import {defineCommand} from '../command.js'
import {rowFlags, rowInput} from '../inputs.js'
import type {Io} from '../io.js'
import {dataPrinter, rowsOf} from '../render/data.js'
import {scoreCell} from '../render/score-cell.js'
import {shortLocalText} from '../render/short-local-text.js'
import type {Cell} from '../render/table.js'

// On the path measured by `npm run bench`: no zone arithmetic, no cron, no table library before they are needed.

export const listCommand = defineCommand({
  name: 'list',
  summary: 'Show the scheduled reviews with their next run and last score',
  flags: rowFlags,
  examples: [
    'revsched list',
    'revsched list --json | jq -r ".[].name"',
    'revsched list --fields name,lastRun.healthScore',
  ],
  input: z.strictObject(rowInput),
  async run(context, choice) {
    const {io, clock} = context
    const print = await dataPrinter('list', choice, {hasRows: true})
    const listings = await (await context.database()).listReviews((await context.actor()).id)
    if (print) return print(io.out, rowsOf(listings.map(scheduledReviewJson)))
    if (listings.length === 0) return io.err.write(nothingYet)
    const {table} = await import('../render/table.js')
    const {localText} = await import('../../domain/schedule/local-time.js')
    const {nextDue} = await import('../../app/plan-schedule.js')
    const now = clock.now()
    const rows = listings.map(listing =>
      row({...listing, nextRunAt: nextDue(listing, now)}, {now, localText, paint: io.out.paint}),
    )
    await io.out.write(await table(columns, rows, io.out))
    await tellForbidden(listings, io)
  },
})

const nothingYet = `no scheduled reviews yet
  try one:      revsched demo
  connect:      revsched connection add file emea --path deals.csv
  schedule it:  revsched add weekly --connection emea --schedule "every monday at 6am"
`

const columns = [
  {title: 'NAME', canShrink: true},
  {title: 'CONNECTION', canShrink: true, dropRank: 2},
  {title: 'SCHEDULE', canShrink: true, dropRank: 4},
  {title: 'NEXT RUN', shorten: shortLocalText, canShrink: true, least: 16},
  {title: 'IN', align: 'right' as const, dropRank: 1},
  {title: 'LAST RUN', align: 'right' as const, dropRank: 3},
  {title: 'SCORE', align: 'right' as const},
]

/** A schedule that goes on while none of its runs may start looks well in the table. */
async function tellForbidden(listings: readonly ReviewListing[], {err}: Io): Promise<void> {
  for (const {name, lastRun} of listings) {
    if (lastRun?.status !== 'failed' || lastRun.errorCode !== 'forbidden') continue
    const {terminalText} = await import('../../report/escape.js')
    await err.write(`${err.paint.yellow(terminalText(`"${name}" may not run: ${lastRun.errorMessage}`))}\n`)
  }
}

function row(
  listing: ReviewListing,
  {now, localText, paint}: {now: Date; localText: (at: Date, zone: string) => string; paint: Paint},
): Cell[] {
  const {lastRun, nextRunAt, timezoneCanonical} = listing
  return [
    listing.name,
    listing.connectionNeedsLogin
      ? {text: `${listing.connectionName} (needs login)`, paint: paint.yellow}
      : listing.connectionName,
    listing.schedule,
    listing.isActive && nextRunAt
      ? localText(nextRunAt, timezoneCanonical)
      : {text: pausedText(listing), paint: paint.dim},
    listing.isActive && nextRunAt ? dueCell(nextRunAt, now, paint.yellow) : '',
    lastRun?.completedAt ? relativeTime(lastRun.completedAt, now) : lastRun ? lastRun.status : 'never',
    scoreCell(lastRun?.healthScore ?? null, lastRun?.status ?? null, paint),
  ]
}

/** Only the time of a schedule that cannot be read stays in the past. */
function dueCell(nextRunAt: Date, now: Date, paint: (text: string) => string): Cell {
  return nextRunAt > now ? relativeTime(nextRunAt, now).replace(/^in /, '') : {text: 'unreadable', paint}
}

function pausedText({isActive, pausedReason}: ReviewListing): string {
  if (isActive) return 'never again'
  return pausedReason ? `paused: ${pausedReason}` : 'paused'
}
