import * as z from 'zod/mini'
import {described, share} from './options.js'
import {defineRule, pass, skip} from './rule.js'

const single = {message: 'hangs on a single contact'}

export const singleThreaded = defineRule({
  id: 'single-threaded',
  title: 'Single contact',
  category: 'engagement',
  severity: 'medium',
  isRecommended: true,
  needs: ['contactCount', 'amount', 'probability'],
  signal: 'contactCount',
  options: z.strictObject({
    minAmount: z._default(described('amount', z.number().check(z.minimum(0))), 50_000),
    fromProbability: share(0.4),
  }),
  explain: {
    what: 'An open deal of at least minAmount at or above fromProbability has exactly one contact.',
    why: 'When the one champion leaves or loses interest, the deal is gone.',
    fix: 'Bring a second person of the buyer into the deal, best the one who signs.',
    source: '50,000 is the lower of the two published limits (the other is 100,000).',
  },
  check(deal, {options}) {
    const {amount, probability, contactCount} = deal
    if (amount === null || probability === null || contactCount === null) return skip
    if (amount < options.minAmount || probability < options.fromProbability) return skip
    return contactCount === 1 ? single : pass
  },
})
