import * as z from 'zod/mini'
import {days} from './days.js'
import {inOrder} from './doubt.js'
import {dayCount, share} from './options.js'
import {defineRule, pass, skip} from './rule.js'
import {violations} from './violations.js'

const quietFor = violations((quiet, limit) => `no activity for ${days(quiet)} (limit ${limit})`)

export const noRecentActivity = defineRule({
  id: 'no-recent-activity',
  title: 'No recent activity',
  category: 'engagement',
  severity: 'high',
  isRecommended: true,
  needs: ['lastActivityAt'],
  signal: 'lastActivityAt',
  options: z.strictObject({
    days: dayCount(30),
    lateDays: dayCount(14),
    lateFromProbability: share(0.5),
    closingWithinDays: dayCount(30),
  }),
  doubts: inOrder('lateDays', 'days'),
  explain: {
    what: 'An open deal had no activity for longer than days; longer than lateDays when its probability is at least lateFromProbability or it closes within closingWithinDays.',
    why: 'Quiet deals slip into the next quarter without anybody deciding so.',
    fix: 'Log the next step in the CRM or close the deal.',
    source: '14 days is the limit published most often for late deals, 30 days for the others.',
  },
  check(deal, {daysSince, today, options}) {
    if (deal.lastActivityAt === null) return skip
    const isLate = deal.probability !== null && deal.probability >= options.lateFromProbability
    const isClosing = deal.closeDate !== null && deal.closeDate - today <= options.closingWithinDays
    const limit = isLate || isClosing ? options.lateDays : options.days
    const quiet = daysSince(deal.lastActivityAt)
    return quiet > limit ? quietFor(quiet, limit) : pass
  },
})
