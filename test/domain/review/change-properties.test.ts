import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {Analysis} from '../../../src/domain/review/analysis.js'
import type {Deal} from '../../../src/domain/review/deal.js'
import {fiscalQuarterOf} from '../../../src/domain/rules/fiscal-quarter.js'
import type {RulesetFile} from '../../../src/domain/rules/ruleset.js'
import {afterWeeks, aPreviousReview} from '../../support/a-previous-review.js'
import {aReview} from '../../support/a-review.js'
import {anyDeals} from '../../support/any-deals.js'

// Of any two pipelines of which the second is reviewed after the first.

const rules: RulesetFile = {extends: ['revsched:strict']}

/** Amounts with any number of cents, which as numbers do not add up exactly. */
const dealsInCents = anyDeals().map(deals =>
  deals.map(deal => ({...deal, amount: deal.amount === null ? null : deal.amount / 25})),
)

const cents = (amount: number) => Math.round(amount * 100)
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
const isOpen = ({outcome}: Deal) => outcome === 'open'

/** 1 April 2025, when reviews are made. */
const {first, last} = fiscalQuarterOf(20_179, 1)
const isOfQuarter = ({closeDate}: Deal) => closeDate !== null && closeDate >= first && closeDate <= last

describe('the waterfall of any two reviews', () => {
  it('leads from what was open to what is open, to the cent', () => {
    fc.assert(
      fc.property(dealsInCents, dealsInCents, (before, now) => {
        const previous = aPreviousReview(before, {rules})
        const {summary} = aReview(now, {rules, previous})
        const {all, quarter} = summary.changes!.waterfalls!
        for (const {startedWith, steps, endsWith} of [all, quarter]) {
          const moved = Object.values(steps).map(({amount}) => cents(amount))
          expect(cents(startedWith.amount) + sumOf(moved)).toBe(cents(endsWith.amount))
          const came = steps.new.deals + steps.pulledIn.deals
          const went = [steps.won, steps.lost, steps.disappeared, steps.pushedOut].map(({deals}) => deals)
          expect(startedWith.deals + came - sumOf(went)).toBe(endsWith.deals)
        }
        const earlier = previous.analysis.summary
        expect([all.startedWith.deals, cents(all.startedWith.amount)]).toEqual([
          earlier.dealsAnalyzed,
          cents(earlier.totals.amount),
        ])
        expect([all.endsWith.deals, cents(all.endsWith.amount)]).toEqual([
          summary.dealsAnalyzed,
          cents(summary.totals.amount),
        ])
      }),
    )
  })

  it('of the quarter has what is to close in it, before and now', () => {
    fc.assert(
      fc.property(dealsInCents, dealsInCents, (before, now) => {
        const {summary} = aReview(now, {rules, previous: aPreviousReview(before, {rules})})
        const {startedWith, endsWith} = summary.changes!.waterfalls!.quarter
        const ofQuarter = (deals: readonly Deal[]) => {
          const some = deals.filter(deal => isOpen(deal) && isOfQuarter(deal))
          return {deals: some.length, amount: sumOf(some.map(({amount}) => cents(amount ?? 0))) / 100}
        }
        expect([startedWith, endsWith]).toEqual([ofQuarter(before), ofQuarter(now)])
      }),
    )
  })
})

describe('a deal whose amount was taken away', () => {
  /** Each deal has an owner of its own, whose weight is that of the deal. */
  const owned = anyDeals({isOpen: true}).map(deals => deals.map(deal => ({...deal, owner: deal.id})))

  const weightsOf = ({summary}: Analysis) =>
    new Map(summary.totals.byOwner.map(({key, weight}) => [key, weight]))

  it('weighs what its last known amount does, for as many reviews as it has none', () => {
    const taken = fc.constantFrom(null, 0, -1)
    fc.assert(
      fc.property(
        owned,
        fc.infiniteStream(fc.boolean()),
        taken,
        fc.integer({min: 1, max: 3}),
        (deals, isTaken, amount, weeks) => {
          const without = deals.map(deal => (isTaken.next().value ? {...deal, amount} : deal))
          const weights = weightsOf(aReview(deals))
          const later = weightsOf(afterWeeks(deals, ...Array.from({length: weeks}, () => without)))
          expect([...later.keys()].sort()).toEqual([...weights.keys()].sort())
          for (const [owner, weight] of weights) expect(later.get(owner)).toBeCloseTo(weight, 12)
        },
      ),
    )
  })
})
