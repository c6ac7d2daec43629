import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {groupMedians} from '../../../src/domain/review/group-medians.js'
import {medianOf} from '../../../src/domain/score/median.js'

type Pair = readonly [group: number, value: number]

function ofPairs(groups: number, pairs: readonly Pair[]) {
  const {sizes, medians} = groupMedians(groups, visit => {
    for (const [group, value] of pairs) visit(group, value)
  })
  return {sizes: [...sizes], medians: [...medians]}
}

describe('groupMedians', () => {
  it.each<{name: string; groups: number; pairs: Pair[]; sizes: number[]; medians: number[]}>([
    {name: 'no groups', groups: 0, pairs: [], sizes: [], medians: []},
    {name: 'a group without numbers', groups: 1, pairs: [], sizes: [0], medians: [Number.NaN]},
    {
      name: 'two groups, mixed, and an empty one between them',
      groups: 3,
      pairs: [
        [2, 9],
        [0, 4],
        [2, 1],
        [0, 1],
        [2, 5],
      ],
      sizes: [2, 0, 3],
      medians: [2.5, Number.NaN, 5],
    },
  ])('of $name', ({groups, pairs, sizes, medians}) =>
    expect(ofPairs(groups, pairs)).toEqual({sizes, medians}),
  )

  it('agrees with the median of each group by itself', () => {
    const pairs = fc.array(fc.tuple(fc.nat(4), fc.nat(1000)))
    fc.assert(
      fc.property(pairs, given => {
        const {medians} = ofPairs(5, given)
        for (let group = 0; group < 5; group++) {
          const own = given.filter(([of]) => of === group).map(([, value]) => value)
          expect(medians[group]).toBe(own.length === 0 ? Number.NaN : medianOf(Float64Array.from(own)))
        }
      }),
    )
  })
})
