import type {Deal} from './deal.js'
import type {DealFilter} from './deal-filter.js'

type Test = (deal: Deal) => boolean

/** One test for each part of a filter; those of stages and close dates let closed deals pass. */
export function dealTests(filter: DealFilter): Test[] {
  const {minAmount, maxAmount, closeFrom, closeTo} = filter
  const all = [
    oneOf(filter.pipelines, ({pipeline}) => pipeline),
    openOnly(oneOf(filter.stages, ({stage}) => stage)),
    oneOf(filter.owners, ({owner}) => owner),
    minAmount === undefined ? null : ({amount}: Deal) => amount !== null && amount >= minAmount,
    maxAmount === undefined ? null : ({amount}: Deal) => amount !== null && amount <= maxAmount,
    closeFrom === undefined ? null : openOnly(({closeDate}) => closeDate !== null && closeDate >= closeFrom),
    closeTo === undefined ? null : openOnly(({closeDate}) => closeDate !== null && closeDate <= closeTo),
  ]
  return all.filter(test => test !== null)
}

function openOnly(test: Test | null): Test | null {
  return test && (deal => deal.outcome !== 'open' || test(deal))
}

function oneOf(allowed: readonly string[] | undefined, valueIn: (deal: Deal) => string | null): Test | null {
  if (!allowed) return null
  const plain = new Set(allowed.map(plainName))
  return deal => {
    const value = valueIn(deal)
    return value !== null && plain.has(plainName(value))
  }
}

function plainName(text: string): string {
  return text.trim().normalize('NFC').toLowerCase()
}
