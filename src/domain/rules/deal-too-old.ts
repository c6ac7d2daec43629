import * as z from 'zod'
import {days} from './days.js'
import {defineBenchmarkRule, pass} from './rule.js'

export const dealTooOld = defineBenchmarkRule({
  id: 'deal-too-old',
  title: 'Older than wins get',
  category: 'progress',
  severity: 'medium',
  isRecommended: true,
  needs: ['createdAt', 'closeDate'],
  options: z.strictObject({
    multiple: z.number().min(0.1).max(100).default(2),
    minSample: z.int().min(1).max(1_000_000).default(10),
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
