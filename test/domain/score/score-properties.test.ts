import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {chargedPortfolio} from '../../../src/domain/review/portfolio-charges.js'
import {type Severity, severities} from '../../../src/domain/rules/severity.js'
import {charge} from '../../../src/domain/score/charge.js'
import {contributionOf, dealHealth, riskOf, scoreDeals} from '../../../src/domain/score/health-score.js'
import {
  defaultScoring,
  replacedRules,
  type Scoring,
  supersedingRules,
} from '../../../src/domain/score/scoring.js'

/** Points never rise as severities fall. */
const scoring: fc.Arbitrary<Scoring> = fc.record({
  points: fc
    .array(fc.integer({min: 0, max: 100}), {minLength: severities.length, maxLength: severities.length})
    .map(points => points.sort((a, b) => b - a))
    .map(([critical = 0, high = 0, medium = 0, low = 0, info = 0]) => ({critical, high, medium, low, info})),
  portfolio: fc.boolean(),
  supersede: fc.subarray([...supersedingRules]),
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
    const some = fc.array(fc.constantFrom(...severities), {minLength: 1, maxLength: 16})
    fc.assert(
      fc.property(some, fc.double({min: 0, max: 100, noNaN: true}), (violations, pointsLost) => {
        const points = violations.reduce((sum, severity) => sum + defaultScoring.points[severity], 0)
        const charged = violations.map(severity =>
          contributionOf(defaultScoring.points[severity], {pointsLost, points}),
        )
        const sum = charged.reduce((total, part) => total + part, 0)
        expect(sum).toBeCloseTo(points === 0 ? 0 : pointsLost, 9)
      }),
    )
  })

  it('never makes a deal less risky when a violation comes or gets worse', () => {
    const severity = fc.constantFrom(...severities)
    fc.assert(
      fc.property(
        fc.array(severity, {maxLength: 8}),
        severity,
        severity,
        scoring,
        (others, one, two, given) => {
          const rank = (found: readonly Severity[]) => {
            const points = found.reduce((sum, each) => sum + given.points[each], 0)
            return ['none', 'low', 'medium', 'high'].indexOf(riskOf(found, points))
          }
          const [worse, better] = [one, two].sort((a, b) => severities.indexOf(a) - severities.indexOf(b))
          expect(rank([...others, better!])).toBeGreaterThanOrEqual(rank(others))
          expect(rank([...others, worse!])).toBeGreaterThanOrEqual(rank([...others, better!]))
        },
      ),
    )
  })
})

type Found = {ruleId: string; severity: Severity}
type Reviewed = {deals: readonly {amount: number; found: readonly Found[]}[]; whole: readonly Severity[]}

/** All that the score is made of: the findings of deals, one per rule, and those about the pipeline as a whole. */
const found = fc.uniqueArray(
  fc.record({
    ruleId: fc.constantFrom(
      'commit-at-risk',
      ...replacedRules('commit-at-risk'),
      'missing-owner',
      'missing-amount',
    ),
    severity: fc.constantFrom(...severities),
  }),
  {selector: ({ruleId}) => ruleId, maxLength: 8},
)
const reviewed: fc.Arbitrary<Reviewed> = fc.record({
  deals: fc.array(
    fc.record({amount: fc.oneof(fc.constant(Number.NaN), fc.integer({min: 0, max: 1e9})), found}),
    {minLength: 1, maxLength: 12},
  ),
  whole: fc.array(fc.constantFrom(...severities), {maxLength: 4}),
})

function scoreAll({deals, whole}: Reviewed, given: Scoring) {
  const charges = deals.map(each => {
    const charged: number[] = []
    return {sum: charge(each.found, given, charged), charged}
  })
  const {score: left, pointsLost} = scoreDeals({
    amounts: Float64Array.from(deals, ({amount}) => amount),
    points: Float64Array.from(charges, ({sum}) => sum),
  })
  const portfolio = whole.map(severity => ({ruleId: 'concentration', severity, message: ''}))
  const {score, findings} = chargedPortfolio(left, portfolio, given)
  const ofDeals = charges.flatMap(({sum, charged}, place) =>
    charged.map(points => contributionOf(points, {pointsLost: pointsLost[place]!, points: sum})),
  )
  return {score: score!, parts: [...ofDeals, ...findings.map(finding => finding.pointsLost ?? 0)]}
}

describe('the score with points of a rule file, and findings about the pipeline as a whole', () => {
  it('lies in 0 to 100, and its parts are never below 0 and add up to the rest', () => {
    fc.assert(
      fc.property(reviewed, scoring, (review, given) => {
        const {score, parts} = scoreAll(review, given)
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(100)
        expect(Math.min(0, ...parts)).toBe(0)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(100 - score, 9)
      }),
    )
  })

  it('never rises when a finding comes or gets worse', () => {
    const gravest = (severity: Severity) => severities[Math.max(0, severities.indexOf(severity) - 1)]!
    fc.assert(
      fc.property(reviewed, scoring, fc.nat(), fc.nat(), ({deals, whole}, given, at, of) => {
        const before = scoreAll({deals, whole}, given).score + 1e-9
        const index = at % deals.length
        const changed = (change: (found: readonly Found[]) => readonly Found[]) =>
          deals.map((each, place) => (place === index ? {...each, found: change(each.found)} : each))
        const without = changed(all => all.filter((_, place) => place !== of % Math.max(1, all.length)))
        const worse = changed(all =>
          all.map((each, place) =>
            place === of % all.length ? {...each, severity: gravest(each.severity)} : each,
          ),
        )
        expect(before).toBeLessThanOrEqual(scoreAll({deals: without, whole}, given).score + 2e-9)
        expect(scoreAll({deals: worse, whole}, given).score).toBeLessThanOrEqual(before)
        expect(scoreAll({deals, whole: [...whole, 'medium']}, given).score).toBeLessThanOrEqual(before)
        expect(scoreAll({deals, whole: whole.map(gravest)}, given).score).toBeLessThanOrEqual(before)
      }),
    )
  })

  it('does not depend on the order of deals and findings, or the unit of the currency', () => {
    fc.assert(
      fc.property(reviewed, scoring, fc.constantFrom(0.01, 7.5, 1000), ({deals, whole}, given, rate) => {
        const {score} = scoreAll({deals, whole}, given)
        const turned = deals.map(({amount, found: all}) => ({
          amount: amount * rate,
          found: [...all].reverse(),
        }))
        const other = scoreAll({deals: turned.reverse(), whole: [...whole].reverse()}, given)
        expect(other.score).toBeCloseTo(score, 6)
      }),
    )
  })

  it('loses no more than a fifth of what the deals left to the pipeline as a whole', () => {
    fc.assert(
      fc.property(reviewed, scoring, ({deals, whole}, given) => {
        const left = scoreAll({deals, whole: []}, given).score
        expect(scoreAll({deals, whole}, given).score).toBeGreaterThanOrEqual(0.8 * left - 1e-9)
      }),
    )
  })
})
