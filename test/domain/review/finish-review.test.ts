import {describe, expect, it} from 'vitest'
import type {Deal} from '../../../src/domain/review/deal.js'
import type {RuleSetting} from '../../../src/domain/rules/ruleset.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {aReview} from '../../support/a-review.js'

/** Rules that fire exactly when their field is empty. */
const fieldOf = {
  'missing-owner': 'owner',
  'missing-account': 'account',
  'missing-next-step': 'nextStep',
  'missing-close-date': 'closeDate',
  'missing-amount': 'amount',
} as const
const ruleIds = Object.keys(fieldOf) as (keyof typeof fieldOf)[]

/** A review whose first deal has one finding of each of these severities, at most five. */
function aReviewWith(severities: readonly RuleSetting[], others: readonly DealText[] = []) {
  const found = severities.map((_, index) => ruleIds[index]!)
  const rules = Object.fromEntries(found.map((id, index) => [id, severities[index]!]))
  const sick = Object.fromEntries(found.map(id => [fieldOf[id], null]))
  return aReview([aDeal(sick), ...others.map(aDeal)], {rules: {rules}})
}

describe('the health and risk of a deal', () => {
  it.each<{severities: RuleSetting[]; health: number; risk: string; highRiskDeals: number}>([
    {severities: [], health: 100, risk: 'none', highRiskDeals: 0},
    {severities: ['info'], health: 100, risk: 'low', highRiskDeals: 0},
    {severities: ['low'], health: 96, risk: 'low', highRiskDeals: 0},
    {severities: ['medium', 'medium'], health: 80, risk: 'low', highRiskDeals: 0},
    {severities: ['medium', 'medium', 'info'], health: 80, risk: 'low', highRiskDeals: 0},
    {severities: ['medium', 'medium', 'low'], health: 76, risk: 'medium', highRiskDeals: 0},
    {severities: ['high', 'medium', 'low'], health: 61, risk: 'medium', highRiskDeals: 0},
    {severities: ['medium', 'medium', 'medium', 'medium'], health: 60, risk: 'medium', highRiskDeals: 0},
    {severities: ['medium', 'medium', 'medium', 'medium', 'low'], health: 56, risk: 'high', highRiskDeals: 1},
    {severities: ['high', 'medium', 'medium'], health: 55, risk: 'high', highRiskDeals: 1},
    {severities: ['critical'], health: 60, risk: 'high', highRiskDeals: 1},
    {severities: ['high', 'high', 'high', 'high'], health: 0, risk: 'high', highRiskDeals: 1},
    {severities: ['critical', 'critical', 'critical'], health: 0, risk: 'high', highRiskDeals: 1},
  ])('with $severities are $health and $risk', ({severities, health, risk, highRiskDeals}) => {
    const {summary, deals} = aReviewWith(severities)
    const [deal] = deals()
    expect(deal!.health).toBeCloseTo(health, 9)
    expect(deal!.risk).toBe(risk)
    expect(summary).toMatchObject({highRiskDeals, issuesFound: severities.length, dealsAnalyzed: 1})
    expect(summary.score).toBeCloseTo(health, 9)
  })
})

describe('the points that a deal loses', () => {
  it.each<{severities: RuleSetting[]; lost: number[]}>([
    {severities: ['info'], lost: [0]},
    {severities: ['medium'], lost: [10]},
    {severities: ['low', 'critical', 'info', 'high'], lost: [40, 25, 4, 0]},
    {severities: ['critical', 'critical', 'critical', 'critical'], lost: [25, 25, 25, 25]},
    {
      severities: ['high', 'critical', 'critical', 'critical', 'critical'],
      lost: [400, 400, 400, 400, 250].map(part => part / 18.5),
    },
  ])('to $severities are $lost, worst first', ({severities, lost}) => {
    const {summary, deals} = aReviewWith(severities)
    const [deal] = deals()
    for (const [index, points] of lost.entries())
      expect(deal!.findings[index]!.pointsLost).toBeCloseTo(points, 9)
    const sum = lost.reduce((total, points) => total + points, 0)
    expect(deal!.pointsLost).toBeCloseTo(sum, 9)
    expect(100 - summary.score!).toBeCloseTo(sum, 9)
    expect(summary.rules.reduce((total, rule) => total + rule.pointsLost, 0)).toBeCloseTo(sum, 9)
  })

  it('are those of the worked example', () => {
    // A 100k: critical and medium; B 50k: none; C 30k: three high, two medium; D without an amount: high.
    const rules = {
      rules: {
        'close-date-past': 'critical',
        'missing-next-step': 'medium',
        'missing-amount': 'high',
        'missing-owner': 'high',
        'missing-account': 'high',
        'missing-contact': 'high',
        'never-contacted': 'medium',
      },
    } as const
    const {summary, deals} = aReview(
      [
        aDeal({id: 'A', amount: 100_000, closeDate: '2025-03-01', nextStep: null}),
        aDeal({id: 'B', amount: 50_000}),
        aDeal({
          id: 'C',
          amount: 30_000,
          owner: null,
          account: null,
          contactCount: 0,
          nextStep: null,
          lastActivityAt: null,
        }),
        aDeal({id: 'D', amount: null}),
      ],
      {rules},
    )
    const lost = [...deals()].map(({id, pointsLost, health}) => [id, Number(pointsLost.toFixed(2)), health])
    expect(lost).toEqual([
      ['C', 18.07, expect.closeTo(5, 9)],
      ['A', 17.12, expect.closeTo(50, 9)],
      ['D', 5.84, expect.closeTo(75, 9)],
      ['B', 0, 100],
    ])
    expect(summary.score).toBeCloseTo(58.97, 2)
    expect(summary).toMatchObject({issuesFound: 8, highRiskDeals: 2, dealsAnalyzed: 4, band: 'red'})
  })
})

describe('the band', () => {
  it.each<{severities: RuleSetting[]; band: string}>([
    {severities: ['medium', 'medium'], band: 'green'},
    {severities: ['medium', 'medium', 'low'], band: 'yellow'},
    {severities: ['medium', 'medium', 'medium', 'medium'], band: 'yellow'},
    {severities: ['high', 'medium', 'medium'], band: 'red'},
  ])('of $severities is $band', ({severities, band}) => {
    expect(aReviewWith(severities).summary.band).toBe(band)
  })
})

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
    expect(analysis.summary.rules.map(({checked, violated}) => checked + violated)).toEqual(Array(14).fill(0))
  })
})

describe('low confidence', () => {
  const rules = {rules: Object.fromEntries(ruleIds.map(id => [id, 'on' as const]))}
  const strict = {extends: ['revsched:strict']}
  const recommended = {extends: ['revsched:recommended']}

  it.each([
    {name: 'all of 5 rules', rules, without: [], evaluated: 5, isLow: false},
    {name: '3 of 5: exactly 60 %', rules, without: ['owner', 'account'], evaluated: 3, isLow: false},
    {name: '2 of 5', rules, without: ['owner', 'account', 'amount'], evaluated: 2, isLow: true},
    {name: '10 of 16', rules: strict, without: ['closeDate', 'contactCount'], evaluated: 10, isLow: false},
    {
      name: '9 of 16',
      rules: strict,
      without: ['closeDate', 'contactCount', 'owner'],
      evaluated: 9,
      isLow: true,
    },
    {
      name: '8 of 14',
      rules: recommended,
      without: ['closeDate', 'contactCount', 'owner'],
      evaluated: 8,
      isLow: true,
    },
    {name: 'none of 5', rules, without: Object.values(fieldOf), evaluated: 0, isLow: true},
    {name: 'none, when no rule is on', rules: {}, without: [], evaluated: 0, isLow: true},
  ])('is $isLow when $name could run', ({rules, without, evaluated, isLow}) => {
    // A win on each of ten days, so that the benchmark can run.
    const wins = Array.from({length: 10}, (_, index) => aDeal({id: `w${index}`, outcome: 'won'}))
    const {summary} = aReview([aDeal(), ...wins], {rules, without})
    expect(summary.checks).toEqual({evaluated, skipped: summary.rules.length - evaluated})
    expect(summary.isLowConfidence).toBe(isLow)
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

describe('the totals', () => {
  const deals = [
    {id: 'a', stage: 'Proposal', owner: 'Ada', forecastCategory: 'commit', amount: 100},
    {id: 'b', stage: 'Proposal', owner: 'Bo', forecastCategory: 'pipeline', amount: 50.5, nextStep: null},
    {id: 'c', stage: 'Legal', owner: 'Ada', forecastCategory: null, amount: 1000},
    {id: 'd', stage: null, owner: null, forecastCategory: 'commit', amount: null},
    {id: 'e', stage: 'Won', owner: 'Cy', forecastCategory: 'closed', amount: 5000, outcome: 'won'},
  ] as const
  const rules = {rules: {'missing-next-step': 'on', 'missing-amount': 'on'}} as const
  const {summary} = aReview(deals.map(aDeal), {rules})
  const lost = 100 - summary.score!
  const shortOf = (totals: readonly {key: string | null; deals: number; amount: number}[]) =>
    totals.map(({key, deals, amount}) => [key, deals, amount])

  it('by stage are those of the open deals, the largest first', () => {
    expect(shortOf(summary.totals.byStage)).toEqual([
      ['Legal', 1, 1000],
      ['Proposal', 2, 150.5],
      [null, 1, 0],
    ])
  })

  it('by owner', () => {
    expect(shortOf(summary.totals.byOwner)).toEqual([
      ['Ada', 2, 1100],
      ['Bo', 1, 50.5],
      [null, 1, 0],
    ])
  })

  it('by forecast category', () => {
    expect(shortOf(summary.totals.byForecastCategory)).toEqual([
      [null, 1, 1000],
      ['commit', 2, 100],
      ['pipeline', 1, 50.5],
    ])
  })

  it('add up to the pipeline', () => {
    const {byStage, byOwner, byForecastCategory, amount} = summary.totals
    expect(amount).toBe(1150.5)
    for (const totals of [byStage, byOwner, byForecastCategory]) {
      expect(totals.reduce((sum, total) => sum + total.amount, 0)).toBe(1150.5)
      expect(totals.reduce((sum, total) => sum + total.deals, 0)).toBe(4)
      expect(totals.reduce((sum, total) => sum + total.pointsLost, 0)).toBeCloseTo(lost, 9)
    }
  })

  it('charge the points to the group that lost them', () => {
    const lostBy = Object.fromEntries(summary.totals.byOwner.map(total => [total.key, total.pointsLost > 0]))
    expect(lostBy).toEqual({Ada: false, Bo: true, null: true})
  })

  it('put more deals before fewer, and then go by name, where amounts are equal', () => {
    const owners = ['Cy', 'Bo', 'Ada', 'Bo']
    const even = owners.map((owner, index) => aDeal({id: `${index}`, owner, amount: 0}))
    expect(aReview(even).summary.totals.byOwner.map(({key}) => key)).toEqual(['Bo', 'Ada', 'Cy'])
  })
})

describe('warnings', () => {
  const mixed = 'amounts in EUR, USD are added as they stand; map a converted column to amount'

  it.each<{name: string; deals: DealText[]; warnings: string[]}>([
    {name: 'one currency', deals: [{id: 'a'}, {id: 'b'}], warnings: []},
    {name: 'two', deals: [{id: 'a', currency: 'USD'}, {id: 'b'}], warnings: [mixed]},
    {name: 'one and none', deals: [{id: 'a', currency: null}, {id: 'b'}], warnings: []},
    {name: 'none', deals: [{id: 'a', currency: null}], warnings: []},
    {
      name: 'another one of a closed deal',
      deals: [{id: 'a', currency: 'USD', outcome: 'won'}, {id: 'b'}],
      warnings: [],
    },
    {
      name: 'another one in an earlier row',
      deals: [{id: 'a', currency: 'USD'}, {id: 'a'}],
      warnings: ['1 row repeats the id of an earlier one; the last of each counts'],
    },
  ])('on $name are $warnings', ({deals, warnings}) => {
    expect(aReview(deals.map(aDeal)).summary.source.warnings).toEqual(warnings)
  })

  it('follow those of the source, whose report is kept', () => {
    const {source} = aReview([aDeal({currency: 'USD'}), aDeal({id: 'b'})], {
      refusals: 25,
      warnings: ['w'],
    }).summary
    expect(source).toMatchObject({label: 'file "emea"', rowsRead: 27, refusedCount: 25, duplicateIds: 0})
    expect(source.refusals).toHaveLength(20)
    expect(source.warnings).toEqual(['w', mixed])
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
        findings: [
          {
            ruleId: 'missing-next-step',
            severity: 'medium',
            message: 'has no next step',
            pointsLost: 10,
            isNew: null,
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
      ].map(aDeal),
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
