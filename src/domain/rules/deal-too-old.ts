import * as z from 'zod/mini'
import {days} from './days.js'
import {wholeNumber} from './options.js'
import {defineBenchmarkRule, pass} from './rule.js'

export const dealTooOld = defineBenchmarkRule({
  id: 'deal-too-old',
  title: 'Older than wins get',
  category: 'progress',
  severity: 'medium',
  isRecommended: true,
  needs: ['createdAt', 'closeDate'],
  options: z.strictObject({
    multiple: z._default(z.number().check(z.minimum(0.1), z.maximum(100)), 2),
    minSample: wholeNumber(1, 1_000_000, 10),
  }),
  explain: {
    what: 'An open deal is older than multiple times the median days that won deals of the same source took from creation to close. At least minSample won deals are needed.',
    why: 'Deals in the long tail are rarely won; they make the pipeline look larger than it is.',
    fix: 'Qualify the deal again, or close it.',
    source:
      'Twice the median: wins beyond it are the dead tail that benchmarks leave out. Ten wins is the least that makes a median.',
  },
  benchmark: 'won-cycle-days',
  minSample: options => options.minSample,
  measure: (deal, {daysSince}) => (deal.createdAt === null ? null : daysSince(deal.createdAt)),
  judge(ageDays, {options, medianDays}) {
    const limit = options.multiple * medianDays
    return ageDays > limit
      ? {message: `is ${days(ageDays)} old (wins take ${days(medianDays)}, limit ${Math.floor(limit)})`}
      : pass
  },
})
