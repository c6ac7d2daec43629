import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {medianOf} from '../../../src/domain/score/median.js'

describe('medianOf', () => {
  it.each<{name: string; values: number[]; median: number}>([
    {name: 'one number', values: [7], median: 7},
    {name: 'two: between them', values: [1, 4], median: 2.5},
    {name: 'three, out of order', values: [9, 1, 5], median: 5},
    {name: 'four, out of order', values: [9, 1, 5, 3], median: 4},
    {name: 'all the same', values: [2, 2, 2, 2, 2], median: 2},
    {name: 'two kinds', values: [1, 2, 1, 2, 1], median: 1},
    {
      name: 'numbers whose sum is no number',
      values: [Number.MAX_VALUE, Number.MAX_VALUE],
      median: Number.MAX_VALUE,
    },
    {name: 'infinite ones', values: [Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY], median: 1},
  ])('$name', ({values, median}) => expect(medianOf(Float64Array.from(values))).toBe(median))

  it('is the middle of the sorted numbers, for any', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({min: -50, max: 50}), {minLength: 1, maxLength: 300}), numbers => {
        const sorted = [...numbers].sort((a, b) => a - b)
        const middle = sorted.length >> 1
        const expected =
          sorted.length % 2 === 1 ? sorted[middle]! : sorted[middle - 1]! / 2 + sorted[middle]! / 2
        expect(medianOf(Float64Array.from(numbers))).toBe(expected)
      }),
    ))

  it.each([
    ['ascending', (index: number) => index],
    ['descending', (index: number) => -index],
    ['a saw', (index: number) => index % 7],
    ['an organ pipe', (index: number) => Math.min(index, 99_999 - index)],
  ])('a hundred thousand in the order of %s', (_, valueAt) => {
    const values = Float64Array.from({length: 100_000}, (_, index) => valueAt(index))
    const sorted = values.slice().sort()
    expect(medianOf(values)).toBe(sorted[49_999]! / 2 + sorted[50_000]! / 2)
  })
})
