import {describe, expect, it} from 'vitest'
import {aDeal} from '../../support/a-deal.js'
import {aReview} from '../../support/a-review.js'

describe('the totals', () => {
  const deals = [
    {id: 'a', stage: 'Proposal', owner: 'Ada', forecastCategory: 'commit', amount: 100},
    {id: 'b', stage: 'Proposal', owner: 'Bo', forecastCategory: 'pipeline', amount: 50.5, nextStep: null},
    {id: 'c', stage: 'Legal', owner: 'Ada', forecastCategory: null, amount: 1000},
    {id: 'd', stage: null, owner: null, forecastCategory: 'commit', amount: null},
    {id: 'e', stage: 'Won', owner: 'Cy', forecastCategory: 'closed', amount: 5000, outcome: 'won'},
  ] as const
  const rules = {rules: {'missing-next-step': 'on', 'missing-amount': 'on'}} as const
  const {summary} = aReview(deals.map(aDeal), {rules})
  const lost = 100 - summary.score!
  const shortOf = (totals: readonly {key: string | null; deals: number; amount: number}[]) =>
    totals.map(({key, deals, amount}) => [key, deals, amount])

  it('by stage are those of the open deals, the largest first', () => {
    expect(shortOf(summary.totals.byStage)).toEqual([
      ['Legal', 1, 1000],
      ['Proposal', 2, 150.5],
      [null, 1, 0],
    ])
  })

  it('by owner', () => {
    expect(shortOf(summary.totals.byOwner)).toEqual([
      ['Ada', 2, 1100],
      ['Bo', 1, 50.5],
      [null, 1, 0],
    ])
  })

  it('by forecast category', () => {
    expect(shortOf(summary.totals.byForecastCategory)).toEqual([
      [null, 1, 1000],
      ['commit', 2, 100],
      ['pipeline', 1, 50.5],
    ])
  })

  it('add up to the pipeline', () => {
    const {byStage, byOwner, byForecastCategory, amount} = summary.totals
    expect(amount).toBe(1150.5)
    for (const totals of [byStage, byOwner, byForecastCategory]) {
      expect(totals.reduce((sum, total) => sum + total.amount, 0)).toBe(1150.5)
      expect(totals.reduce((sum, total) => sum + total.deals, 0)).toBe(4)
      expect(totals.reduce((sum, total) => sum + total.pointsLost, 0)).toBeCloseTo(lost, 9)
    }
  })

  it.each<[string, number[], number]>([
    ['below half a cent', [0.004, 0.004, 0.004], 0],
    ['of half a cent', [0.005, 0.005, 0.005], 0.03],
    ['of two signs', [1000.006, -0.004, 0.126], 1000.14],
  ])('count each deal to the cent, with amounts %s', (_, amounts, sum) => {
    const owned = amounts.map((amount, id) => aDeal({id: `d${id}`, owner: `${id}`, amount}))
    const before = aReview([])
    const {totals, changes} = aReview(owned, {previous: {runId: 'r', analysis: before}}).summary
    expect(totals.amount).toBe(sum)
    expect(changes!.counts.new.amount).toBe(sum)
    expect(changes!.waterfalls!.all.endsWith.amount).toBe(sum)
    expect(totals.byOwner.reduce((all, {amount}) => all + amount * 100, 0)).toBeCloseTo(sum * 100, 6)
  })

  it('charge the points to the group that lost them', () => {
    const lostBy = Object.fromEntries(summary.totals.byOwner.map(total => [total.key, total.pointsLost > 0]))
    expect(lostBy).toEqual({Ada: false, Bo: true, null: true})
  })

  it('have a score where the review has one', () => {
    const scored = (given: Parameters<typeof aReview>[1]) => {
      const {byStage, byOwner, byForecastCategory} = aReview(deals.map(aDeal), given).summary.totals
      return [...byStage, ...byOwner, ...byForecastCategory].map(({score}) => score !== null)
    }
    expect(scored({rules})).toEqual(Array(9).fill(true))
    expect(scored({rules, without: ['nextStep', 'amount']})).toEqual(Array(9).fill(false))
    expect(scored({rules: {}})).toEqual(Array(9).fill(false))
  })

  it('put more deals before fewer, and then go by name, where amounts are equal', () => {
    const owners = ['Cy', 'Bo', 'Ada', 'Bo']
    const even = owners.map((owner, index) => aDeal({id: `${index}`, owner, amount: 0}))
    expect(aReview(even).summary.totals.byOwner.map(({key}) => key)).toEqual(['Bo', 'Ada', 'Cy'])
  })
})
