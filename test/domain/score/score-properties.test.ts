import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {type Severity, severities} from '../../../src/domain/rules/severity.js'
import {
  contributionOf,
  dealHealth,
  riskOf,
  scoreDeals,
  severityPoints,
} from '../../../src/domain/score/health-score.js'

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

describe('the score', () => {
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
    fc.assert(
      fc.property(pipeline, fc.constantFrom(Number.NaN, 0, -1), (deals, amount) => {
        const mean = deals.reduce((sum, {points}) => sum + dealHealth(points), 0) / deals.length
        expect(scoreOf(deals.map(each => ({...each, amount}))).score).toBeCloseTo(mean, 9)
      }),
    )
  })

  it('charges each deal alike, wherever it stands', () => {
    const placed = pipeline.chain(deals =>
      fc.shuffledSubarray([...deals.keys()], {minLength: deals.length}).map(order => ({deals, order})),
    )
    fc.assert(
      fc.property(placed, ({deals, order}) => {
        const {pointsLost} = scoreOf(deals)
        const moved = scoreOf(order.map(index => deals[index]!)).pointsLost
        for (const [place, index] of order.entries()) expect(moved[place]).toBeCloseTo(pointsLost[index]!, 9)
      }),
    )
  })

  it('is as before when an amount is gone and its last one known', () => {
    fc.assert(
      fc.property(pipeline, fc.nat(), (deals, at) => {
        const amounts = Float64Array.from(deals, ({amount}) => amount)
        const points = Float64Array.from(deals, each => each.points)
        const blanked = amounts.slice()
        blanked[at % deals.length] = Number.NaN
        expect(scoreDeals({amounts: blanked, lastKnownAmounts: amounts, points}).score).toBe(
          scoreDeals({amounts, points}).score,
        )
      }),
    )
  })

  it('falls by at least half of their share when many small deals are rotten, however large the one that is not', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 200}), fc.integer({min: 1, max: 1e9}), (count, amount) => {
        const rotten = Array.from({length: count}, () => ({amount: 1, points: 100}))
        const share = count / (count + 1)
        expect(scoreOf([{amount, points: 0}, ...rotten]).score).toBeLessThanOrEqual(100 - 50 * share)
      }),
    )
  })

  it('is charged to the violations of a deal in full', () => {
    const found = fc.array(fc.constantFrom(...severities), {minLength: 1, maxLength: 16})
    fc.assert(
      fc.property(found, fc.double({min: 0, max: 100, noNaN: true}), (violations, pointsLost) => {
        const points = violations.reduce((sum, severity) => sum + severityPoints[severity], 0)
        const charged = violations.map(severity => contributionOf(severity, {pointsLost, points}))
        const sum = charged.reduce((total, part) => total + part, 0)
        expect(sum).toBeCloseTo(points === 0 ? 0 : pointsLost, 9)
      }),
    )
  })

  it('never makes a deal less risky when a violation comes or gets worse', () => {
    const rank = (found: readonly Severity[]) => ['none', 'low', 'medium', 'high'].indexOf(riskOf(found))
    const severity = fc.constantFrom(...severities)
    fc.assert(
      fc.property(fc.array(severity, {maxLength: 8}), severity, severity, (others, one, two) => {
        const [worse, better] = [one, two].sort((a, b) => severities.indexOf(a) - severities.indexOf(b))
        expect(rank([...others, better!])).toBeGreaterThanOrEqual(rank(others))
        expect(rank([...others, worse!])).toBeGreaterThanOrEqual(rank([...others, better!]))
      }),
    )
  })
})
