import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {roundToSum} from '../../../src/domain/score/round-to-sum.js'

describe('numbers rounded to their sum', () => {
  it.each([
    {name: 'nothing', values: [], rounded: []},
    {name: 'round numbers', values: [1, 2.5], rounded: [1, 2.5]},
    {name: 'the rest to the largest remainder', values: [0.14, 0.17, 0.19], rounded: [0.1, 0.2, 0.2]},
    {
      name: 'equal remainders to the earlier ones',
      values: [0.05, 0.05, 0.05, 0.05],
      rounded: [0.1, 0.1, 0, 0],
    },
    {name: 'thirds of a whole', values: [100 / 3, 100 / 3, 100 / 3], rounded: [33.4, 33.3, 33.3]},
    {name: 'nothing to what is nothing', values: [0, 0.04, 0], rounded: [0, 0, 0]},
    {name: 'up where the sum does', values: [0, 0.06, 0], rounded: [0, 0.1, 0]},
    {name: 'the worked example', values: [13.697, 3.424, 18.071, 5.842], rounded: [13.7, 3.4, 18.1, 5.8]},
  ])('give $name', ({values, rounded}) => expect(roundToSum(values)).toEqual(rounded))

  it.each([
    {decimals: 0, rounded: [33, 34, 33]},
    {decimals: 2, rounded: [33.33, 33.35, 33.32]},
  ])('keep $decimals decimals', ({decimals, rounded}) => {
    expect(roundToSum([33.331, 33.352, 33.317], decimals)).toEqual(rounded)
  })

  it.each([
    {name: 'its own sum', values: [3.42, 13.7], total: 17.1, rounded: [3.4, 13.7]},
    {name: 'a unit more than its own sum', values: [3.42, 13.7], total: 17.2, rounded: [3.5, 13.7]},
    {name: 'a unit less than all cut off', values: [3.4, 13.7], total: 17, rounded: [3.4, 13.6]},
    {name: 'nothing at all', values: [0.04, 0.04], total: 0, rounded: [0, 0]},
  ])('give $name where that is the total', ({values, total, rounded}) => {
    expect(roundToSum(values, 1, total)).toEqual(rounded)
  })

  it('add up to the rounded sum, each less than one unit from what it was', () => {
    const values = fc.array(
      fc.integer({min: 0, max: 1_000_000}).map(parts => parts / 9973),
      {maxLength: 30},
    )
    fc.assert(
      fc.property(values, given => {
        const rounded = roundToSum(given)
        const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
        expect(Math.round(sum(rounded) * 10)).toBe(Math.round(sum(given) * 10))
        for (const [index, value] of given.entries())
          expect(Math.abs(rounded[index]! - value)).toBeLessThan(0.1 + 1e-9)
      }),
    )
  })
})
