import {expect, it} from 'vitest'
import {violations} from '../../../src/domain/rules/violations.js'

it('says each pair of numbers in its own words, however often and in which order it is asked', () => {
  const quiet = violations((days, limit) => `${days} of ${limit}`)
  const pairs = [0, 1, 2, 36_525, 65_535, 100_000].flatMap(days =>
    [0, 1, 14, 36_525].map(limit => [days, limit] as const),
  )
  for (const [days, limit] of [...pairs, ...pairs])
    expect(quiet(days, limit)).toEqual({message: `${days} of ${limit}`})
})

it('gives the same violation again', () => {
  const quiet = violations(days => `${days}`)
  expect(quiet(7)).toBe(quiet(7))
})

it('does not keep an endless number of them', () => {
  const quiet = violations(days => `${days}`)
  const first = quiet(0)
  for (let days = 1; days <= 10_000; days++) quiet(days)
  expect(quiet(0)).not.toBe(first)
  expect(quiet(0)).toEqual(first)
})
