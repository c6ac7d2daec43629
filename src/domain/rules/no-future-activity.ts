import * as z from 'zod/mini'
import {share} from './options.js'
import {defineRule, pass, skip} from './rule.js'

const missing = {message: 'no activity is planned'}

export const noFutureActivity = defineRule({
  id: 'no-future-activity',
  title: 'Nothing planned',
  category: 'engagement',
  severity: 'medium',
  isRecommended: true,
  needs: ['nextActivityAt', 'probability'],
  signal: 'nextActivityAt',
  options: z.strictObject({fromProbability: share(0.4)}),
  explain: {
    what: 'An open deal at or above fromProbability has no activity planned for today or later.',
    why: 'A deal this far along without a meeting in the calendar is losing its date.',
    fix: 'Book the next meeting or call.',
    source: '40 % is where the standard stages put a deal that is being evaluated.',
  },
  check(deal, {isPlanned, options}) {
    if (deal.probability === null || deal.probability < options.fromProbability) return skip
    return deal.nextActivityAt !== null && isPlanned(deal.nextActivityAt) ? pass : missing
  },
})
