import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {DayHistogram} from '../../../src/domain/review/day-histogram.js'

function histogramOf(days: readonly number[]): DayHistogram {
  const histogram = new DayHistogram()
  for (const day of days) histogram.add(day)
  return histogram
}

describe('DayHistogram', () => {
  it.each([
    {name: 'one number', days: [7], median: 7},
    {name: 'three in any order', days: [90, 10, 30], median: 30},
    {name: 'four: between the middle two', days: [40, 10, 20, 30], median: 25},
    {name: 'equal ones', days: [5, 5, 5, 100], median: 5},
    {name: 'zero', days: [0, 0, 3], median: 0},
    {name: 'the last number of the first table', days: [511], median: 511},
    {name: 'the first number beyond it', days: [512], median: 512},
    {name: 'beyond twice the table', days: [10, 5000, 6000], median: 5000},
    {name: 'a table that grew twice', days: [1, 600, 3000], median: 600},
    {name: 'the largest that counts', days: [100_000], median: 100_000},
    {name: 'one too large, which is left out', days: [100_001, 4], median: 4},
    {name: 'one before its start, which is left out', days: [-1, 8, 4], median: 6},
  ])('finds the median of $name', ({days, median}) => expect(histogramOf(days).median()).toBe(median))

  it.each([
    {name: 'nothing', days: [], size: 0},
    {name: 'each number', days: [3, 3, 0], size: 3},
    {name: 'neither negative ones nor those out of reach', days: [-1, 100_001, 5], size: 1},
  ])('counts $name', ({days, size}) => expect(histogramOf(days).size).toBe(size))

  it.each([
    {name: 'the smallest negative one', days: [-1, 5], negative: 1},
    {name: 'zero, which is none', days: [0, 5], negative: 0},
    {name: 'one too large, which is none', days: [100_001, 5], negative: 0},
  ])('tells how many are negative: $name', ({days, negative}) =>
    expect(histogramOf(days).negative).toBe(negative),
  )

  it('has no median when empty', () => expect(histogramOf([]).median()).toBeNaN())

  it('agrees with sorting', () => {
    const days = fc.array(fc.integer({min: 0, max: 2000}), {minLength: 1})
    fc.assert(
      fc.property(days, numbers => {
        const sorted = [...numbers].sort((a, b) => a - b)
        const middle = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
        expect(histogramOf(numbers).median()).toBe(middle)
      }),
    )
  })
})
