import {describe, expect, it} from 'vitest'
import {
  compactAmount,
  count,
  counted,
  dealAmount,
  exactAmount,
  fullAmount,
  signedAmount,
} from '../../src/report/amounts.js'

describe('amounts', () => {
  it.each([
    [0, '0'],
    [7, '7'],
    [99.994, '99.99'],
    [99.5, '99.50'],
    [100.5, '100.50'],
    [1_234_567.891, '1,234,567.89'],
    [-45_000, '-45,000'],
    [-0.25, '-0.25'],
  ])('%d in full is %s', (amount, text) => expect(fullAmount(amount, 'en')).toBe(text))

  it.each([
    [0, '0'],
    [1200, '1,200'],
    [1234.56, '1,234.56'],
    [1234.5, '1,234.50'],
    [1_234_560.25, '1,234,560.25'],
    [1.2345, '1.2345'],
    [-99.9, '-99.90'],
  ])('%d with its fraction is %s', (amount, text) => expect(exactAmount(amount, 'en')).toBe(text))

  it.each([
    [0, '0'],
    [461.45, '461.45'],
    [-999.99, '-999.99'],
    [999, '999'],
    [1000, '1K'],
    [980_400, '980.4K'],
    [1_249_000, '1.2M'],
    [21_100_000_000, '21.1B'],
  ])('%d in short is %s', (amount, text) => expect(compactAmount(amount, 'en')).toBe(text))

  it.each([
    [1_200_000, '+1.2M'],
    [-80_000, '-80K'],
    [461.45, '+461.45'],
    [0, '0'],
  ])('%d as a difference is %s', (amount, text) => expect(signedAmount(amount, 'en')).toBe(text))

  it('follow the locale', () => {
    expect(fullAmount(1_234_567, 'de')).toBe('1.234.567')
    expect(fullAmount(1_234_567, null)).toBe('1,234,567')
  })

  it.each([
    [{amount: 148_000, currency: 'EUR'}, '148,000 EUR'],
    [{amount: 148_000, currency: null}, '148,000'],
    [{amount: 0, currency: 'EUR'}, '0 EUR'],
    [{amount: null, currency: 'EUR'}, 'no amount'],
  ])('a deal of %j is worth "%s"', (deal, text) => expect(dealAmount(deal, null)).toBe(text))
})

describe('counts', () => {
  it.each([
    [0, '0 deals'],
    [1, '1 deal'],
    [2, '2 deals'],
    [1204, '1,204 deals'],
  ])('%d: %s', (value, text) => expect(counted(value, 'deal')).toBe(text))

  it('take another plural', () => expect(counted(2, ['retry', 'retries'])).toBe('2 retries'))

  it('have thousands', () => expect(count(1_000_000)).toBe('1,000,000'))
})
