import * as z from 'zod/mini'
import {days} from './days.js'
import {fiscalQuarterOf, lastBusinessDays} from './fiscal-quarter.js'
import {share, wholeNumber} from './options.js'
import {definePortfolioRule} from './rule.js'

export const closeDateClustering = definePortfolioRule({
  id: 'close-date-clustering',
  title: 'Close dates cluster',
  category: 'forecast',
  severity: 'medium',
  isRecommended: false,
  needs: ['closeDate', 'amount'],
  usesFiscalYear: true,
  options: z.strictObject({
    share: share(0.4),
    businessDays: wholeNumber('days', [1, 30], 5),
    minDeals: wholeNumber('deals', [2, 1_000_000], 5),
  }),
  explain: {
    what: 'Of the amount that is to close in this fiscal quarter, more than share has a date in the last businessDays days from Monday to Friday, in minDeals or more deals. Within those days the next quarter is looked at.',
    why: 'A date at the end of a quarter is mostly a placeholder.',
    fix: 'Ask for dates that the buyer has agreed to.',
    source: 'Limits of the rule catalogue; no vendor publishes one.',
  },
  survey({deals}, {today, fiscalYearStartMonth, options}) {
    const current = fiscalQuarterOf(today, fiscalYearStartMonth)
    const isEnding = today >= lastBusinessDays(current.last, options.businessDays)
    const quarter = isEnding ? fiscalQuarterOf(current.last + 1, fiscalYearStartMonth) : current
    const from = lastBusinessDays(quarter.last, options.businessDays)
    let count = 0
    let total = 0
    let late = 0
    for (const {amount, closeDate} of deals()) {
      if (closeDate === null || closeDate < today || closeDate < quarter.first || closeDate > quarter.last)
        continue
      if (amount === null || amount <= 0) continue
      count++
      total += amount
      if (closeDate >= from) late += amount
    }
    if (count < options.minDeals || late / total <= options.share) return {found: []}
    const part = Math.round((late / total) * 100)
    const which = isEnding ? 'next' : 'this'
    return {
      found: [
        `${part} % of what is to close ${which} quarter has a date in its last ${days(options.businessDays)} of business`,
      ],
    }
  },
})
