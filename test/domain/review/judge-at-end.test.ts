import {describe, expect, it} from 'vitest'
import type {RulesetFile} from '../../../src/domain/rules/ruleset.js'
import {aDeal} from '../../support/a-deal.js'
import {reviewedTwice} from '../../support/a-previous-review.js'
import {aReview} from '../../support/a-review.js'

const changeRules: RulesetFile = {
  rules: {
    'slipped-since-review': 'on',
    'late-arrival': 'on',
    'unresolved-violation': 'on',
    'disappeared-since-review': 'on',
  },
}

describe('a first review', () => {
  it('skips what compares reviews, and has no score where that is all', () => {
    const {summary} = aReview([aDeal()], {rules: changeRules})
    expect(summary.rules.map(({skippedReason}) => skippedReason)).toEqual(Array(4).fill('first-review'))
    expect(summary).toMatchObject({score: null, checks: {evaluated: 0, skipped: 4}})
  })

  it('says of a missing field that it is missing', () => {
    const {rules} = aReview([aDeal()], {rules: changeRules, without: ['closeDate']}).summary
    expect(rules[0]).toMatchObject({ruleId: 'slipped-since-review', skippedReason: 'field-unavailable'})
  })
})

describe('a rule about changes', () => {
  const late = {id: 'late', probability: 0.9}
  const kept = {id: 'kept', closeDate: '2025-06-30'}

  it('judges each open deal once, and closed ones never', () => {
    const {analysis} = reviewedTwice(
      [kept, {id: 'won'}, {id: 'gone'}],
      [
        {...kept, closeDate: '2025-12-01'},
        {...kept, closeDate: '2025-08-01'},
        {id: 'won', outcome: 'won', closeDate: '2025-12-01'},
        late,
        {id: 'new won', outcome: 'won', probability: 1},
      ],
      {rules: changeRules},
    )
    expect(analysis.summary.rules.map(({ruleId, checked, violated}) => [ruleId, checked, violated])).toEqual([
      ['slipped-since-review', 2, 1],
      ['late-arrival', 2, 1],
      ['unresolved-violation', 0, 0],
      ['disappeared-since-review', 1, 1],
    ])
    const messages = [...analysis.deals()].flatMap(({id, findings}) =>
      findings.map(({message}) => [id, message]),
    )
    expect(messages).toEqual([
      ['kept', 'close date moved from 2025-06-30 to 2025-08-01, into another quarter'],
      ['late', 'new since the last review, at 90 %'],
    ])
  })

  it('counts a finding by its own severity', () => {
    const {analysis} = reviewedTwice([kept], [{...kept, closeDate: '2025-08-01'}], {rules: changeRules})
    expect(analysis.summary.issuesBySeverity).toEqual({critical: 0, high: 1, medium: 0, low: 0, info: 0})
    expect([...analysis.deals()][0]).toMatchObject({health: 75})
  })

  it.each([
    {before: undefined, now: 'stage Legal'},
    {before: 'stage Legal', now: undefined},
    {before: 'stage Legal', now: 'stage Won'},
  ])('takes neither comings nor goings for news when the filter was $before and is $now', ({before, now}) => {
    const filter = (filterText: string | undefined) => (filterText === undefined ? {} : {filterText})
    const first = aReview([aDeal(kept), aDeal({id: 'gone'})], {rules: changeRules, ...filter(before)})
    const {summary} = aReview([aDeal({...kept, closeDate: '2025-06-30'}), aDeal(late)], {
      rules: changeRules,
      ...filter(now),
      previous: {runId: 'run-1', analysis: first},
    })
    expect(
      summary.rules.map(({checked, violated, skippedReason}) => [checked, violated, skippedReason]),
    ).toEqual([
      [1, 0, null],
      [1, 0, null],
      [0, 0, 'first-review'],
      [0, 0, 'first-review'],
    ])
    expect(summary.portfolio).toEqual([])
  })
})
