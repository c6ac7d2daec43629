import * as z from 'zod/mini'
import {multiple, sampleSize} from './options.js'
import {defineBenchmarkRule, pass, skip} from './rule.js'
import {wonDealsOf} from './won-deals-of.js'

export const amountOutlier = defineBenchmarkRule({
  id: 'amount-outlier',
  title: 'Amount out of line',
  category: 'consistency',
  severity: 'low',
  isRecommended: false,
  needs: ['amount'],
  options: z.strictObject({multiple: multiple(5), minSample: sampleSize(10)}),
  explain: {
    what: 'The amount of an open deal is more than multiple times the median amount of won deals of its pipeline. Deals of a pipeline with fewer than minSample won deals that have an amount are not checked. Amounts are compared as they stand, whatever their currency; a deal that has lost its amount is judged by the last known one.',
    why: 'It is a typing error, or one deal that the forecast hangs on.',
    fix: 'Check the amount; if it is right, forecast the deal by itself.',
    source:
      'Five times what is usually won: InsightSquared warns of amounts that are much higher than typical. Ten wins is the least that makes a median.',
  },
  benchmark: 'won-amount',
  minSample: options => options.minSample,
  judge({amount, pipeline}, {options, median}) {
    if (amount === null || median === null) return skip
    const times = amount / median
    if (times <= options.multiple) return pass
    // The most whole times that it still exceeds: an exact ratio would be the amount in other words.
    const over = Math.max(options.multiple, Math.ceil(times) - 1)
    return {message: `amount is more than ${over} times the median of ${wonDealsOf(pipeline)}`}
  },
})
