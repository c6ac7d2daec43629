import * as z from 'zod/mini'
import {planSchedule} from '../../app/plan-schedule.js'
import type {ReviewListing} from '../../domain/ports/store.js'
import {filterText} from '../../domain/review/filter-text.js'
import {localText} from '../../domain/schedule/local-time.js'
import {terminalText} from '../../report/escape.js'
import {relativeTime} from '../../report/relative-time.js'
import {scheduledReviewJson} from '../../report/scheduled-review-json.js'
import {shownScore} from '../../report/shown-numbers.js'
import {defineCommand} from '../command.js'
import {documentFlags, documentInput, durationText, text} from '../inputs.js'
import {dataPrinter} from '../render/data.js'
import {deliveryText, looksText} from '../render/delivery-lines.js'
import {occurrenceJson} from '../render/occurrence-json.js'
import {scheduleLines} from '../render/schedule-lines.js'

export const showCommand = defineCommand({
  name: 'show',
  summary: 'Show one scheduled review in full',
  arguments: [{syntax: '<ref>', describe: 'Name, id, or start of an id'}],
  flags: documentFlags,
  examples: ['revsched show weekly', 'revsched show weekly --json'],
  input: z.strictObject({ref: text(), ...documentInput}),
  async run(context, {ref, ...choice}) {
    const print = await dataPrinter('show', choice, {hasRows: false})
    const {io, clock} = context
    const now = clock.now()
    const listing = await (await context.database()).findReview((await context.actor()).id, ref)
    const plan = planSchedule(listing.schedule, listing.timezone, {
      from: now,
      count: listing.isActive ? 5 : 0,
    })
    if (print)
      return print(io.out, {
        document: {...scheduledReviewJson(listing), occurrences: plan.upcoming.map(occurrenceJson)},
      })
    const heading = io.out.paint.bold(terminalText(listing.name))
    await io.out.write(`${heading}\n${detailLines(listing, now)}${scheduleLines(plan, now, io.out)}`)
  },
})

function detailLines(listing: ReviewListing, now: Date): string {
  const {lastRun, timezoneCanonical: zone} = listing
  const details: [string, string | null][] = [
    ['id', listing.id],
    ['about', listing.description],
    [
      'state',
      listing.isActive ? 'active' : `paused${listing.pausedReason ? `: ${listing.pausedReason}` : ''}`,
    ],
    ['from', `${listing.connectionName} (${listing.connectionKind})`],
    ['login', listing.connectionNeedsLogin && `needed: ${listing.connectionNeedsLogin}`],
    ['deals', filterText(listing.filter)],
    ['rules', listing.ruleset],
    ['catch-up', `${listing.catchUp}, within ${durationText(listing.catchUpWindowMs)}`],
    ['overlap', listing.overlap],
    ['splay', listing.splayMs > 0 ? durationText(listing.splayMs) : null],
    ['timeout', `${durationText(listing.timeoutMs)}, ${listing.maxRetries} retries`],
    ['sends to', deliveryText(listing)],
    ['looks', looksText(listing)],
    ['pings', listing.pingUrl?.shown ?? null],
    ['last run', lastRun ? lastRunText(lastRun, zone, now) : 'never'],
    ['why', lastRun?.status === 'failed' ? lastRun.errorMessage : null],
  ]
  const lines = details
    .filter(([, value]) => value !== null)
    .map(([label, value]) => `  ${label.padEnd(9)} ${terminalText(value!)}\n`)
  return lines.join('')
}

function lastRunText(lastRun: NonNullable<ReviewListing['lastRun']>, zone: string, now: Date): string {
  const {status, healthScore, completedAt} = lastRun
  const score = healthScore === null ? '' : `, score ${shownScore(healthScore, null)}`
  return completedAt
    ? `${status}${score}, ${localText(completedAt, zone)} (${relativeTime(completedAt, now)})`
    : status
}
