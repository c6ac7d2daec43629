import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {orderByLoss} from '../../../src/domain/review/order-by-loss.js'

type Deal = {id: string; lost: number; amount: number}

function ordered(deals: readonly Deal[]): string[] {
  const order = orderByLoss({
    pointsLost: Float64Array.from(deals, ({lost}) => lost),
    amounts: Float64Array.from(deals, ({amount}) => amount),
    compareIds: (a, b) => (deals[a]!.id < deals[b]!.id ? -1 : deals[a]!.id > deals[b]!.id ? 1 : 0),
  })
  return [...order].map(index => deals[index]!.id)
}

/** The plain way, which takes seconds for a million deals. */
function sorted(deals: readonly Deal[]): string[] {
  const known = ({amount}: Deal) => (Number.isNaN(amount) ? Number.NEGATIVE_INFINITY : amount)
  const byAmount = (a: Deal, b: Deal) => (known(a) === known(b) ? 0 : known(b) - known(a))
  const order = (a: Deal, b: Deal) => b.lost - a.lost || byAmount(a, b) || (a.id < b.id ? -1 : 1)
  return [...deals].sort(order).map(({id}) => id)
}

/** Letters are the ids, in the order in which they must come out. */
type Case = {name: string; deals: readonly [id: string, lost: number, amount: number][]}

const cases: Case[] = [
  {name: 'no deals', deals: []},
  {name: 'one deal', deals: [['a', 0, Number.NaN]]},
  {
    name: 'points lost before amounts',
    deals: [
      ['b', 1, 900],
      ['a', 2, 1],
      ['c', 0, 5000],
    ],
  },
  {
    name: 'the larger amount when points are equal',
    deals: [
      ['c', 1, 10],
      ['a', 1, 30],
      ['b', 1, 20],
    ],
  },
  {
    name: 'the id when both are equal',
    deals: [
      ['c', 1, 10],
      ['a', 1, 10],
      ['b', 1, 10],
    ],
  },
  {
    name: 'points equal in single precision only',
    deals: [
      ['b', 1, 100],
      ['a', 1 + 1e-12, 1],
      ['c', 1 - 1e-12, 200],
    ],
  },
  {
    name: 'amounts equal in single precision only',
    deals: [
      ['b', 1, 100_000_000],
      ['a', 1, 100_000_001],
      ['c', 1, 99_999_999],
    ],
  },
  {
    name: 'no amount after a negative one',
    deals: [
      ['c', 1, Number.NaN],
      ['a', 1, 0],
      ['b', 1, -5],
    ],
  },
  {
    name: '0 and -0 as equal',
    deals: [
      ['b', 0, -0],
      ['a', -0, 0],
      ['c', 0, Number.NaN],
    ],
  },
  {
    name: 'amounts beyond single precision',
    deals: [
      ['b', 1, 1e300],
      ['a', 1, 2e300],
      ['c', 1, -1e300],
    ],
  },
]

describe('orderByLoss', () => {
  it.each(cases)('goes by $name', ({deals}) => {
    const ids = ordered(deals.map(([id, lost, amount]) => ({id, lost, amount})))
    expect(ids).toEqual(deals.map(([id]) => id).sort())
  })

  it.each([16, 17, 40])('orders a tie of %i deals by id', count => {
    const ids = Array.from({length: count}, (_, index) => `d${String((index * 7) % count).padStart(2, '0')}`)
    expect(ordered(ids.map(id => ({id, lost: 3, amount: 10})))).toEqual([...ids].sort())
  })

  it('orders a long near tie exactly', () => {
    const deals = Array.from({length: 100}, (_, index) => ({
      id: String(index),
      lost: 1 + ((index * 37) % 100) * 1e-12,
      amount: index,
    }))
    expect(ordered(deals)).toEqual(sorted(deals))
  })

  it('agrees with plain sorting, ties of every length included', () => {
    const lost = fc.oneof(fc.constantFrom(0, 1, 1 + 1e-12, 25), fc.double({min: 0, max: 100, noNaN: true}))
    const amount = fc.oneof(fc.constantFrom(Number.NaN, 0, 1000), fc.double({noDefaultInfinity: true}))
    const deal = fc.record({lost, amount})
    fc.assert(
      fc.property(fc.array(deal, {maxLength: 80}), drawn => {
        const deals = drawn.map((each, index) => ({...each, id: String((index * 31) % 97).padStart(2, '0')}))
        expect(ordered(deals)).toEqual(sorted(deals))
      }),
    )
  })
})
