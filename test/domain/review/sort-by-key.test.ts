import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {sortByKey} from '../../../src/domain/review/sort-by-key.js'

function sorted(keys: readonly number[]): number[] {
  const items = Uint32Array.from(keys.keys())
  sortByKey(items, Uint32Array.from(keys))
  return [...items]
}

describe('sortByKey', () => {
  it.each<{name: string; keys: number[]; order: number[]}>([
    {name: 'nothing', keys: [], order: []},
    {name: 'one', keys: [5], order: [0]},
    {name: 'two, out of order', keys: [2, 1], order: [1, 0]},
    {name: 'equal keys keep their order', keys: [7, 3, 7, 3], order: [1, 3, 0, 2]},
    {name: 'keys that differ in the highest bit', keys: [0x80000000, 0x7fffffff, 0], order: [2, 1, 0]},
    {name: 'the largest key', keys: [0xffffffff, 0, 0xfffffffe], order: [1, 2, 0]},
    {name: 'keys on both sides of a pass', keys: [2048, 2047, 1 << 22, (1 << 22) - 1], order: [1, 0, 3, 2]},
  ])('$name', ({keys, order}) => expect(sorted(keys)).toEqual(order))

  it('sorts any keys as a stable comparison does', () =>
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer({min: 0, max: 0xffffffff}), fc.nat(5))), keys => {
        expect(sorted(keys)).toEqual([...keys.keys()].sort((a, b) => keys[a]! - keys[b]! || a - b))
      }),
    ))
})
