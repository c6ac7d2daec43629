import {describe, expect, it} from 'vitest'
import {aDeal} from '../../support/a-deal.js'
import {afterWeeks, aPreviousReview, reviewedTwice} from '../../support/a-previous-review.js'
import {aReview} from '../../support/a-review.js'

describe('the last known amount', () => {
  const weighed = (...amounts: (number | null | 'gone' | 'won')[]) => {
    const weeks = amounts.map(amount => [
      aDeal({id: 'other', amount: 7}),
      ...(amount === 'gone' ? [] : [aDeal({id: 'a', ...(amount === 'won' ? {outcome: 'won'} : {amount})})]),
    ])
    return [...afterWeeks(...weeks).deals()].find(({id}) => id === 'a')!.lastKnownAmount
  }

  it.each<{name: string; amounts: (number | null | 'gone' | 'won')[]; known: number | null}>([
    {name: 'is its own', amounts: [100, 200], known: 200},
    {name: 'is the one of the week before', amounts: [100, null], known: 100},
    {name: 'is carried on and on', amounts: [100, null, null, null], known: 100},
    {name: 'gives way to a new one', amounts: [100, null, 50], known: 50},
    {name: 'gives way to a new one, which is then carried', amounts: [100, null, 50, null], known: 50},
    {name: 'stands in for zero', amounts: [100, 0], known: 100},
    {name: 'stands in for a negative one', amounts: [100, -5], known: 100},
    {name: 'is still known after zero', amounts: [100, 0, null], known: 100},
    {name: 'is none where there never was one', amounts: [null, 0, null], known: null},
    {name: 'is forgotten with the deal', amounts: [100, 'gone', null], known: null},
    {name: 'is forgotten when the deal is closed', amounts: [100, 'won', null], known: null},
  ])('$name: $amounts', ({amounts, known}) => expect(weighed(...amounts)).toBe(known))

  it('weighs the deal as before, so that taking an amount away wins nothing', () => {
    const rules = {rules: {'missing-owner': 'on'}} as const
    const sick = aDeal({id: 'a', amount: 1000, owner: null})
    const small = [aDeal({id: 'b', amount: 1}), aDeal({id: 'c', amount: 1})]
    const previous = aPreviousReview([sick, ...small], {rules})
    const blanked = aReview([{...sick, amount: null}, ...small], {rules, previous}).summary
    expect(blanked.score).toBe(previous.analysis.summary.score)
    expect(blanked.changes!.scoreDelta).toBe(0)
    const unknown = aReview([{...sick, amount: null}, ...small], {rules}).summary
    expect(unknown.score).toBeGreaterThan(blanked.score!)
  })

  it('adds nothing to the totals, which are of what stands there', () => {
    const {analysis} = reviewedTwice([{amount: 100}], [{amount: null}])
    expect(analysis.summary.totals.amount).toBe(0)
  })
})
