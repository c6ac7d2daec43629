import {describe, expect, it} from 'vitest'
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
  // One rule that finds nothing is on as well: without any there is no score.
  return aReview([aDeal(sick), ...others.map(aDeal)], {rules: {rules: {...rules, 'close-date-past': 'on'}}})
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
