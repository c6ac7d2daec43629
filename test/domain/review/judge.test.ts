import {describe, expect, it} from 'vitest'
import type {RuleOutcome} from '../../../src/domain/review/analysis.js'
import type {Deal} from '../../../src/domain/review/deal.js'
import {allRules} from '../../../src/domain/rules/all-rules.js'
import {defineRule, pass} from '../../../src/domain/rules/rule.js'
import {resolveRuleset} from '../../../src/domain/rules/ruleset.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {aReview, type ReviewGiven} from '../../support/a-review.js'

/** What a review with this rule alone says of it. */
function outcomeOf(ruleId: string, deals: readonly Deal[], given: ReviewGiven = {}): RuleOutcome {
  return aReview(deals, {rules: {rules: {[ruleId]: 'on'}}, ...given}).summary.rules[0]!
}

function dealsOf(count: number, changes: DealText, prefix = 'd'): Deal[] {
  return Array.from({length: count}, (_, index) => aDeal({...changes, id: `${prefix}${index}`}))
}

describe('a deal', () => {
  const passing = aDeal({id: 'pass', amount: 1})
  const violating = aDeal({id: 'violation', amount: null})
  const early = aDeal({id: 'skipped', amount: null, probability: 0.1})

  it.each([
    {name: 'that passes is checked', deals: [passing], checked: 1, violated: 0},
    {name: 'that violates is checked', deals: [violating], checked: 1, violated: 1},
    {name: 'counts as one of three', deals: [passing, violating, early], checked: 2, violated: 1},
  ])('$name', ({deals, checked, violated}) => {
    expect(outcomeOf('missing-amount', deals)).toMatchObject({checked, violated, skippedReason: null})
  })

  const offForAll = {
    rules: {
      rules: {'missing-amount': 'on'},
      overrides: [{when: {stage: 'Proposal'}, rules: {'missing-amount': 'off'}}],
    },
  } as const

  it.each<[string, Deal[], ReviewGiven, string]>([
    ['lacks what is compared', [early], {}, 'it cannot judge the one open deal'],
    [
      'of several is one to judge',
      [early, {...early, id: 'e2'}],
      {},
      'it can judge none of the 2 open deals',
    ],
    ['is one where an override puts the rule on', [passing], offForAll, 'it cannot judge the one open deal'],
    ['is open', [aDeal({outcome: 'won'})], {}, 'there is no open deal'],
  ])('none that %s is no check that ran', (_, deals, given, skippedDetail) => {
    const {summary} = aReview(deals, {rules: {rules: {'missing-amount': 'on'}}, ...given})
    expect(summary.rules[0]).toMatchObject({
      checked: 0,
      violated: 0,
      skippedReason: 'no-deals',
      skippedDetail,
    })
    expect(summary).toMatchObject({checks: {evaluated: 0, skipped: 1}, score: null, isLowConfidence: true})
  })

  it('that is closed is not judged', () => {
    const closed = [aDeal({id: 'w', outcome: 'won', amount: null}), aDeal({outcome: 'lost', amount: null})]
    expect(outcomeOf('missing-amount', closed)).toMatchObject({checked: 0, violated: 0})
  })
})

describe('a field that the source does not have', () => {
  const needs = allRules.flatMap(({id, needs}) => needs.map(field => ({id, field})))

  it.each(needs)('skips $id without $field', ({id, field}) => {
    expect(outcomeOf(id, dealsOf(3, {}), {without: [field]})).toMatchObject({
      skippedReason: 'field-unavailable',
      skippedDetail: `the source has no ${field}`,
      missingFields: [field],
      checked: 0,
      violated: 0,
      pointsLost: 0,
    })
  })

  it('is named beside the others', () => {
    const without = ['probability', 'forecastCategory']
    expect(outcomeOf('forecast-category-mismatch', [], {without})).toMatchObject({
      skippedDetail: 'the source has no forecastCategory and no probability',
      missingFields: ['forecastCategory', 'probability'],
    })
  })

  it('skips no rule that only looks at it', () => {
    const quiet = aDeal({lastActivityAt: '2025-01-01T09:00:00Z'})
    const without = ['probability', 'closeDate']
    expect(outcomeOf('no-recent-activity', [quiet], {without})).toMatchObject({
      skippedReason: null,
      violated: 1,
    })
  })

  it('differs from one without a value', () => {
    expect(outcomeOf('missing-owner', [aDeal({owner: null})])).toMatchObject({
      skippedReason: null,
      violated: 1,
    })
  })
})

describe('a signal', () => {
  const silent = {lastActivityAt: null, createdAt: '2025-01-01T09:00:00Z'} as const
  /** Never contacted, and worked. */
  const mixed = (empty: number, worked: number) => [
    ...dealsOf(empty, silent, 'e'),
    ...dealsOf(worked, {}, 'v'),
  ]

  it.each([
    {name: '9 of 9 deals: too few to tell', deals: mixed(9, 0), violated: 9},
    {name: '9 of 10 deals: exactly 90 %', deals: mixed(9, 1), violated: 9},
    {name: '18 of 20 deals: exactly 90 %', deals: mixed(18, 2), violated: 18},
    {name: '90 of 100 deals: exactly 90 %', deals: mixed(90, 10), violated: 90},
    {name: '900 of 1000 deals: exactly 90 %', deals: mixed(900, 100), violated: 900},
    {
      name: '9 of 10 open deals, whatever the closed ones lack',
      deals: [...mixed(9, 1), ...dealsOf(50, {...silent, outcome: 'won'}, 'w')],
      violated: 9,
    },
    {
      name: '9 of 10 deals, of which one came twice',
      deals: [...mixed(9, 1), aDeal({...silent, id: 'e0'})],
      violated: 9,
    },
    {
      name: '9 of 10 deals, where a tenth got one in its later row',
      deals: [...mixed(10, 0), aDeal({id: 'e9', createdAt: '2025-01-01T09:00:00Z'})],
      violated: 9,
    },
    {
      name: '9 of 10 open deals, where a tenth was won in its later row',
      deals: [...mixed(10, 1), aDeal({...silent, id: 'e9', outcome: 'won'})],
      violated: 9,
    },
  ])('is captured when it is missing on $name', ({deals, violated}) => {
    expect(outcomeOf('never-contacted', deals)).toMatchObject({skippedReason: null, violated})
  })

  it.each([
    {name: '10 of 10 deals', deals: mixed(10, 0), detail: '10 of 10'},
    {name: '19 of 20 deals', deals: mixed(19, 1), detail: '19 of 20'},
    {name: '91 of 100 deals', deals: mixed(91, 9), detail: '91 of 100'},
    {name: '901 of 1000 deals', deals: mixed(901, 99), detail: '901 of 1000'},
    {
      name: '10 of 10 deals, one of which had it in its earlier row',
      deals: [aDeal({id: 'e0'}), ...mixed(10, 0)],
      detail: '10 of 10',
    },
  ])('is not captured when it is missing on $name', ({deals, detail}) => {
    expect(outcomeOf('never-contacted', deals)).toMatchObject({
      skippedReason: 'signal-not-captured',
      skippedDetail: `${detail} open deals have no lastActivityAt`,
      checked: 0,
      violated: 0,
    })
  })

  it.each([
    {id: 'missing-contact', field: 'contactCount'},
    {id: 'single-threaded', field: 'contactCount'},
    {id: 'no-recent-activity', field: 'lastActivityAt'},
    {id: 'never-contacted', field: 'lastActivityAt'},
    {id: 'no-future-activity', field: 'nextActivityAt'},
  ])('of $id is $field', ({id, field}) => {
    const outcome = outcomeOf(id, dealsOf(10, {[field]: null, probability: 0.9}))
    expect(outcome.skippedReason).toBe('signal-not-captured')
    expect(outcome.skippedDetail).toContain(field)
  })

  /** None, and one that another person of the buyer would help. */
  const contacts = (none: number, one: number, empty: 0 | null = 0) => [
    ...dealsOf(none, {contactCount: empty, probability: 0.9, amount: 50_000}, 'e'),
    ...dealsOf(one, {contactCount: 1, probability: 0.9, amount: 50_000}, 'v'),
  ]

  it.each([
    {id: 'missing-contact', name: '9 of 9', deals: contacts(9, 0), violated: 9},
    {id: 'missing-contact', name: '9 of 10', deals: contacts(9, 1), violated: 9},
    {id: 'missing-contact', name: '90 of 100', deals: contacts(90, 10), violated: 90},
    {id: 'missing-contact', name: '9 of 10, without a count', deals: contacts(9, 1, null), violated: 9},
    {id: 'single-threaded', name: '9 of 10', deals: contacts(9, 1), violated: 1},
    {id: 'single-threaded', name: '90 of 100', deals: contacts(90, 10), violated: 10},
    {id: 'missing-contact', name: '10 of 10', deals: contacts(10, 0), skips: '10 of 10'},
    {id: 'missing-contact', name: '10 of 11', deals: contacts(10, 1), skips: '10 of 11'},
    {id: 'missing-contact', name: '91 of 100', deals: contacts(91, 9), skips: '91 of 100'},
    {
      id: 'missing-contact',
      name: '91 of 100, some without a count',
      deals: [...contacts(50, 9), ...dealsOf(41, {contactCount: null}, 'n')],
      skips: '91 of 100',
    },
    {id: 'single-threaded', name: '10 of 11', deals: contacts(10, 1), skips: '10 of 11'},
    {id: 'single-threaded', name: '91 of 100', deals: contacts(91, 9), skips: '91 of 100'},
  ])('of contacts is as empty for a count of 0: $id, $name', ({id, deals, violated, skips}) => {
    expect(outcomeOf(id, deals)).toMatchObject(
      skips === undefined
        ? {skippedReason: null, violated}
        : {
            skippedReason: 'signal-not-captured',
            skippedDetail: `${skips} open deals have no contactCount`,
            violated: 0,
          },
    )
  })

  it('is not looked for by rules of completeness', () => {
    expect(outcomeOf('missing-next-step', dealsOf(20, {nextStep: null}))).toMatchObject({
      skippedReason: null,
      violated: 20,
    })
  })
})

describe('a benchmark', () => {
  /** From 1 January to 31 January: 30 days. */
  const win = {outcome: 'won', createdAt: '2025-01-01T09:00:00Z', closeDate: '2025-01-31'} as const
  const wins = (count: number, changes: DealText = {}) => dealsOf(count, {...win, ...changes}, 'w')
  /** 61 and 60 days old. */
  const open = [
    aDeal({id: 'old', createdAt: '2025-01-30T09:00:00Z'}),
    aDeal({id: 'young', createdAt: '2025-01-31T09:00:00Z'}),
  ]
  const message = 'is 61 days old (wins take 30 days, limit 60)'

  it.each([
    {name: '10 wins, after the open deals', deals: [...open, ...wins(10)]},
    {name: '10 wins, before the open deals', deals: [...wins(10), ...open]},
    {
      name: '10 wins, of which one came twice',
      deals: [...open, ...wins(10), aDeal({...win, id: 'w3'})],
    },
    {
      name: '10 wins, of which one was open in its earlier row',
      deals: [aDeal({id: 'w3'}), ...wins(10), ...open],
    },
    {
      name: '11 wins, the last row of one of which has no dates',
      deals: [...open, ...wins(11), aDeal({...win, id: 'w3', createdAt: null})],
    },
    {
      name: '10 wins around the median',
      deals: [
        ...open,
        ...dealsOf(4, {...win, closeDate: '2025-01-02'}, 'quick'),
        ...wins(2),
        ...dealsOf(4, {...win, closeDate: '2025-03-31'}, 'slow'),
      ],
    },
  ])('of $name finds the deal that is older', ({deals}) => {
    const analysis = aReview(deals, {rules: {rules: {'deal-too-old': 'on'}}})
    expect(analysis.summary.rules[0]).toMatchObject({skippedReason: null, checked: 2, violated: 1})
    expect([...analysis.deals()][0]).toMatchObject({id: 'old', findings: [{message}]})
  })

  it.each([
    {name: 'no win', deals: open, found: 0},
    {name: '9 wins', deals: [...open, ...wins(9)], found: 9},
    {name: '9 wins and one without a creation date', deals: [...wins(9), aDeal({...win, createdAt: null})]},
    {name: '9 wins and one without a close date', deals: [...wins(9), aDeal({...win, closeDate: null})]},
    {name: '9 wins and one lost', deals: [...wins(9), aDeal({...win, outcome: 'lost'})]},
    {name: '9 wins, of which one came twice', deals: [...wins(9), aDeal({...win, id: 'w3'})]},
    {name: '10 wins, of which one is open again', deals: [...wins(10), aDeal({id: 'w3'})]},
    {
      name: '10 wins, of which one was lost after all',
      deals: [...wins(10), aDeal({...win, id: 'w3', outcome: 'lost'})],
    },
  ])('of $name is none', ({deals, found = 9}) => {
    expect(outcomeOf('deal-too-old', deals)).toMatchObject({
      skippedReason: 'no-benchmark',
      skippedDetail: `${found} won deals with both dates, 10 are needed`,
      checked: 0,
      violated: 0,
    })
  })

  it('of 9 wins and one that was closed before it was created is none, and says so', () => {
    const deals = [...wins(9), aDeal({...win, closeDate: '2024-12-31'})]
    expect(outcomeOf('deal-too-old', deals)).toMatchObject({
      skippedReason: 'no-benchmark',
      skippedDetail:
        '9 won deals with both dates in order (closed before they were created: 1 more), 10 are needed',
    })
  })

  it.each([
    {count: 2, skippedReason: 'no-benchmark'},
    {count: 3, skippedReason: null},
  ])('of $count wins where 3 are enough: $skippedReason', ({count, skippedReason}) => {
    const rules = {rules: {'deal-too-old': {minSample: 3}}}
    expect(outcomeOf('deal-too-old', [...open, ...wins(count)], {rules})).toMatchObject({skippedReason})
  })

  it('does not check a deal without the date', () => {
    const deals = [...open, aDeal({createdAt: null}), ...wins(10)]
    expect(outcomeOf('deal-too-old', deals)).toMatchObject({checked: 2, violated: 1})
  })

  it('is kept of the last row of a deal', () => {
    const deals = [...open, aDeal({id: 'old', createdAt: '2025-03-01T09:00:00Z'}), ...wins(10)]
    expect(outcomeOf('deal-too-old', deals)).toMatchObject({checked: 2, violated: 0})
  })

  it('covers deals beyond the first growth of a table', () => {
    const many = dealsOf(3000, {createdAt: '2025-01-30T09:00:00Z'})
    expect(outcomeOf('deal-too-old', [...many, ...wins(10)])).toMatchObject({checked: 3000, violated: 3000})
  })
})

describe('the severity of a finding', () => {
  it('is that of the ruleset', () => {
    const rules = {rules: {'missing-owner': 'low'}} as const
    const [deal] = aReview([aDeal({owner: null})], {rules}).deals()
    expect(deal!.findings).toMatchObject([{severity: 'low'}])
  })

  it('is that of the verdict where it has one', () => {
    const [known] = allRules
    const graded = defineRule({
      ...known!,
      check: deal => (deal.owner ? pass : {message: 'm', severity: 'info'}),
    })
    const rules = [{rule: graded, severity: 'high', options: {}}] as const
    const [deal] = aReview([aDeal({owner: null})], {
      ruleset: {...resolveRuleset('graded', {}), rules},
    }).deals()
    expect(deal!.findings).toMatchObject([{severity: 'info'}])
  })
})
