import * as z from 'zod/mini'
import {days} from './days.js'
import {multiple, sampleSize} from './options.js'
import {defineBenchmarkRule, pass, skip} from './rule.js'

export const dealTooOld = defineBenchmarkRule({
  id: 'deal-too-old',
  title: 'Older than wins get',
  category: 'progress',
  severity: 'medium',
  isRecommended: true,
  needs: ['createdAt', 'closeDate'],
  options: z.strictObject({multiple: multiple(2), minSample: sampleSize(10)}),
  explain: {
    what: 'An open deal is older than multiple times the median days that won deals of its pipeline took from creation to close. Deals of a pipeline with fewer than minSample won deals are not checked.',
    why: 'Deals in the long tail are rarely won; they make the pipeline look larger than it is.',
    fix: 'Qualify the deal again, or close it.',
    source:
      'Twice the median: wins beyond it are the dead tail that benchmarks leave out. Ten wins is the least that makes a median.',
  },
  benchmark: 'won-cycle-days',
  minSample: options => options.minSample,
  daysOf: (deal, {daysSince}) => (deal.createdAt === null ? null : daysSince(deal.createdAt)),
  judge({days: ageDays, pipeline}, {options, median}) {
    if (ageDays === null || median === null) return skip
    const limit = options.multiple * median
    if (ageDays <= limit) return pass
    const wins = pipeline === null ? 'wins' : `wins of ${pipeline}`
    return {message: `is ${days(ageDays)} old (${wins} take ${days(median)}, limit ${Math.floor(limit)})`}
  },
})
