import {describe, expect, it} from 'vitest'
import {NumberColumn} from '../../../src/domain/review/number-column.js'

describe('NumberColumn', () => {
  it.each([0, 1, 1023, 1024, 1025, 2047, 2048, 1_000_000])('keeps the number of row %i', row => {
    const column = new NumberColumn()
    column.set(row, 7)
    expect(column.of(row)).toBe(7)
  })

  it.each([0, -3, 36_525, 16_777_216])('keeps %i exactly', number => {
    const column = new NumberColumn()
    column.set(3, number)
    expect(column.of(3)).toBe(number)
  })

  it('has no number for rows that were not set, before and after it grew', () => {
    const column = new NumberColumn()
    expect(column.of(0)).toBeNaN()
    column.set(5, 1)
    column.set(5000, 2)
    expect([4, 6, 4999, 5001, 1_000_000].map(row => column.of(row))).toEqual(Array(5).fill(Number.NaN))
    expect(column.of(5)).toBe(1)
  })

  it('takes the last of two', () => {
    const column = new NumberColumn()
    column.set(5, 1)
    column.set(5, 2)
    expect(column.of(5)).toBe(2)
  })
})
