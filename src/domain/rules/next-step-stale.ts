import * as z from 'zod/mini'
import {days} from './days.js'
import {dayCount} from './options.js'
import {defineRule, pass, skip} from './rule.js'
import {violations} from './violations.js'

const staleFor = violations(age => `next step is ${days(age)} old`)

export const nextStepStale = defineRule({
  id: 'next-step-stale',
  title: 'Next step is old',
  category: 'timeliness',
  severity: 'low',
  isRecommended: false,
  needs: ['nextStep', 'nextStepChangedAt'],
  options: z.strictObject({days: dayCount(21)}),
  explain: {
    what: 'The next step of an open deal has been the same for longer than days. One that is empty is left to missing-next-step.',
    why: 'A step that is weeks old was taken, or never will be.',
    fix: 'Write what happens next, with whom and when.',
    source: 'Published hygiene lists flag a next step that is unchanged for 21 days or more.',
  },
  check({nextStep, nextStepChangedAt}, {daysSince, options}) {
    if (nextStep === null || nextStepChangedAt === null) return skip
    const age = daysSince(nextStepChangedAt)
    return age > options.days ? staleFor(age) : pass
  },
})
