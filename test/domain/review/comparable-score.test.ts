import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {Analysis} from '../../../src/domain/review/analysis.js'
import {allRules} from '../../../src/domain/rules/all-rules.js'
import type {RulesetFile} from '../../../src/domain/rules/ruleset.js'
import type {DealText} from '../../support/a-deal.js'
import {aPreviousReview, reviewSeries} from '../../support/a-previous-review.js'
import {aReview} from '../../support/a-review.js'
import {anyDeals} from '../../support/any-deals.js'
import {differenceOf} from '../../support/difference-of.js'

const owner = {'missing-owner': 'on'} as const
const rules: RulesetFile = {rules: {...owner, 'slipped-since-review': 'medium', 'late-arrival': 'on'}}

const before: DealText[] = [{id: 'a', owner: null}, {id: 'b'}]
const slipped: DealText[] = [{id: 'a'}, {id: 'b', closeDate: '2025-12-01'}]

describe('the score of a second review', () => {
  const [first, second] = reviewSeries([{deals: before}, {deals: slipped}], {rules}) as [Analysis, Analysis]

  it('counts changes, and is compared with the first by the other rules alone', () => {
    expect([first.summary.score, second.summary.score]).toEqual([87.5, 87.5])
    expect(second.summary.changes).toMatchObject({notComparable: null, scoreDelta: 12.5})
  })

  it('is compared so by diff as well, in either direction', () => {
    expect(differenceOf(first, second)).toMatchObject({notComparable: null, scoreDelta: 12.5})
    expect(differenceOf(second, first)).toMatchObject({notComparable: null, scoreDelta: -12.5})
  })

  it('is compared as it stands with that of the third', () => {
    const [, , third] = reviewSeries([{deals: before}, {deals: slipped}, {deals: slipped}], {rules})
    expect(third!.summary.score).toBe(100)
    expect(third!.summary.changes).toMatchObject({notComparable: null, scoreDelta: 12.5})
    expect(differenceOf(second, third!)).toMatchObject({notComparable: null, scoreDelta: 12.5})
    expect(differenceOf(first, third!)).toMatchObject({notComparable: null, scoreDelta: 12.5})
  })

  it('is not compared where yet other rules were skipped', () => {
    const series = reviewSeries([{deals: before}, {deals: slipped, without: ['owner']}], {rules})
    expect(series[1]!.summary.changes).toMatchObject({
      notComparable: 'other rules were skipped in the two reviews',
      scoreDelta: null,
    })
  })

  it('is compared where a rule about changes lacks its field now', () => {
    const series = reviewSeries([{deals: before}, {deals: slipped, without: ['probability']}], {rules})
    expect(series[1]!.summary.changes).toMatchObject({notComparable: null, scoreDelta: 12.5})
  })

  it('weighs a deal that lost its amount by the last known one in both', () => {
    const deals = [
      {id: 'a', amount: 900},
      {id: 'b', amount: 100},
    ]
    const now = [
      {id: 'a', amount: null, owner: null, closeDate: '2025-12-01'},
      {id: 'b', amount: 100},
    ]
    const [one, two] = reviewSeries([{deals}, {deals: now}], {rules}) as [Analysis, Analysis]
    // The deal weighs half of 90 % and half of a half; without an owner it loses 25 of 100.
    expect(two.summary.changes!.scoreDelta).toBeCloseTo(-0.7 * 25, 9)
    expect(differenceOf(one, two).scoreDelta).toBeCloseTo(-0.7 * 25, 9)
  })
})

describe('the change of the score from a first review to a second', () => {
  it('is that of the rules that both could run, for any deals', () => {
    const changing = allRules.filter(rule => 'compare' in rule || 'repeated' in rule).map(({id}) => id)
    const strict = {extends: ['revsched:strict'], rules: {'deal-too-old': 'off'}} as const
    const off = Object.fromEntries(changing.map(id => [id, 'off'] as const))
    const without = {...strict, rules: {...strict.rules, ...off}}
    fc.assert(
      fc.property(anyDeals({max: 12}), anyDeals({max: 12}), (earlier, now) => {
        const deltaBy = (file: RulesetFile) => {
          const previous = aPreviousReview(earlier, {rules: file})
          return aReview(now, {rules: file, previous}).summary.changes!
        }
        const [all, plain] = [deltaBy(strict), deltaBy(without)]
        expect(all.notComparable).toBe(plain.notComparable)
        if (plain.scoreDelta === null) expect(all.scoreDelta).toBeNull()
        else expect(all.scoreDelta).toBeCloseTo(plain.scoreDelta, 9)
      }),
    )
  })
})
