import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {type DealWeight, dealWeight} from '../../../src/domain/score/deal-weight.js'

const none = Number.NaN
const weightOf = (amounts: readonly number[], lastKnown: readonly number[], place: number) =>
  dealWeight({amounts: Float64Array.from(amounts), lastKnownAmounts: Float64Array.from(lastKnown)}, place)

describe('what a deal weighs', () => {
  it.each<[string, readonly number[], readonly number[], number, Partial<DealWeight>]>([
    [
      'its own amount',
      [100, 300],
      [100, 300],
      0,
      {amount: 100, basis: 'own', byAmount: 0.25, byCount: 0.5, weight: 0.375},
    ],
    ['its last known one', [none, 300], [100, 300], 0, {amount: 100, basis: 'last-known', byAmount: 0.25}],
    [
      'the median of the others',
      [none, 100, 300],
      [none, 100, 300],
      0,
      {amount: 200, basis: 'median', byAmount: 1 / 3},
    ],
    [
      'the median, last known ones too',
      [none, none, 300],
      [none, 100, 300],
      0,
      {amount: 200, basis: 'median'},
    ],
    [
      'no amount at all',
      [none, none],
      [none, none],
      1,
      {amount: null, basis: 'none', weight: 0.5, byAmount: 0.5},
    ],
    [
      'an amount of zero, which is none',
      [0, 300],
      [none, 300],
      0,
      {amount: 300, basis: 'median', weight: 0.5},
    ],
    [
      'the worked example',
      [100, 50, 30, none],
      [100, 50, 30, none],
      3,
      {amount: 50, basis: 'median', weight: 0.5 * (50 / 230) + 0.125},
    ],
  ])('by %s', (_, amounts, lastKnown, place, expected) => {
    const weight = weightOf(amounts, lastKnown, place)
    for (const [key, value] of Object.entries(expected)) {
      const is = weight[key as keyof DealWeight]
      if (typeof value === 'number') expect(is).toBeCloseTo(value, 12)
      else expect(is).toBe(value)
    }
  })

  it('is half by amount and half by count, and 1 in all', () => {
    const amount = fc.oneof(fc.constant(none), fc.double({min: 0, max: 1e9, noNaN: true}))
    fc.assert(
      fc.property(fc.array(amount, {minLength: 1, maxLength: 20}), amounts => {
        const weights = amounts.map((_, place) => weightOf(amounts, amounts, place))
        expect(weights.reduce((sum, {weight}) => sum + weight, 0)).toBeCloseTo(1, 9)
        for (const {weight, byAmount, byCount} of weights)
          expect((byAmount + byCount) / 2).toBeCloseTo(weight, 12)
      }),
    )
  })
})
