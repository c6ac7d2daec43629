import {describe, expect, it} from 'vitest'
import type {Deal} from '../../../src/domain/review/deal.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {aReview} from '../../support/a-review.js'

describe('a pipeline without open deals', () => {
  it.each<{name: string; deals: DealText[]; closedDeals: object}>([
    {name: 'is empty', deals: [], closedDeals: {won: 0, lost: 0}},
    {
      name: 'has closed deals alone',
      deals: [
        {id: 'a', outcome: 'won'},
        {id: 'b', outcome: 'lost'},
        {id: 'c', outcome: 'lost'},
      ],
      closedDeals: {won: 1, lost: 2},
    },
  ])('has no score when it $name', ({deals, closedDeals}) => {
    const analysis = aReview(deals.map(aDeal))
    expect(analysis.summary).toMatchObject({
      score: null,
      band: null,
      dealsAnalyzed: 0,
      issuesFound: 0,
      highRiskDeals: 0,
      closedDeals,
      totals: {amount: 0, byStage: [], byOwner: [], byForecastCategory: []},
      changes: null,
    })
    expect([...analysis.deals()]).toEqual([])
    expect(analysis.summary.rules.map(({checked, violated}) => checked + violated)).toEqual(Array(25).fill(0))
  })
})

describe('a review without rules', () => {
  it('has no score, for nobody looked at the deals', () => {
    const {summary, deals} = aReview([aDeal({owner: null}), aDeal({id: 'b'})], {rules: {}})
    expect(summary).toMatchObject({score: null, band: null, dealsAnalyzed: 2, issuesFound: 0})
    expect([...deals()].map(deal => deal.pointsLost)).toEqual([0, 0])
  })
})

describe('a rule that is skipped', () => {
  it('finds nothing and costs nothing, and the others keep what they found', () => {
    const silent = Array.from({length: 10}, (_, index) =>
      aDeal({id: `d${index}`, lastActivityAt: null, owner: null, createdAt: '2025-01-01T09:00:00Z'}),
    )
    const rules = {rules: {'never-contacted': 'critical', 'missing-owner': 'medium'}} as const
    const {summary, deals} = aReview(silent, {rules})
    expect(summary.score).toBeCloseTo(90, 9)
    expect(summary).toMatchObject({issuesFound: 10, highRiskDeals: 0, checks: {evaluated: 1, skipped: 1}})
    for (const {findings, risk} of deals()) {
      expect(findings.map(({ruleId}) => ruleId)).toEqual(['missing-owner'])
      expect(risk).toBe('low')
    }
  })
})

describe('the deals of a finished review', () => {
  it('come as they were, with what was found', () => {
    const deal = aDeal({pipeline: 'Renewals', url: 'https://crm.example/d1', amount: 0.1, nextStep: null})
    expect([...aReview([deal], {rules: {rules: {'missing-next-step': 'on'}}}).deals()]).toStrictEqual([
      {
        id: 'd1',
        name: 'Northwind platform',
        account: 'Northwind',
        owner: 'Ada',
        pipeline: 'Renewals',
        stage: 'Proposal',
        amount: 0.1,
        lastKnownAmount: 0.1,
        currency: 'EUR',
        probability: 0.3,
        forecastCategory: 'pipeline',
        closeDate: '2025-06-30',
        url: 'https://crm.example/d1',
        health: 90,
        risk: 'low',
        pointsLost: 10,
        unchangedReviews: 0,
        unchangedSince: '2025-04-01',
        findings: [
          {
            ruleId: 'missing-next-step',
            severity: 'medium',
            message: 'has no next step',
            pointsLost: 10,
            isNew: null,
            reviews: 1,
            since: '2025-04-01',
          },
        ],
      },
    ])
  })

  it.each([
    {amount: null, lastKnownAmount: null},
    {amount: 0, lastKnownAmount: null},
    {amount: -5, lastKnownAmount: null},
    {amount: 5, lastKnownAmount: 5},
  ])('with an amount of $amount are weighed by $lastKnownAmount', amounts => {
    expect([...aReview([aDeal({amount: amounts.amount})]).deals()]).toMatchObject([amounts])
  })

  it('come with what cost most points first, then by amount, then by id; each time anew', () => {
    const {deals} = aReview(
      [
        {id: 'healthy'},
        {id: 'b', owner: null, amount: 5},
        {id: 'a', owner: null, amount: 5},
        {id: 'worse', owner: null, account: null, amount: 1},
        {id: 'rich', amount: 1_000_000},
        {id: 'none', amount: null, probability: 0.1},
      ].map(deal => aDeal({...deal, name: deal.id})),
    )
    const ids = [...deals()].map(deal => deal.id)
    expect(ids).toEqual(['worse', 'a', 'b', 'rich', 'healthy', 'none'])
    expect([...deals()].map(deal => deal.id)).toEqual(ids)
  })

  it('list the worst finding first, equal ones as the catalogue does', () => {
    const deal = aDeal({owner: null, account: null, amount: null, nextStep: null, closeDate: '2025-01-01'})
    const [found] = aReview([deal]).deals()
    expect(found!.findings.map(({ruleId}) => ruleId)).toEqual([
      'close-date-past',
      'missing-amount',
      'missing-owner',
      'missing-account',
      'missing-next-step',
    ])
  })

  it('are all there beyond the first growth of every table', () => {
    const many = Array.from({length: 3000}, (_, index) =>
      aDeal({
        id: `d${index}`,
        name: `Deal ${index}`,
        nextStep: index % 2 ? null : 'Call them',
        outcome: index % 3 ? 'open' : 'lost',
      }),
    )
    const {summary, deals} = aReview(many)
    expect(summary).toMatchObject({dealsAnalyzed: 2000, issuesFound: 1000, closedDeals: {won: 0, lost: 1000}})
    const sick = [...deals()].filter(deal => deal.findings.length > 0).map(({id}) => Number(id.slice(1)))
    expect(sick.every(index => index % 2 === 1 && index % 3 !== 0)).toBe(true)
    expect(new Set(sick).size).toBe(1000)
  })
})

describe('closed deals', () => {
  const open = [
    aDeal({id: 'a', amount: 100, owner: null}),
    aDeal({id: 'b', amount: 20, closeDate: '2025-01-01'}),
    aDeal({id: 'c', amount: 3000}),
  ]
  const [a, b, c] = open as [Deal, Deal, Deal]
  const won = aDeal({id: 'w', outcome: 'won', amount: 77})
  const lost = aDeal({id: 'l', outcome: 'lost', amount: 7})
  const alone = aReview(open)

  it.each([
    {name: 'before the open ones', deals: [won, lost, a, b, c]},
    {name: 'between them', deals: [a, won, b, lost, c]},
    {name: 'after them', deals: [a, b, c, won, lost]},
    {
      name: 'in rows that a later one replaces',
      deals: [{...c, outcome: 'lost' as const}, a, b, won, lost, c],
    },
  ])('$name change nothing of them', ({deals}) => {
    const analysis = aReview(deals)
    expect([...analysis.deals()]).toEqual([...alone.deals()])
    expect(analysis.summary.score).toBe(alone.summary.score)
    expect(analysis.summary.totals).toEqual(alone.summary.totals)
    expect(analysis.summary.closedDeals).toEqual({won: 1, lost: 1})
  })
})

describe('the rules of a finished review', () => {
  it('stand in the order of the catalogue with what they say and found', () => {
    const {summary} = aReview([aDeal({owner: null}), aDeal({id: 'b'})], {
      rules: {rules: {'missing-owner': 'low', 'missing-amount': 'on'}},
    })
    expect(summary.rules).toEqual([
      {
        ruleId: 'missing-amount',
        title: 'No amount',
        severity: 'high',
        checked: 2,
        violated: 0,
        skippedReason: null,
        skippedDetail: null,
        pointsLost: 0,
        fix: 'Enter an estimate, even a rough one, or move the deal back to an earlier stage.',
      },
      {
        ruleId: 'missing-owner',
        title: 'No owner',
        severity: 'low',
        checked: 2,
        violated: 1,
        skippedReason: null,
        skippedDetail: null,
        pointsLost: expect.closeTo(2, 9),
        fix: 'Assign it to somebody, or close it.',
      },
    ])
    expect(summary.rulesetFingerprint).toMatch(/^[0-9a-f]{12}$/)
    expect(summary).toMatchObject({format: 1, rulesetName: 'recommended'})
  })
})
