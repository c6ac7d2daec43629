import {describe, expect, it} from 'vitest'
import {changesBetween} from '../../../src/domain/review/changes.js'
import type {RuleSetting} from '../../../src/domain/rules/ruleset.js'
import type {ScoreEntry} from '../../../src/domain/score/scoring.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {reviewedTwice} from '../../support/a-previous-review.js'
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

  it.each<{name: string; found: DealText; score: ScoreEntry; lost: [rule: string, points: number][]}>([
    {
      name: 'points of its own',
      found: {owner: null, nextStep: null},
      score: {points: {high: 30, medium: 5}},
      lost: [
        ['missing-owner', 30],
        ['missing-next-step', 5],
      ],
    },
    {
      name: 'points that pass 100',
      found: {owner: null, nextStep: null},
      score: {points: {critical: 100, high: 100, medium: 100}},
      lost: [
        ['missing-owner', 50],
        ['missing-next-step', 50],
      ],
    },
    {
      name: 'a rule that supersedes, of a deal in commit',
      found: {closeDate: '2025-03-20', forecastCategory: 'commit'},
      score: {supersede: ['commit-at-risk']},
      lost: [
        ['close-date-past', 0],
        ['commit-at-risk', 40],
      ],
    },
    {
      name: 'a rule that supersedes, of another deal',
      found: {closeDate: '2025-03-20', forecastCategory: 'best-case'},
      score: {supersede: ['commit-at-risk']},
      lost: [['close-date-past', 40]],
    },
  ])('under a rule file with $name', ({found, score, lost}) => {
    const rules = {
      rules: {
        'missing-owner': 'on',
        'missing-next-step': 'on',
        'close-date-past': 'on',
        'commit-at-risk': 'on',
      },
      score,
    } as const
    const {summary, deals} = aReview([aDeal(found)], {rules})
    const [deal] = deals()
    expect(
      deal!.findings.map(({ruleId, pointsLost}) => [ruleId, Math.round(pointsLost * 1e6) / 1e6]),
    ).toEqual(lost)
    const sum = lost.reduce((total, [, points]) => total + points, 0)
    expect(100 - summary.score!).toBeCloseTo(sum, 9)
    expect(summary.rules.reduce((total, rule) => total + rule.pointsLost, 0)).toBeCloseTo(sum, 9)
    expect(summary.totals.byOwner[0]!.score).toBeCloseTo(100 - sum, 9)
    for (const {message, ruleId} of deal!.findings)
      expect(message.endsWith(' (counted by commit-at-risk)')).toBe(
        ruleId === 'close-date-past' && found.forecastCategory === 'commit',
      )
  })

  it('make a deal risky by its severity even where it costs nothing', () => {
    const points = {critical: 0, high: 0, medium: 0, low: 0}
    const {summary, deals} = aReview([aDeal({owner: null})], {
      rules: {rules: {'missing-owner': 'critical'}, score: {points}},
    })
    expect([...deals()][0]).toMatchObject({risk: 'high', health: 100, pointsLost: 0})
    expect(summary).toMatchObject({score: 100, highRiskDeals: 1})
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

describe('the score since the first review', () => {
  it('leaves out what a rule about changes costs, also where another rule counts it', () => {
    const rules = {
      rules: {'commit-at-risk': 'high', 'slipped-since-review': 'critical'},
      score: {supersede: ['commit-at-risk']},
    } as const
    const silent = {forecastCategory: 'commit', lastActivityAt: '2025-02-01T12:00:00Z'} as const
    const [before, now] = [
      {...silent, closeDate: '2025-04-10'},
      {...silent, closeDate: '2025-04-20'},
    ]
    const {previous, analysis, changes} = reviewedTwice([before], [now], {rules})
    expect(analysis.summary.score).toBeLessThan(previous.analysis.summary.score!)
    expect(changes.scoreDelta).toBeCloseTo(0, 9)
    const stored = changesBetween(previous.analysis, analysis, {from: 'run-1', left: new Map()})
    expect(stored.scoreDelta).toBeCloseTo(0, 9)
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
