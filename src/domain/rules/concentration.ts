import * as z from 'zod/mini'
import {share, wholeNumber} from './options.js'
import {definePortfolioRule} from './rule.js'

export const concentration = definePortfolioRule({
  id: 'concentration',
  title: 'Concentration',
  category: 'forecast',
  severity: 'low',
  isRecommended: false,
  needs: ['amount'],
  options: z.strictObject({
    dealShare: share(0.3),
    ownerShare: share(0.4),
    minDeals: wholeNumber('deals', [2, 1_000_000], 5),
  }),
  explain: {
    what: 'Of minDeals or more open deals with an amount, one has more than dealShare of the whole, or one owner has more than ownerShare.',
    why: 'A number that hangs on one deal or one person is fragile.',
    fix: 'Plan the period without the deal, or share the owner’s deals.',
    source: 'Limits of the rule catalogue; no vendor publishes one.',
  },
  survey({deals, nameOf}, {options}) {
    const owners = new Map<string, number>()
    let count = 0
    let total = 0
    let largest: {row: number; amount: number} | null = null
    for (const {row, owner, amount} of deals()) {
      if (amount === null || amount <= 0) continue
      count++
      total += amount
      if (largest === null || amount > largest.amount) largest = {row, amount}
      if (owner !== null) owners.set(owner, (owners.get(owner) ?? 0) + amount)
    }
    if (count < options.minDeals || largest === null) return {found: []}
    const found: string[] = []
    if (largest.amount / total > options.dealShare)
      found.push(`${nameOf(largest.row)} is ${percent(largest.amount / total)} of the open amount`)
    for (const [owner, amount] of owners.size > 1 ? owners : [])
      if (amount / total > options.ownerShare)
        found.push(`${owner} has ${percent(amount / total)} of the open amount`)
    return {found}
  },
})

function percent(part: number): string {
  return `${Math.round(part * 100)} %`
}
