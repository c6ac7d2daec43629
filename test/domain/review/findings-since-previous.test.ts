import {describe, expect, it} from 'vitest'
import type {RulesetFile} from '../../../src/domain/rules/ruleset.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {aPreviousReview, reviewedTwice} from '../../support/a-previous-review.js'
import {aReview, type ReviewGiven} from '../../support/a-review.js'
import {rulesOfDeals} from '../../support/rules-of-deals.js'

const a = {id: 'a', amount: 100} as const

describe('the findings', () => {
  const sick = {...a, owner: null} as const
  const worse = {...sick, account: null} as const

  it.each<{name: string; before: DealText[]; now: DealText[]; isNew: number; resolved: number}>([
    {name: 'as before', before: [sick], now: [sick], isNew: 0, resolved: 0},
    {name: 'one more', before: [a], now: [sick], isNew: 1, resolved: 0},
    {name: 'one more on a deal that had one', before: [sick], now: [worse], isNew: 1, resolved: 0},
    {name: 'one less', before: [sick], now: [a], isNew: 0, resolved: 1},
    {name: 'one less on a deal that had two', before: [worse], now: [sick], isNew: 0, resolved: 1},
    {name: 'one for another', before: [sick], now: [{...a, account: null}], isNew: 1, resolved: 1},
    {name: 'of a new deal', before: [], now: [worse], isNew: 2, resolved: 0},
    {name: 'of a deal that is gone', before: [worse], now: [], isNew: 0, resolved: 0},
    {
      name: 'of a deal that was won',
      before: [worse],
      now: [{...worse, outcome: 'won'}],
      isNew: 0,
      resolved: 0,
    },
    {
      name: 'in other words, as days pass',
      before: [{...a, closeDate: '2025-03-01'}],
      now: [{...a, closeDate: '2025-03-02'}],
      isNew: 0,
      resolved: 0,
    },
    {name: 'of two deals', before: [sick, {id: 'b'}], now: [a, {...sick, id: 'b'}], isNew: 1, resolved: 1},
    {name: 'of a row that a later one replaces', before: [a], now: [sick, a], isNew: 0, resolved: 0},
  ])('$name: $isNew new, $resolved resolved', ({before, now, isNew, resolved}) => {
    const {changes, analysis} = reviewedTwice(before, now, {rules: rulesOfDeals()})
    expect(changes).toMatchObject({findingsNew: isNew, findingsResolved: resolved})
    const marked = [...analysis.deals()].flatMap(({findings}) => findings).filter(finding => finding.isNew)
    expect(marked).toHaveLength(isNew)
  })

  it('are marked one by one', () => {
    const {analysis} = reviewedTwice([sick], [worse])
    const [deal] = analysis.deals()
    expect(deal!.findings.map(({ruleId, isNew}) => [ruleId, isNew])).toEqual([
      ['missing-owner', false],
      ['missing-account', true],
    ])
  })

  it('are not marked in the first review', () => {
    const [deal] = aReview([aDeal(sick)]).deals()
    expect(deal!.findings.map(({isNew}) => isNew)).toEqual([null])
  })

  const both: RulesetFile = {rules: {'missing-owner': 'on', 'missing-account': 'on'}}
  const one: RulesetFile = {rules: {'missing-account': 'on'}}

  it.each<{name: string; before: ReviewGiven; now: ReviewGiven; isNew: number; resolved: number}>([
    {
      name: 'that was skipped now',
      before: {rules: both},
      now: {rules: both, without: ['owner']},
      isNew: 0,
      resolved: 0,
    },
    {
      name: 'that was skipped before',
      before: {rules: both, without: ['owner']},
      now: {rules: both},
      isNew: 0,
      resolved: 0,
    },
    {name: 'that is off now', before: {rules: both}, now: {rules: one}, isNew: 0, resolved: 0},
    {name: 'that was off before', before: {rules: one}, now: {rules: both}, isNew: 0, resolved: 0},
    {
      name: 'whose severity changed',
      before: {rules: both},
      now: {rules: {rules: {...both.rules, 'missing-owner': 'low'}}},
      isNew: 0,
      resolved: 0,
    },
  ])('of a rule $name: $isNew new, $resolved resolved', ({before, now, isNew, resolved}) => {
    const previous = aPreviousReview([aDeal(worse)], before)
    const {changes} = aReview([aDeal(worse)], {...now, previous}).summary
    expect(changes).toMatchObject({findingsNew: isNew, findingsResolved: resolved})
  })
})
