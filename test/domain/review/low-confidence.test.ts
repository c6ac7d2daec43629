import {describe, expect, it} from 'vitest'
import {aDeal} from '../../support/a-deal.js'
import {aReview} from '../../support/a-review.js'
import {rulesOfDeals} from '../../support/rules-of-deals.js'

describe('low confidence', () => {
  const fields = ['owner', 'account', 'nextStep', 'closeDate', 'amount']
  const rules = {
    rules: {
      'missing-owner': 'on',
      'missing-account': 'on',
      'missing-next-step': 'on',
      'missing-close-date': 'on',
      'missing-amount': 'on',
    },
  } as const
  const recommended = rulesOfDeals()
  const more = {
    ...recommended,
    rules: {...recommended.rules, 'never-contacted': 'on'},
  } as const

  it.each([
    {name: 'all of 5 rules', rules, without: [], evaluated: 5, isLow: false},
    {name: '3 of 5: exactly 60 %', rules, without: ['owner', 'account'], evaluated: 3, isLow: false},
    {name: '2 of 5', rules, without: ['owner', 'account', 'amount'], evaluated: 2, isLow: true},
    {
      name: '12 of 20: exactly 60 %',
      rules: more,
      without: ['closeDate', 'contactCount', 'owner', 'isOwnerActive'],
      evaluated: 12,
      isLow: false,
    },
    {
      name: '11 of 20',
      rules: more,
      without: ['closeDate', 'contactCount', 'owner', 'isOwnerActive', 'isStageActive'],
      evaluated: 11,
      isLow: true,
    },
    {
      name: '10 of 19',
      rules: recommended,
      without: ['closeDate', 'contactCount', 'owner', 'isOwnerActive', 'isStageActive'],
      evaluated: 10,
      isLow: true,
    },
    {name: 'none of 5', rules, without: fields, evaluated: 0, isLow: true},
    {name: 'none, when no rule is on', rules: {}, without: [], evaluated: 0, isLow: true},
  ])('is $isLow when $name could run', ({rules, without, evaluated, isLow}) => {
    // A win on each of ten days, so that the benchmark can run.
    const wins = Array.from({length: 10}, (_, index) => aDeal({id: `w${index}`, outcome: 'won'}))
    const {summary} = aReview([aDeal({probability: 0.5}), ...wins], {rules, without})
    expect(summary.checks).toEqual({evaluated, skipped: summary.rules.length - evaluated})
    expect(summary.isLowConfidence).toBe(isLow)
    expect(summary.score === null).toBe(evaluated === 0)
  })
})
