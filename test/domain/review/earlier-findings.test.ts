import {describe, expect, it} from 'vitest'
import {EarlierFindings} from '../../../src/domain/review/earlier-findings.js'
import {aReviewedDeal} from '../../support/a-reviewed-deal.js'

const rules = ['missing-owner', 'missing-account', 'missing-amount']
/** Days since the first of a month. */
const standing = {ruleOf: (id: string) => rules.indexOf(id), daysSince: (day: string) => Number(day)}

type Found = {ruleId: string; reviews?: number; since?: string}

function findingsOf(...found: readonly Found[]) {
  const findings = found.map(one => ({severity: 'high', message: 'it is', ...one}) as const)
  return aReviewedDeal({findings}).findings
}

const putInto = (earlier: EarlierFindings, row: number, ...found: readonly Found[]) =>
  earlier.put(row, findingsOf(...found), standing)

describe('the findings of the last review', () => {
  it('are told by row and rule', () => {
    const earlier = new EarlierFindings(4, 0)
    putInto(
      earlier,
      2,
      {ruleId: 'missing-account', reviews: 3, since: '14'},
      {ruleId: 'missing-owner', since: '0'},
    )
    putInto(earlier, 0, {ruleId: 'missing-account', reviews: 9, since: '60'})
    putInto(earlier, 3)
    expect([earlier.of(2, 1), earlier.of(2, 0), earlier.of(0, 1)]).toEqual([
      {reviews: 3, days: 14},
      {reviews: 1, days: 0},
      {reviews: 9, days: 60},
    ])
    const none = [earlier.of(2, 2), earlier.of(0, 0), earlier.of(1, 0), earlier.of(3, 0)]
    expect(none).toEqual([null, null, null, null])
    expect(earlier.size).toBe(3)
  })

  it('are not kept of rules that this review does not have', () => {
    const earlier = new EarlierFindings(1, 0)
    putInto(earlier, 0, {ruleId: 'acme/champion'}, {ruleId: 'missing-owner'})
    expect([earlier.size, earlier.of(0, -1), earlier.of(0, 0)?.reviews]).toEqual([1, null, 1])
  })

  it('count once per rule, as the first', () => {
    const earlier = new EarlierFindings(1, 0)
    putInto(earlier, 0, {ruleId: 'missing-owner', reviews: 2}, {ruleId: 'missing-owner', reviews: 5})
    expect([earlier.size, earlier.of(0, 0)?.reviews]).toEqual([1, 2])
  })

  it.each([
    {name: 'the most that is told', reviews: 65_535, since: '65535', told: {reviews: 65_535, days: 65_535}},
    {name: 'one more', reviews: 65_536, since: '65536', told: {reviews: 65_535, days: 65_535}},
    {name: 'a day to come, where a review looks back', reviews: 1, since: '-3', told: {reviews: 1, days: 0}},
  ])('are told with no more than can be: $name', ({reviews, since, told}) => {
    const earlier = new EarlierFindings(1, 0)
    putInto(earlier, 0, {ruleId: 'missing-owner', reviews, since})
    expect(earlier.of(0, 0)).toEqual(told)
  })

  it('are counted for the rules that are asked for', () => {
    const earlier = new EarlierFindings(2, 0)
    putInto(earlier, 0, {ruleId: 'missing-owner'}, {ruleId: 'missing-account'})
    putInto(earlier, 1, {ruleId: 'missing-owner'})
    const counts = [() => true, (rule: number) => rule === 0, (rule: number) => rule === 2]
    expect(counts.map(ran => earlier.countOf(ran))).toEqual([3, 2, 0])
  })

  it('are all there beyond the first growth', () => {
    const earlier = new EarlierFindings(2000, 0)
    for (let row = 0; row < 2000; row++)
      putInto(
        earlier,
        row,
        {ruleId: 'missing-owner', reviews: row},
        {ruleId: 'missing-amount', since: `${row}`},
      )
    const wrong = Array.from({length: 2000}, (_, row) => row).filter(
      row =>
        earlier.of(row, 0)?.reviews !== row ||
        earlier.of(row, 2)?.days !== row ||
        earlier.of(row, 1) !== null,
    )
    expect([earlier.size, wrong]).toEqual([4000, []])
  })
})
