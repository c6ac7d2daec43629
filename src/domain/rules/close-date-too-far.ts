import * as z from 'zod/mini'
import {days} from './days.js'
import {dayCount} from './options.js'
import {defineRule, pass, skip} from './rule.js'
import {violations} from './violations.js'

const tooFar = violations((ahead, limit) => `closes in ${days(ahead)} (limit ${limit})`)

export const closeDateTooFar = defineRule({
  id: 'close-date-too-far',
  title: 'Close date far off',
  category: 'timeliness',
  severity: 'low',
  isRecommended: false,
  needs: ['closeDate'],
  options: z.strictObject({maxDays: dayCount(365)}),
  explain: {
    what: 'The close date of an open deal is more than maxDays days away.',
    why: 'Such deals are usually parked, not worked, and swell the pipeline.',
    fix: 'Set a realistic date, or close the deal and come back to it later.',
    source: 'A year is longer than the forecast of any team looks.',
  },
  check(deal, {today, options}) {
    if (deal.closeDate === null) return skip
    const ahead = deal.closeDate - today
    return ahead > options.maxDays ? tooFar(ahead, options.maxDays) : pass
  },
})
