import * as z from 'zod/mini'
import {share} from './options.js'
import {defineChangeRule, pass, skip} from './rule.js'

export const amountDroppedSinceReview = defineChangeRule({
  id: 'amount-dropped-since-review',
  title: 'Amount dropped',
  category: 'change',
  severity: 'medium',
  isRecommended: true,
  needs: ['amount'],
  options: z.strictObject({share: share(0.2)}),
  explain: {
    what: 'The amount of an open deal is lower than at the last review by at least share of it.',
    why: 'A deal that shrinks is often one that is being negotiated down, or had been entered too high.',
    fix: 'Ask the owner what was taken out, and whether more will be.',
    source:
      'Pipeline views of every vendor list amounts that went down; a fifth keeps rounding and discounts out.',
  },
  compare({before, now}, {options}) {
    if (before === null) return pass
    if (before.amount === null || before.amount <= 0 || now.amount === null) return skip
    const dropped = (before.amount - now.amount) / before.amount
    if (dropped <= 0 || dropped < options.share - 1e-9) return pass
    return {message: `amount dropped by ${Math.floor(dropped * 100 + 1e-9)} %`}
  },
})
