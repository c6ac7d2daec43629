import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {
  bandOf,
  contributionOf,
  dealHealth,
  riskOf,
  scoreDeals,
} from '../../../src/domain/score/health-score.js'

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
    expect(contributionOf('critical', deal)).toBeCloseTo(13.7, 2)
    expect(contributionOf('medium', deal)).toBeCloseTo(3.42, 2)
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
  ] as const)('%j is %s', (severities, risk) => expect(riskOf(severities)).toBe(risk))
})

const deal = fc.record({
  amount: fc.oneof(
    fc.constant(Number.NaN),
    fc.integer({min: 0, max: 1e9}).map(cents => cents / 100),
  ),
  points: fc.integer({min: 0, max: 200}),
})
const pipeline = fc.array(deal, {minLength: 1, maxLength: 40})
const scoreOf = (deals: readonly {amount: number; points: number}[]) =>
  scoreDeals({
    amounts: Float64Array.from(deals, ({amount}) => amount),
    points: Float64Array.from(deals, ({points}) => points),
  })

describe('properties', () => {
  it('no deals have no score', () => expect(scoreOf([]).score).toBeNull())

  it('lies in 0 to 100, and what the deals lost adds up to the rest', () => {
    fc.assert(
      fc.property(pipeline, deals => {
        const {score, pointsLost} = scoreOf(deals)
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(100)
        expect(pointsLost.reduce((sum, points) => sum + points, 0)).toBeCloseTo(100 - score!, 9)
      }),
    )
  })

  it('never rises when a deal gets worse', () => {
    fc.assert(
      fc.property(pipeline, fc.nat(), fc.integer({min: 1, max: 40}), (deals, at, more) => {
        const index = at % deals.length
        const worse = deals.map((each, place) =>
          place === index ? {...each, points: each.points + more} : each,
        )
        expect(scoreOf(worse).score!).toBeLessThanOrEqual(scoreOf(deals).score! + 1e-9)
      }),
    )
  })

  it('does not depend on the order of the deals or the unit of the currency', () => {
    fc.assert(
      fc.property(pipeline, fc.constantFrom(0.01, 7.5, 1000), (deals, rate) => {
        const {score} = scoreOf(deals)
        expect(scoreOf([...deals].reverse()).score).toBeCloseTo(score!, 9)
        expect(scoreOf(deals.map(each => ({...each, amount: each.amount * rate}))).score).toBeCloseTo(
          score!,
          6,
        )
      }),
    )
  })

  it('is the health of the only deal', () => {
    fc.assert(
      fc.property(deal, only => {
        expect(scoreOf([only]).score).toBeCloseTo(dealHealth(only.points), 9)
      }),
    )
  })

  it('counts deals alike when no amount is known', () => {
    expect(
      scoreOf([
        {amount: Number.NaN, points: 100},
        {amount: 0, points: 0},
      ]).score,
    ).toBeCloseTo(50, 9)
  })
})
