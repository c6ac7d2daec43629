import * as z from 'zod/mini'
import {days} from './days.js'
import {dayCount, sampleSize, share} from './options.js'
import {defineBenchmarkRule, pass, skip} from './rule.js'
import {wonDealsOf} from './won-deals-of.js'

export const closeDateUnrealistic = defineBenchmarkRule({
  id: 'close-date-unrealistic',
  title: 'Close date too soon',
  category: 'consistency',
  severity: 'medium',
  isRecommended: true,
  needs: ['closeDate'],
  options: z.strictObject({
    fraction: share(0.5),
    minSample: sampleSize(10),
    fallbackDays: dayCount(14),
    fallbackProbability: share(0.5),
  }),
  explain: {
    what: 'Fewer days are left until the close date than fraction of the median days that won deals of the same pipeline took from entering the stage of the deal to the win. Where fewer than minSample of them went through that stage, or the source has no history of stages: fewer than fallbackDays are left and the probability is below fallbackProbability. Dates in the past are left to close-date-past.',
    why: 'A deal that is weeks from being won does not close this week: the forecast has it in the wrong period.',
    fix: 'Agree on a date that the buyer can keep, or move the deal to the stage that it is in.',
    source:
      'Half the median leaves room for deals that are quick, and for those that entered their stage a while ago. 14 days and 50 %: deals in an early stage do not close within two weeks.',
  },
  benchmark: 'days-from-stage',
  hasFallback: true,
  minSample: options => options.minSample,
  judge({closeDate, probability, stage, pipeline}, {options, median, today}) {
    if (closeDate === null) return skip
    const left = closeDate - today
    if (left < 0) return pass
    if (median !== null) {
      const limit = options.fraction * median
      if (left >= limit) return pass
      const basis = `${wonDealsOf(pipeline)} take ${days(median)} from stage ${stage}`
      return {message: `closes ${inDays(left)} (${basis}, limit ${Math.ceil(limit)})`}
    }
    if (left >= options.fallbackDays) return pass
    if (probability === null) return skip
    if (probability >= options.fallbackProbability) return pass
    const expected = `${percent(options.fallbackProbability)} within ${days(options.fallbackDays)}`
    return {message: `closes ${inDays(left)} at ${percent(probability)} (limit ${expected})`}
  },
})

function inDays(left: number): string {
  return left === 0 ? 'today' : `in ${days(left)}`
}

/** Never rounded up: what is below a limit must not look as if it were not. */
function percent(part: number): string {
  return `${Math.floor(part * 100 + 1e-9)} %`
}
