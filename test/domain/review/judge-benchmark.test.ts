import {describe, expect, it} from 'vitest'
import type {Deal} from '../../../src/domain/review/deal.js'
import type {RuleSetting} from '../../../src/domain/rules/ruleset.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {aPreviousReview} from '../../support/a-previous-review.js'
import {aReview, type ReviewGiven} from '../../support/a-review.js'

/** `count` won deals of a pipeline: 30 days from creation to close, of which 10 in Lead and 20 in Proposal. */
function wins(count: number, pipeline: string | null, changes: DealText = {}): Deal[] {
  return Array.from({length: count}, (_, n) =>
    aDeal({
      id: `${pipeline} ${n}`,
      pipeline,
      outcome: 'won',
      amount: 1000,
      createdAt: '2025-01-01T09:00:00Z',
      closeDate: '2025-01-31',
      stageHistory: [
        ['2025-01-01T09:00:00Z', 'Lead'],
        ['2025-01-11T09:00:00Z', 'Proposal'],
      ],
      ...changes,
    }),
  )
}

/** Too old, too large, too long in its stage and too near its close date for what `wins` took. */
const sick = (id: string, pipeline: string | null, changes: DealText = {}) =>
  aDeal({
    id,
    pipeline,
    amount: 5001,
    createdAt: '2025-01-30T09:00:00Z',
    lastStageChangeAt: '2025-02-28T09:00:00Z',
    closeDate: '2025-04-05',
    probability: 0.9,
    ...changes,
  })

/** As reports list findings of a deal: the worst first. */
const ruleIds = ['stage-stalled', 'close-date-unrealistic', 'deal-too-old', 'amount-outlier'] as const

function reviewed(deals: readonly Deal[], settings: Readonly<Record<string, RuleSetting>> = {}) {
  const rules = {...Object.fromEntries(ruleIds.map(id => [id, 'on' as const])), ...settings}
  const {summary, deals: all} = aReview(deals, {rules: {rules}})
  const found = [...all()].map(({id, findings}) => [
    id,
    Object.fromEntries(findings.map(({ruleId, message}) => [ruleId, message])),
  ])
  return {rules: summary.rules, found: Object.fromEntries(found)}
}

describe('the won deals of a pipeline', () => {
  it('are what its open deals are judged by', () => {
    const {found} = reviewed([sick('a', 'Sales'), ...wins(10, 'Sales')])
    expect(found.a).toEqual({
      'close-date-unrealistic':
        'closes in 4 days (won deals of Sales take 20 days from stage Proposal, limit 10)',
      'amount-outlier': 'amount is more than 5 times the median of won deals of Sales',
      'stage-stalled': 'in stage Proposal for 32 days (won deals of Sales spend 20 there, limit 30)',
      'deal-too-old': 'is 61 days old (wins of Sales take 30 days, limit 60)',
    })
  })

  it('are not what those of another one are judged by', () => {
    const deals = [
      sick('other', 'Renewals'),
      sick('none', null),
      sick('a', 'Sales'),
      ...wins(10, 'Sales'),
      ...wins(9, 'Renewals', {amount: 1, closeDate: '2025-01-02'}),
    ]
    const {found, rules} = reviewed(deals)
    const fixed = {'stage-stalled': 'in stage Proposal for 32 days (limit 30)'}
    expect([found.other, found.none, Object.keys(found.a).length]).toEqual([fixed, fixed, 4])
    expect(rules.map(({checked, skippedReason}) => [checked, skippedReason])).toEqual([
      [3, null],
      [1, null],
      [3, null],
      [1, null],
    ])
  })

  it('make a median of each pipeline', () => {
    const slow = wins(10, 'Renewals', {createdAt: '2024-12-31T09:00:00Z', amount: 1001})
    const {found} = reviewed([
      sick('a', 'Sales', {stage: 'Lead'}),
      sick('b', 'Renewals', {stage: 'Lead'}),
      ...wins(10, 'Sales'),
      ...slow,
    ])
    expect(Object.keys(found.a)).toEqual([...ruleIds])
    // 31 days, of which the double is 62; five times 1,001 is 5,005.
    expect(Object.keys(found.b)).toEqual(['stage-stalled', 'close-date-unrealistic'])
  })

  it.each([
    {name: 'stage that none went through', changes: {stage: 'Legal'}},
    {name: 'deal without a stage', changes: {stage: null}},
  ])('leave a $name to what holds without them', ({changes}) => {
    const {found} = reviewed([sick('a', 'Sales', {...changes, probability: 0.4}), ...wins(10, 'Sales')])
    expect(found.a).toMatchObject({
      'close-date-unrealistic': 'closes in 4 days at 40 % (limit 50 % within 14 days)',
      'stage-stalled': `in stage ${changes.stage ?? '(none)'} for 32 days (limit 30)`,
    })
  })
})

describe('a won deal', () => {
  const open = sick('a', 'Sales')
  const shorter = {
    createdAt: '2025-01-30T09:00:00Z',
    amount: 1,
    stageHistory: [['2025-01-30T09:00:00Z', 'Proposal']],
  } as const
  const judgedByWins = (deals: readonly Deal[]) =>
    reviewed([open, ...deals], {'stage-stalled': {days: 40}}).found.a

  it.each<{name: string; deals: Deal[]; counted: number}>([
    {name: '10', deals: wins(10, 'Sales'), counted: 4},
    {name: '9', deals: wins(9, 'Sales'), counted: 0},
    {name: '9, of which one came twice', deals: [...wins(9, 'Sales'), ...wins(1, 'Sales')], counted: 0},
    {
      name: '10, of which one came before as something else',
      deals: [...wins(1, 'Sales', shorter), ...wins(10, 'Sales')],
      counted: 4,
    },
    {
      name: '10, of which one is open again',
      deals: [...wins(10, 'Sales'), aDeal({id: 'Sales 0', pipeline: 'Sales'})],
      counted: 0,
    },
    {
      name: '10, of which one is of another pipeline after all',
      deals: [...wins(10, 'Sales'), ...wins(1, null, {id: 'Sales 0', pipeline: 'Renewals'})],
      counted: 0,
    },
    {
      name: '10, of which one was lost',
      deals: [...wins(9, 'Sales'), ...wins(1, 'Sales', {id: 'l', outcome: 'lost'})],
      counted: 0,
    },
  ])('counts once, as its last row has it: $name', ({deals, counted}) =>
    expect(Object.keys(judgedByWins(deals))).toHaveLength(counted),
  )

  it('without a positive amount is left out of amounts alone', () => {
    const worthless = wins(10, 'Sales', {amount: 0})
    expect(Object.keys(judgedByWins(worthless))).toEqual(ruleIds.filter(id => id !== 'amount-outlier'))
  })
})

describe('an amount that was taken away', () => {
  it('is judged as the last known one', () => {
    const rules = {rules: {'amount-outlier': 'on'}} as const
    const deals = [sick('a', 'Sales'), ...wins(10, 'Sales')]
    const previous = aPreviousReview(deals, {rules})
    const blanked = deals.map(deal => (deal.id === 'a' ? {...deal, amount: null} : deal))
    const violatedIn = (given: ReviewGiven) =>
      aReview(blanked, {rules, ...given}).summary.rules.map(({checked, violated}) => [checked, violated])
    expect(violatedIn({previous})).toEqual([[1, 1]])
    expect(violatedIn({})).toEqual([[0, 0]])
  })
})

describe('pipelines with too few won deals', () => {
  const rules = {rules: {'deal-too-old': 'on', 'stage-stalled': 'on'}} as const
  const openIn = (...pipelines: (string | null)[]) =>
    pipelines.map((pipeline, index) => aDeal({id: `o${index}`, pipeline}))

  it.each<{name: string; deals: Deal[]; told: string[]}>([
    {name: 'none', deals: openIn('Sales'), told: []},
    {name: 'one without open deals', deals: [...openIn('Sales'), ...wins(9, 'Renewals')], told: []},
    {
      name: 'one',
      deals: [...openIn('Sales', 'Renewals', 'Renewals'), ...wins(9, 'Renewals')],
      told: ['deal-too-old checks no deals of Renewals (9 wins): 10 wins are needed'],
    },
    {name: 'one with enough', deals: [...openIn('Renewals'), ...wins(10, 'Renewals')], told: []},
    {
      name: 'three',
      deals: [...openIn('C', 'A', null), ...wins(1, 'A')],
      told: [
        'deal-too-old checks no deals of no pipeline (0 wins), A (1 win) and C (0 wins): 10 wins are needed',
      ],
    },
    {
      name: 'five',
      deals: openIn('E', 'D', 'C', 'B', 'A'),
      told: [
        'deal-too-old checks no deals of A (0 wins), B (0 wins), C (0 wins) and 2 more: 10 wins are needed',
      ],
    },
  ])('are told: $name', ({deals, told}) => {
    expect(aReview([...deals, ...wins(10, 'Sales')], {rules}).summary.source.warnings).toEqual(told)
  })

  it('are not told of a rule that is skipped', () => {
    expect(aReview(openIn('Sales', 'A'), {rules}).summary.source.warnings).toEqual([])
  })
})

describe('too few won deals in every pipeline', () => {
  it.each([
    {
      name: 'none at all',
      deals: [],
      cycle: '0 won deals with both dates, 10 are needed',
      amount: '0 won deals with an amount, 10 are needed',
    },
    {
      name: 'a single one',
      deals: wins(1, 'Sales'),
      cycle: '1 won deal of Sales with both dates, 10 are needed',
      amount: '1 won deal of Sales with an amount, 10 are needed',
    },
    {
      name: 'the most in one with a name',
      deals: [...wins(9, 'Sales'), ...wins(8, null)],
      cycle: '9 won deals of Sales with both dates, 10 are needed',
      amount: '9 won deals of Sales with an amount, 10 are needed',
    },
    {
      name: 'the most in the one without',
      deals: [...wins(7, 'Sales'), ...wins(8, null)],
      cycle: '8 won deals with both dates, 10 are needed',
      amount: '8 won deals with an amount, 10 are needed',
    },
    {
      name: 'one of them closed before it was created',
      deals: [...wins(9, 'Sales'), ...wins(1, 'Sales', {id: 'x', closeDate: '2024-12-31'})].slice(1),
      cycle:
        '8 won deals of Sales with both dates in order (closed before they were created: 1 more), 10 are needed',
      amount: '9 won deals of Sales with an amount, 10 are needed',
    },
  ])('skip what cannot do without: $name', ({deals, cycle, amount}) => {
    const {rules} = reviewed([sick('a', 'Sales'), ...deals])
    expect(rules.map(({skippedReason, skippedDetail}) => [skippedReason, skippedDetail])).toEqual([
      [null, null],
      ['no-benchmark', amount],
      [null, null],
      ['no-benchmark', cycle],
    ])
  })
})
