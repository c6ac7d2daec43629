import {describe, expect, it} from 'vitest'
import {dealWeights, isKnownAmount} from '../../../src/domain/score/health-score.js'

describe('the weights of deals', () => {
  const none = Number.NaN

  it.each<{name: string; amounts: number[]; lastKnown?: number[]; weights: number[]}>([
    {name: 'one deal', amounts: [7], weights: [1]},
    {name: 'one deal without an amount', amounts: [none], weights: [1]},
    {name: 'equal amounts', amounts: [5, 5], weights: [0.5, 0.5]},
    {name: 'half by amount, half by count', amounts: [90, 10], weights: [0.7, 0.3]},
    {name: 'no amounts: by count', amounts: [none, none, none, none], weights: [0.25, 0.25, 0.25, 0.25]},
    {name: 'zeros: by count', amounts: [0, 0], weights: [0.5, 0.5]},
    {name: 'a missing one as the only one known', amounts: [10, none], weights: [0.5, 0.5]},
    {
      name: 'a missing one as the middle of three',
      amounts: [10, 20, 50, none],
      weights: [0.175, 0.225, 0.375, 0.225],
    },
    {name: 'a missing one between the middle two', amounts: [10, 30, none], weights: [1 / 4, 5 / 12, 1 / 3]},
    {name: 'zero as missing', amounts: [10, 20, 50, 0], weights: [0.175, 0.225, 0.375, 0.225]},
    {name: 'a negative one as missing', amounts: [10, 20, 50, -9], weights: [0.175, 0.225, 0.375, 0.225]},
    {
      name: 'one without end as missing',
      amounts: [10, 20, 50, Number.POSITIVE_INFINITY],
      weights: [0.175, 0.225, 0.375, 0.225],
    },
    {
      name: 'a missing one by its last known',
      amounts: [10, none],
      lastKnown: [none, 90],
      weights: [0.3, 0.7],
    },
    {name: 'zero by its last known', amounts: [10, 0], lastKnown: [none, 90], weights: [0.3, 0.7]},
    {name: 'a known one by itself', amounts: [10, 90], lastKnown: [5000, 1], weights: [0.3, 0.7]},
    {
      name: 'a last known one of zero as missing',
      amounts: [10, none],
      lastKnown: [none, 0],
      weights: [0.5, 0.5],
    },
    {
      name: 'another missing one as the middle of what is known by now or then',
      amounts: [10, none, 50, none],
      lastKnown: [none, 20, none, none],
      weights: [0.175, 0.225, 0.375, 0.225],
    },
    {
      name: 'amounts whose sum no number holds',
      amounts: [Number.MAX_VALUE, Number.MAX_VALUE],
      weights: [0.5, 0.5],
    },
    {name: 'the smallest amounts there are', amounts: [5e-324, 5e-324], weights: [0.5, 0.5]},
    {name: 'both', amounts: [Number.MAX_VALUE, 5e-324], weights: [0.75, 0.25]},
  ])('are $weights for $name', ({amounts, lastKnown, weights}) => {
    const given = lastKnown && Float64Array.from(lastKnown)
    const found = [...dealWeights(Float64Array.from(amounts), given)]
    expect(found).toEqual(weights.map(weight => expect.closeTo(weight, 12)))
  })

  it.each([
    {amount: 5e-324, isKnown: true},
    {amount: 0, isKnown: false},
    {amount: -1, isKnown: false},
    {amount: Number.NaN, isKnown: false},
    {amount: Number.POSITIVE_INFINITY, isKnown: false},
  ])('go by an amount of $amount: $isKnown', ({amount, isKnown}) => {
    expect(isKnownAmount(amount)).toBe(isKnown)
  })
})
