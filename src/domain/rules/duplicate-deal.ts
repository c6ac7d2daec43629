import * as z from 'zod/mini'
import {days as daysText} from './days.js'
import {sharedWords} from './name-words.js'
import {dayCount, share} from './options.js'
import {definePairRule} from './rule.js'

const msPerMinute = 60_000

/** What arithmetic makes of 5 % is a little more or less. */
const rounding = 1e-9

export const duplicateDeal = definePairRule({
  id: 'duplicate-deal',
  title: 'Duplicate deal',
  category: 'consistency',
  severity: 'medium',
  isRecommended: true,
  needs: ['account', 'name', 'amount', 'closeDate'],
  options: z.strictObject({amountTolerance: share(0.05), days: dayCount(30), nameSimilarity: share(0.5)}),
  explain: {
    what: 'Another open deal of the same account looks the same: the amounts differ by amountTolerance of the larger one at most, the close dates by days at most, and of all words of both names, without those of the account’s name, nameSimilarity or more are in both. Names with different numbers (Q1 and Q2, 2026 and 2027) are not similar, and amounts in different currencies not equal. Of deals that look the same, all but the oldest are found. A deal without account, name, close date or an amount above 0 is not checked; one that has lost its amount is compared by the last known one. Of more than 20 deals of one account within the tolerance, each is compared with the 20 next to it.',
    why: 'One sale that is entered twice counts twice in every total and forecast.',
    fix: 'Merge the two, or close one as a duplicate; if both are real, give them names that tell them apart.',
    source:
      'Limits of the rule catalogue; no vendor publishes any. Shared words as a part of all words is the Jaccard index, the plainest measure of how alike two names are.',
  },
  // To the minute: single precision holds those of 30 years.
  ageOf: ({createdAt}, {asOf}) =>
    createdAt === null ? null : Math.floor((asOf.getTime() - createdAt.getTime()) / msPerMinute),
  isNear: (amount, days, {amountTolerance, days: most}) =>
    days <= most && amount <= amountTolerance + rounding,
  isAlike: ({one, other}, {nameSimilarity}) => sharedWords(one, other) >= nameSimilarity,
  message: (name, {amount, days}) => `looks like "${name}" (${differences(amount, days)})`,
})

function differences(amount: number, days: number): string {
  const dates = `close dates ${daysText(days)} apart`
  if (amount === 0)
    return days === 0 ? 'same account, amount and close date' : `same account and amount, ${dates}`
  const amounts = `amounts ${Math.max(1, Math.round(amount * 100))} % apart`
  return days === 0 ? `same account and close date, ${amounts}` : `same account, ${amounts}, ${dates}`
}
