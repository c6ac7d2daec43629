import {describe, expect, it} from 'vitest'
import {changeKinds} from '../../../src/domain/review/analysis.js'
import {ChangeCollector} from '../../../src/domain/review/changes.js'

describe('many changes', () => {
  const collected = (amounts: readonly (number | null)[]) => {
    const collector = new ChangeCollector()
    for (const [index, amount] of amounts.entries())
      collector.add({kind: 'new', dealId: `d${index}`, name: null, amount, from: null, to: null}, amount)
    return {counts: collector.counts(), items: collector.items()}
  }
  /** Every number below `count` once, in no order. */
  const shuffled = (count: number) => Array.from({length: count}, (_, index) => (index * 7919) % count)

  it.each([1, 999, 1000, 1001, 1999, 2000, 2001, 3500, 5000])('of %i, the 1,000 largest are kept', count => {
    const {counts, items} = collected(shuffled(count))
    const kept = Math.min(count, 1000)
    expect(items.map(({amount}) => amount)).toEqual(
      Array.from({length: kept}, (_, place) => count - 1 - place),
    )
    expect(counts.new).toEqual({deals: count, amount: (count * (count - 1)) / 2})
  })

  it('stand by id where they are equally large, those without an amount last', () => {
    expect(collected([5, null, 5, 9]).items.map(({dealId}) => dealId)).toEqual(['d3', 'd0', 'd2', 'd1'])
  })

  it('of an amount go by how much it changed', () => {
    const collector = new ChangeCollector()
    const order = () => 0
    const ofAmount = (id: string, amount: number | null) => ({
      id,
      name: null,
      stage: null,
      closeDate: null,
      amount,
    })
    collector.compare(ofAmount('small', 1_000_000), ofAmount('small', 1_000_001), order)
    collector.compare(ofAmount('large', 10), ofAmount('large', 500), order)
    collector.compare(ofAmount('from none', null), ofAmount('from none', 90), order)
    expect(collector.items().map(({dealId}) => dealId)).toEqual(['large', 'from none', 'small'])
    expect(collector.counts()['amount-up']).toEqual({deals: 3, amount: 581})
  })

  it.each([
    ['less than a cent is no change', 10, 10.004, {deals: 0, amount: 0}],
    ['a cent is one', 10, 10.01, {deals: 1, amount: 0.01}],
  ])('of an amount: %s', (_, before, now, expected) => {
    const collector = new ChangeCollector()
    const of = (amount: number) => ({id: 'd', name: null, stage: null, closeDate: null, amount})
    collector.compare(of(before), of(now), () => 0)
    expect(collector.counts()['amount-up']).toEqual(expected)
  })

  it('stand in the order of their kinds', () => {
    const collector = new ChangeCollector()
    for (const kind of [...changeKinds].reverse())
      collector.add({kind, dealId: kind, name: null, amount: 1, from: null, to: null}, 1)
    expect(collector.items().map(({kind}) => kind)).toEqual([...changeKinds])
  })
})
