import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {type Severity, severities} from '../../../src/domain/rules/severity.js'
import {
  bandOf,
  contributionOf,
  dealHealth,
  dealWeights,
  isHighRisk,
  isKnownAmount,
  riskOf,
  scoreDeals,
  severityPoints,
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
    [['medium', 'medium', 'low'], 'medium'],
    [['medium', 'medium', 'medium', 'medium'], 'medium'],
    [['medium', 'medium', 'medium', 'medium', 'low'], 'high'],
    [['info', 'critical'], 'high'],
  ] as const)('%j is %s', (found, risk) => expect(riskOf(found)).toBe(risk))

  it.each([
    {points: 40, hasCritical: false, isHigh: false},
    {points: 41, hasCritical: false, isHigh: true},
    {points: 40, hasCritical: true, isHigh: true},
    {points: 0, hasCritical: false, isHigh: false},
    {points: 500, hasCritical: false, isHigh: true},
  ])('$points points, critical $hasCritical: high is $isHigh', ({points, hasCritical, isHigh}) => {
    expect(isHighRisk(points, hasCritical)).toBe(isHigh)
  })

  it('costs 40, 25, 10, 4 and nothing', () => {
    expect(severities.map(severity => severityPoints[severity])).toEqual([40, 25, 10, 4, 0])
  })
})

describe('the weights of deals', () => {
  const none = Number.NaN

  it.each<{name: string; amounts: number[]; lastKnown?: number[]; weights: number[]}>([
    {name: 'one deal', amounts: [7], weights: [1]},
    {name: 'one deal without an amount', amounts: [none], weights: [1]},
    {name: 'equal amounts', amounts: [5, 5], weights: [0.5, 0.5]},
    {name: 'half by amount, half by count', amounts: [90, 10], weights: [0.7, 0.3]},
    {name: 'no amounts: by count', amounts: [none, none, none, none], weights: [0.25, 0.25, 0.25, 0.25]},
    {name: 'zeros: by count', amounts: [0, 0], weights: [0.5, 0.5]},
    {name: 'a missing one as the only one known', amounts: [10, none], weights: [0.5, 0.5]},
    {
      name: 'a missing one as the middle of three',
      amounts: [10, 20, 50, none],
      weights: [0.175, 0.225, 0.375, 0.225],
    },
    {name: 'a missing one between the middle two', amounts: [10, 30, none], weights: [1 / 4, 5 / 12, 1 / 3]},
    {name: 'zero as missing', amounts: [10, 20, 50, 0], weights: [0.175, 0.225, 0.375, 0.225]},
    {name: 'a negative one as missing', amounts: [10, 20, 50, -9], weights: [0.175, 0.225, 0.375, 0.225]},
    {
      name: 'one without end as missing',
      amounts: [10, 20, 50, Number.POSITIVE_INFINITY],
      weights: [0.175, 0.225, 0.375, 0.225],
    },
    {
      name: 'a missing one by its last known',
      amounts: [10, none],
      lastKnown: [none, 90],
      weights: [0.3, 0.7],
    },
    {name: 'zero by its last known', amounts: [10, 0], lastKnown: [none, 90], weights: [0.3, 0.7]},
    {name: 'a known one by itself', amounts: [10, 90], lastKnown: [5000, 1], weights: [0.3, 0.7]},
    {
      name: 'a last known one of zero as missing',
      amounts: [10, none],
      lastKnown: [none, 0],
      weights: [0.5, 0.5],
    },
    {
      name: 'another missing one as the middle of what is known by now or then',
      amounts: [10, none, 50, none],
      lastKnown: [none, 20, none, none],
      weights: [0.175, 0.225, 0.375, 0.225],
    },
    {
      name: 'amounts whose sum no number holds',
      amounts: [Number.MAX_VALUE, Number.MAX_VALUE],
      weights: [0.5, 0.5],
    },
    {name: 'the smallest amounts there are', amounts: [5e-324, 5e-324], weights: [0.5, 0.5]},
    {name: 'both', amounts: [Number.MAX_VALUE, 5e-324], weights: [0.75, 0.25]},
  ])('are $weights for $name', ({amounts, lastKnown, weights}) => {
    const given = lastKnown && Float64Array.from(lastKnown)
    const found = [...dealWeights(Float64Array.from(amounts), given)]
    expect(found).toEqual(weights.map(weight => expect.closeTo(weight, 12)))
  })

  it.each([
    {amount: 5e-324, isKnown: true},
    {amount: 0, isKnown: false},
    {amount: -1, isKnown: false},
    {amount: Number.NaN, isKnown: false},
    {amount: Number.POSITIVE_INFINITY, isKnown: false},
  ])('go by an amount of $amount: $isKnown', ({amount, isKnown}) => {
    expect(isKnownAmount(amount)).toBe(isKnown)
  })
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
