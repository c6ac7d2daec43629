import * as z from 'zod/mini'
import {share} from './options.js'
import {defineRule, pass, skip} from './rule.js'

const missing = {message: 'has no amount'}
const zero = {message: 'has an amount of 0'}
const negative = {message: 'has an amount below 0'}

export const missingAmount = defineRule({
  id: 'missing-amount',
  title: 'No amount',
  category: 'completeness',
  severity: 'high',
  isRecommended: true,
  needs: ['amount'],
  options: z.strictObject({fromProbability: share(0.2)}),
  explain: {
    what: 'An open deal at or above fromProbability has no amount, or one that is 0 or less. A deal without a probability is judged too. An amount without an exchange rate is one; currency-unconvertible finds those.',
    why: 'It cannot be weighted, so the pipeline total and every forecast built on it are too low.',
    fix: 'Enter an estimate, even a rough one, or move the deal back to an earlier stage.',
    source: 'Amounts are expected once a deal is qualified; 20 % is where the standard stages put that.',
  },
  check(deal, {options}) {
    if (deal.probability !== null && deal.probability < options.fromProbability) return skip
    if (deal.amount !== null && deal.amount <= 0) return deal.amount === 0 ? zero : negative
    // Entered, but HubSpot has no exchange rate for it: currency-unconvertible says so.
    return deal.amount === null && deal.isConvertible !== false ? missing : pass
  },
})
