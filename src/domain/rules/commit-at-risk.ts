import * as z from 'zod/mini'
import {days} from './days.js'
import {dayCount} from './options.js'
import {defineRule, pass, skip} from './rule.js'
import {violations} from './violations.js'

const past = {message: 'is in commit and its close date is past'}
const silentFor = violations(quiet => `is in commit and was silent for ${days(quiet)}`)

export const commitAtRisk = defineRule({
  id: 'commit-at-risk',
  title: 'Commit at risk',
  category: 'forecast',
  severity: 'high',
  isRecommended: true,
  needs: ['forecastCategory'],
  options: z.strictObject({silentDays: dayCount(14)}),
  explain: {
    what: 'An open deal in the category commit has a close date in the past, or had no activity for longer than silentDays.',
    why: 'These are the deals the quarter is promised on.',
    fix: 'Talk to the owner today: confirm the date with the buyer, or take the deal out of commit.',
    source: 'A committed deal without activity for 14 days is the limit published for forecast reviews.',
  },
  check(deal, {daysSince, today, options}) {
    if (deal.forecastCategory === null) return skip
    if (deal.forecastCategory !== 'commit') return pass
    if (deal.closeDate !== null && deal.closeDate < today) return past
    if (deal.lastActivityAt === null) return deal.closeDate === null ? skip : pass
    const quiet = daysSince(deal.lastActivityAt)
    return quiet > options.silentDays ? silentFor(quiet) : pass
  },
})
