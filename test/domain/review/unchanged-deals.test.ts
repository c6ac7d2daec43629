import {describe, expect, it} from 'vitest'
import type {ReviewedDeal} from '../../../src/domain/review/analysis.js'
import {UnchangedDeals} from '../../../src/domain/review/unchanged-deals.js'
import type {DealText} from '../../support/a-deal.js'
import {everyHours, reviewSeries} from '../../support/a-previous-review.js'

describe('how long deals have been the same', () => {
  it.each([
    {name: 'nothing', given: {reviews: 0, days: 0}, told: {reviews: 0, days: 0}},
    {name: 'a while', given: {reviews: 3, days: 21}, told: {reviews: 3, days: 21}},
    {name: 'the most', given: {reviews: 65_535, days: 65_535}, told: {reviews: 65_535, days: 65_535}},
    {name: 'more', given: {reviews: 65_536, days: 70_000}, told: {reviews: 65_535, days: 65_535}},
    {name: 'a day to come', given: {reviews: 1, days: -1}, told: {reviews: 1, days: 0}},
  ])('is told by row: $name', ({given, told}) => {
    const unchanged = new UnchangedDeals(2)
    unchanged.put(1, given)
    expect([unchanged.of(0), unchanged.of(1)]).toEqual([{reviews: 0, days: 0}, told])
  })
})

const rules = {rules: {'no-meaningful-change': 'on'}} as const

/** `3 since 2025-02-03`, of the only deal after each review; `!` where the rule fires. */
function told(deals: readonly (DealText | null)[], hours: number): string[] {
  const instants = everyHours(hours, deals.length)
  const reviews = deals.map((deal, index) => ({deals: deal === null ? [] : [deal], asOf: instants[index]!}))
  return reviewSeries(reviews, {rules}).map(analysis => {
    const [deal] = [...analysis.deals()]
    return deal === undefined ? 'none' : textOf(deal)
  })
}

function textOf({unchangedReviews, unchangedSince, findings}: ReviewedDeal): string {
  return `${unchangedReviews} since ${unchangedSince}${findings.length > 0 ? '!' : ''}`
}

const same = (count: number, deal: DealText = {}): DealText[] => Array.from({length: count}, () => deal)

describe('a deal that does not change', () => {
  it('is told after the fourth weekly review: three found no change', () => {
    expect(told(same(5), 24 * 7)).toEqual([
      '0 since 2025-02-03',
      '1 since 2025-02-03',
      '2 since 2025-02-03',
      '3 since 2025-02-03!',
      '4 since 2025-02-03!',
    ])
  })

  it('is told after fourteen days of hourly reviews, of which those of one day are one', () => {
    const texts = told(same(14 * 24 + 1), 1)
    const first = texts.findIndex(text => text.endsWith('!'))
    // From 6 o'clock of the first day to midnight, and thirteen days.
    expect([first, texts[first]]).toEqual([18 + 13 * 24, '14 since 2025-02-03!'])
  })

  it.each<{name: string; changes: DealText}>([
    {name: 'stage', changes: {stage: 'Negotiation'}},
    {name: 'close date', changes: {closeDate: '2025-07-01'}},
    {name: 'amount', changes: {amount: 10_001}},
    {name: 'stage, to none', changes: {stage: null}},
    {name: 'close date, to none', changes: {closeDate: null}},
    {name: 'amount, to none', changes: {amount: null}},
  ])('counts anew from a change of $name', ({changes}) => {
    expect(told([...same(4), ...same(2, changes)], 24 * 7).slice(3)).toEqual([
      '3 since 2025-02-03!',
      '0 since 2025-03-03',
      '1 since 2025-03-03',
    ])
  })

  it.each<{name: string; changes: DealText}>([
    {name: 'owner', changes: {owner: 'Bo'}},
    {name: 'next step', changes: {nextStep: 'Call again'}},
    {name: 'activity', changes: {lastActivityAt: '2025-02-20T09:00:00Z'}},
    {name: 'probability', changes: {probability: 0.4}},
  ])('counts on when another $name is all that is new', ({changes}) => {
    expect(told([...same(3), changes], 24 * 7).at(-1)).toBe('3 since 2025-02-03!')
  })

  it('counts anew when it was not open in between', () => {
    const away = [null, {outcome: 'lost'}] as const
    for (const gone of away)
      expect(told([...same(4), gone, ...same(2)], 24 * 7).slice(-2)).toEqual([
        '0 since 2025-03-10',
        '1 since 2025-03-10',
      ])
  })

  it('is the same with neither amount nor dates', () => {
    const empty = {amount: null, closeDate: null, stage: null}
    expect(told(same(2, empty), 24)).toEqual(['0 since 2025-02-03', '1 since 2025-02-03'])
  })
})
