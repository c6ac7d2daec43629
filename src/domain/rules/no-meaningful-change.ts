import * as z from 'zod/mini'
import {days} from './days.js'
import {dayCount, wholeNumber} from './options.js'
import {defineChangeRule, pass} from './rule.js'
import {violations} from './violations.js'

const unchangedFor = violations(
  (reviews, since) =>
    `stage, close date and amount unchanged for ${reviews === 1 ? '1 review' : `${reviews} reviews`}, ${days(since)}`,
)

export const noMeaningfulChange = defineChangeRule({
  id: 'no-meaningful-change',
  title: 'No meaningful change',
  category: 'change',
  severity: 'medium',
  isRecommended: true,
  needs: ['stage', 'closeDate', 'amount'],
  options: z.strictObject({reviews: wholeNumber('reviews', [1, 1000], 3), minDays: dayCount(14)}),
  explain: {
    what: 'So many reviews one after the other (reviews) found stage, close date and amount of an open deal as the one before had them, over at least minDays days, so that reviews of every hour count no more than weekly ones.',
    why: 'Logged activities can hide that a deal stands still; these three say what it is worth and when.',
    fix: 'Move it on, date it anew with the buyer, or close it.',
    source:
      'Meaningful change as stage, close date or amount, not logged touches, is the definition of published deal-hygiene playbooks.',
  },
  // The first of them has nothing that it could have found unchanged.
  looksBack: ({reviews, minDays}) => ({reviews: reviews + 1, days: minDays}),
  compare({unchanged}, {options}) {
    const isLong = unchanged.reviews >= options.reviews && unchanged.days >= options.minDays
    return isLong ? unchangedFor(unchanged.reviews, unchanged.days) : pass
  },
})
