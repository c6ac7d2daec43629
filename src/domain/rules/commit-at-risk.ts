import * as z from 'zod/mini'
import type {Deal} from '../review/deal.js'
import {isPush} from '../review/deal-history.js'
import {days, daysAgo} from './days.js'
import {dayCount} from './options.js'
import {defineRule, pass, skip} from './rule.js'
import {violations} from './violations.js'

const past = {message: 'is in commit and its close date is past'}
const silentFor = violations(quiet => `is in commit and was silent for ${days(quiet)}`)

const pushed = violations(ago => `is in commit and was pushed out ${daysAgo(ago)}`)

export const commitAtRisk = defineRule({
  id: 'commit-at-risk',
  title: 'Commit at risk',
  category: 'forecast',
  severity: 'high',
  isRecommended: true,
  needs: ['forecastCategory'],
  options: z.strictObject({silentDays: dayCount(14), pushedDays: dayCount(30)}),
  explain: {
    what: 'An open deal in the category commit has a close date in the past, had no activity for longer than silentDays, or was pushed into a later month within pushedDays. Pushes are seen where the history of close dates is read, as for close-date-crossed-period, in HubSpot for close-date-pushed too. Other rules find the same of every deal; "score: {supersede: [commit-at-risk]}" in a rule file counts it once.',
    why: 'These are the deals the quarter is promised on.',
    fix: 'Talk to the owner today: confirm the date with the buyer, or take the deal out of commit.',
    source: 'A committed deal without activity for 14 days is the limit published for forecast reviews.',
  },
  check(deal, {daysSince, today, options}) {
    if (deal.forecastCategory === null) return skip
    if (deal.forecastCategory !== 'commit') return pass
    if (deal.closeDate !== null && deal.closeDate < today) return past
    const pushedDays = daysSincePush(deal.closeDateHistory, daysSince)
    if (pushedDays !== null && pushedDays <= options.pushedDays) return pushed(pushedDays)
    if (deal.lastActivityAt === null) return deal.closeDate === null ? skip : pass
    const quiet = daysSince(deal.lastActivityAt)
    return quiet > options.silentDays ? silentFor(quiet) : pass
  },
})

/** Of the last move into a later month; null where there was none, or nobody knows. */
function daysSincePush(history: Deal['closeDateHistory'], daysSince: (at: Date) => number): number | null {
  if (history === null) return null
  for (let last = history.length - 1; last > 0; last--)
    if (isPush(history[last - 1]!.closeDate, history[last]!.closeDate)) return daysSince(history[last]!.at)
  return null
}
