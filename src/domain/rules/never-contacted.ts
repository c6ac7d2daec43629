import * as z from 'zod/mini'
import {days} from './days.js'
import {dayCount} from './options.js'
import {defineRule, pass, skip} from './rule.js'
import {violations} from './violations.js'

const untouchedFor = violations(age => `no activity since it was created ${days(age)} ago`)

export const neverContacted = defineRule({
  id: 'never-contacted',
  title: 'Never contacted',
  category: 'engagement',
  severity: 'medium',
  isRecommended: false,
  needs: ['lastActivityAt', 'createdAt'],
  signal: 'lastActivityAt',
  options: z.strictObject({ageDays: dayCount(14)}),
  explain: {
    what: 'An open deal older than ageDays has no activity at all.',
    why: 'It was created and never worked.',
    fix: 'Contact the buyer, or close the deal.',
    source: 'Two weeks without a first touch is the limit published most often.',
  },
  check(deal, {daysSince, options}) {
    if (deal.lastActivityAt !== null) return pass
    if (deal.createdAt === null) return skip
    const age = daysSince(deal.createdAt)
    return age > options.ageDays ? untouchedFor(age) : pass
  },
})
