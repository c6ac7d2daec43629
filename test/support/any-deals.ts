import fc from 'fast-check'
import type {Deal} from '../../src/domain/review/deal.js'
import {aDeal} from './a-deal.js'

const dayMs = 86_400_000

/** Within 200 days of 1 April 2025, to the hour, or none. */
const instant = fc.option(
  fc
    .integer({min: -200 * 24, max: 60 * 24})
    .map(hours => new Date(Date.UTC(2025, 3, 1) + (hours * dayMs) / 24)),
  {freq: 4},
)

/** 20179 is 1 April 2025. */
const closeDate = fc.option(fc.integer({min: 20_179 - 100, max: 20_179 + 400}), {freq: 4})

const text = (...values: string[]) => fc.option(fc.constantFrom(...values), {freq: 4})

const changes = fc.record({
  amount: fc.oneof(
    fc.constantFrom(null, 0, -100),
    // Quarters add up exactly in any order.
    fc.integer({min: 1, max: 1_000_000}).map(quarters => quarters / 4),
  ),
  stage: text('Qualification', 'Proposal', 'Legal', 'Red'),
  probability: fc.option(
    fc.integer({min: 0, max: 20}).map(twentieths => twentieths / 20),
    {freq: 4},
  ),
  forecastCategory: fc.option(fc.constantFrom('omitted', 'pipeline', 'best-case', 'commit'), {freq: 4}),
  owner: text('Ada', 'Bo'),
  account: text('Northwind'),
  contactCount: fc.option(fc.nat(3), {freq: 4}),
  nextStep: text('Call them', 'ok'),
  closeDate,
  createdAt: instant,
  lastStageChangeAt: instant,
  lastActivityAt: instant,
  nextActivityAt: instant,
  outcome: fc.constantFrom('open', 'open', 'open', 'won', 'lost'),
} satisfies {[Field in keyof Deal]?: fc.Arbitrary<Deal[Field]>})

/** A deal with any mix of defects; its id is `id`. */
const anyDeal = (id: string): fc.Arbitrary<Deal> => changes.map(changed => ({...aDeal({id}), ...changed}))

/** Deals with ids d0, d1...: about one in five is left out, the others come in that order. */
export function anyDeals({max = 30, isOpen = false} = {}): fc.Arbitrary<Deal[]> {
  const slots = fc
    .nat(max)
    .chain(count =>
      fc.tuple(...Array.from({length: count}, (_, index) => fc.option(anyDeal(`d${index}`), {freq: 4}))),
    )
  return slots.map(deals =>
    deals.flatMap(deal => (deal === null ? [] : [isOpen ? {...deal, outcome: 'open' as const} : deal])),
  )
}
