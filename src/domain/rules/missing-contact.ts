import * as z from 'zod/mini'
import {share} from './options.js'
import {defineRule, pass, skip} from './rule.js'

const missing = {message: 'has no contact'}

export const missingContact = defineRule({
  id: 'missing-contact',
  title: 'No contact',
  category: 'completeness',
  severity: 'medium',
  isRecommended: true,
  needs: ['contactCount'],
  signal: 'contactCount',
  options: z.strictObject({fromProbability: share(0.2)}),
  explain: {
    what: 'An open deal at or above fromProbability has no contact. A deal without a probability is judged too.',
    why: 'Nobody on the buying side is named, so nobody can be called.',
    fix: 'Add the people you talk to, with their roles.',
    source: 'A qualified deal has been discussed with somebody; 20 % is where the standard stages put that.',
  },
  check(deal, {options}) {
    if (deal.probability !== null && deal.probability < options.fromProbability) return skip
    return deal.contactCount === null || deal.contactCount === 0 ? missing : pass
  },
})
