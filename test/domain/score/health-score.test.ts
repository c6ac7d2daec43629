import {describe, expect, it} from 'vitest'
import {severities} from '../../../src/domain/rules/severity.js'
import {
  bandOf,
  contributionOf,
  dealHealth,
  isHighRisk,
  portfolioLoss,
  riskOf,
  scoreDeals,
} from '../../../src/domain/score/health-score.js'
import {defaultScoring} from '../../../src/domain/score/scoring.js'

/** A 100k critical + medium; B 50k; C 30k three high, two medium; D no amount, high. From docs of the score. */
const worked = {
  amounts: Float64Array.of(100_000, 50_000, 30_000, Number.NaN),
  points: Float64Array.of(50, 0, 95, 25),
}

describe('the worked example', () => {
  const {score, pointsLost} = scoreDeals(worked)

  it('scores 58.97', () => expect(score).toBeCloseTo(58.97, 2))

  it('loses 17.12, 0, 18.07 and 5.84 points', () => {
    expect([...pointsLost].map(points => Number(points.toFixed(2)))).toEqual([17.12, 0, 18.07, 5.84])
  })

  it('charges the past close date with 13.70 and the missing next step with 3.42', () => {
    const deal = {pointsLost: pointsLost[0]!, points: 50}
    expect(contributionOf(40, deal)).toBeCloseTo(13.7, 2)
    expect(contributionOf(10, deal)).toBeCloseTo(3.42, 2)
  })

  it.each([
    [50, 50],
    [95, 5],
    [25, 75],
    [140, 0],
  ])('%i points leave a health of %i', (points, health) => expect(dealHealth(points)).toBeCloseTo(health, 9))
})

describe('bands and risk', () => {
  it.each([
    [80, 'green'],
    [79.999, 'yellow'],
    [60, 'yellow'],
    [59.999, 'red'],
  ])('%d is %s', (score, band) => expect(bandOf(score)).toBe(band))

  it.each([
    [[], 'none'],
    [['info'], 'low'],
    [['medium', 'medium'], 'low'],
    [['high'], 'medium'],
    [['high', 'medium', 'low'], 'medium'],
    [['high', 'medium', 'medium'], 'high'],
    [['critical'], 'high'],
    [['medium', 'medium', 'low'], 'medium'],
    [['medium', 'medium', 'medium', 'medium'], 'medium'],
    [['medium', 'medium', 'medium', 'medium', 'low'], 'high'],
    [['info', 'critical'], 'high'],
  ] as const)('%j is %s', (found, risk) => {
    const points = found.reduce((sum, severity) => sum + defaultScoring.points[severity], 0)
    expect(riskOf(found, points)).toBe(risk)
  })

  it.each([
    {points: 40, hasCritical: false, isHigh: false},
    {points: 41, hasCritical: false, isHigh: true},
    {points: 40, hasCritical: true, isHigh: true},
    {points: 0, hasCritical: false, isHigh: false},
    {points: 500, hasCritical: false, isHigh: true},
  ])('$points points, critical $hasCritical: high is $isHigh', ({isHigh, ...deal}) => {
    expect(isHighRisk(deal)).toBe(isHigh)
  })

  it.each([
    {found: ['critical'], points: 0, risk: 'high'},
    {found: ['info'], points: 0, risk: 'low'},
    {found: ['info'], points: 20, risk: 'low'},
    {found: ['info'], points: 21, risk: 'medium'},
    {found: ['info'], points: 40, risk: 'medium'},
    {found: ['info'], points: 41, risk: 'high'},
  ] as const)('$found of $points points is $risk', ({found, points, risk}) => {
    expect(riskOf(found, points)).toBe(risk)
  })

  it('costs 40, 25, 10, 4 and nothing', () => {
    expect(severities.map(severity => defaultScoring.points[severity])).toEqual([40, 25, 10, 4, 0])
  })
})

describe('findings about the pipeline as a whole', () => {
  it.each([
    {left: 100, points: 0, lost: 0},
    {left: 100, points: 19, lost: 19},
    {left: 100, points: 20, lost: 20},
    {left: 100, points: 21, lost: 20},
    {left: 50, points: 19, lost: 9.5},
    {left: 50, points: 20, lost: 10},
    {left: 50, points: 500, lost: 10},
    {left: 0, points: 20, lost: 0},
  ])('of $points points take $lost of $left', ({left, points, lost}) => {
    expect(portfolioLoss(left, points)).toBe(lost)
  })
})
