import {describe, expect, it} from 'vitest'
import {resolveRuleset} from '../../../src/domain/rules/ruleset.js'
import type {WaiverEntry} from '../../../src/domain/rules/waivers.js'
import {aDeal} from '../../support/a-deal.js'
import {reviewedTwice} from '../../support/a-previous-review.js'
import {aReview} from '../../support/a-review.js'

const rules = {'missing-owner': 'on', 'missing-account': 'on'} as const
const sick = {id: 'a', owner: null, account: null} as const
/** Reviews are as of 1 April 2025. */
const waiver: WaiverEntry = {rule: 'missing-owner', deal: 'a', until: '2025-04-01', reason: 'legal review'}

describe('a waiver', () => {
  it.each<{name: string; waiver: WaiverEntry; status: string; found: string[]}>([
    {name: 'of a finding', waiver, status: 'used', found: ['missing-account']},
    {
      name: 'whose last day was yesterday',
      waiver: {...waiver, until: '2025-03-31'},
      status: 'expired',
      found: ['missing-owner', 'missing-account'],
    },
    {
      name: 'of another deal',
      waiver: {...waiver, deal: 'b'},
      status: 'unused',
      found: ['missing-owner', 'missing-account'],
    },
    {
      name: 'of a deal that there is not',
      waiver: {...waiver, deal: 'z'},
      status: 'unused',
      found: ['missing-owner', 'missing-account'],
    },
    {
      name: 'of a rule that is off',
      waiver: {...waiver, rule: 'missing-amount'},
      status: 'unused',
      found: ['missing-owner', 'missing-account'],
    },
  ])('$name is $status', ({waiver, status, found}) => {
    const {summary, deals} = aReview([sick, {id: 'b'}].map(aDeal), {rules: {rules, waivers: [waiver]}})
    expect([...deals()].find(({id}) => id === 'a')!.findings.map(({ruleId}) => ruleId)).toEqual(found)
    expect(summary.waivers).toEqual([
      {ruleId: waiver.rule, dealId: waiver.deal, until: waiver.until, reason: 'legal review', status},
    ])
    expect(summary.issuesFound).toBe(found.length)
  })

  it('takes away what the finding cost', () => {
    const score = (waivers: WaiverEntry[]) => aReview([aDeal(sick)], {rules: {rules, waivers}}).summary.score
    expect([score([]), score([waiver])]).toEqual([65, 90])
  })

  it('resolves nothing', () => {
    const {previous} = reviewedTwice([sick], [sick], {rules: {rules}})
    const {summary} = aReview([aDeal(sick)], {previous, rules: {rules, waivers: [waiver]}})
    expect(summary.changes).toMatchObject({findingsNew: 0, findingsResolved: 0})
  })

  it.each<{name: string; waivers: WaiverEntry[]; message: string}>([
    {
      name: 'of a rule that there is not',
      waivers: [{...waiver, rule: 'missing-ownr'}],
      message: 'a waiver names the rule "missing-ownr", which there is not',
    },
    {
      name: 'until no date',
      waivers: [{...waiver, until: '31.1.2027'}],
      message: 'waiver of "missing-owner": "31.1.2027" is not a date',
    },
    {
      name: 'until a day that no calendar has',
      waivers: [{...waiver, until: '2027-02-29'}],
      message: 'waiver of "missing-owner": "2027-02-29" is not a date',
    },
    {
      name: 'without a reason',
      waivers: [{...waiver, reason: ' '}],
      message: 'waiver of "missing-owner" needs the id of a deal and a reason',
    },
    {
      name: 'that is there twice',
      waivers: [waiver, {...waiver, until: '2026-01-01'}],
      message: 'waiver of "missing-owner": "missing-owner" of deal "a" is waived already',
    },
  ])('is refused $name', ({waivers, message}) => {
    expect(() => resolveRuleset('r', {rules, waivers})).toThrow(
      expect.objectContaining({code: 'config', message}),
    )
  })
})
