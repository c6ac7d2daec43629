import {describe, expect, it} from 'vitest'
import {EarlierDeals} from '../../../src/domain/review/earlier-deals.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {aReview} from '../../support/a-review.js'

const earlier = (deals: readonly DealText[]) => new EarlierDeals(aReview(deals.map(aDeal)))

describe('the deals of an earlier review', () => {
  it.each<[string, DealText]>([
    ['with everything', {id: 'a', name: 'Café 🚀', amount: 12.5, stage: 'Red', closeDate: '2025-05-01'}],
    ['with an amount of nothing', {id: 'a', amount: 0}],
    ['without what it may lack', {id: 'a', name: null, amount: null, stage: null, closeDate: null}],
    ['with two findings', {id: 'a', owner: null, account: null}],
  ])('are kept: one %s', (_, deal) => {
    const review = aReview([
      aDeal({id: 'before', owner: null}),
      aDeal(deal),
      aDeal({id: 'z', nextStep: null}),
    ])
    const [expected] = [...review.deals()].filter(({id}) => id === 'a')
    const {id, name, amount, stage, closeDate} = expected!
    const findings = expected!.findings.map(({ruleId, message}) => ({ruleId, message}))
    expect(new EarlierDeals(review).take('a')).toEqual({id, name, amount, stage, closeDate, findings})
  })

  it('are left unless they were taken', () => {
    const deals = earlier([{id: 'a'}, {id: 'b'}, {id: 'c'}])
    expect(deals.take('nope')).toBeNull()
    expect(deals.take('b')?.id).toBe('b')
    expect([...deals.left()].map(({id}) => id).sort()).toEqual(['a', 'c'])
  })

  it('may be none', () => {
    expect([...earlier([]).left()]).toEqual([])
    expect(earlier([]).take('a')).toBeNull()
  })
})
