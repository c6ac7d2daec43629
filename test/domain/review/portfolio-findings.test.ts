import {describe, expect, it} from 'vitest'
import type {RulesetFile} from '../../../src/domain/rules/ruleset.js'
import type {DealText} from '../../support/a-deal.js'
import {reviewSeries} from '../../support/a-previous-review.js'

const rules: RulesetFile = {
  rules: {
    'missing-owner': 'on',
    concentration: 'critical',
    'coverage-below-target': {quota: 1_000_000},
    'disappeared-since-review': 'on',
  },
}

const whale: DealText = {id: 'whale', name: 'Whale', amount: 900, closeDate: '2025-06-30'}
const small = (count: number): DealText[] =>
  Array.from({length: count}, (_, index) => ({
    id: `d${index}`,
    name: `Deal ${index}`,
    amount: 10,
    owner: 'Bo',
  }))

const coverage = {
  ruleId: 'coverage-below-target',
  severity: 'high',
  message: 'open pipeline of this quarter covers 0.0 times what is left of the quota (target 3)',
}
const whales = (percent: number) => [
  {ruleId: 'concentration', severity: 'critical', message: `Whale is ${percent} % of the open amount`},
  {ruleId: 'concentration', severity: 'critical', message: `Ada has ${percent} % of the open amount`},
]

describe('findings about the pipeline as a whole', () => {
  const [first, second] = reviewSeries([{deals: [whale, ...small(10)]}, {deals: [whale, ...small(5)]}], {
    rules,
  })

  it('are told in the order of the catalogue, with the severities of their rules', () => {
    expect(first!.summary.portfolio).toEqual([coverage, ...whales(90)])
    expect(second!.summary.portfolio).toEqual([
      coverage,
      ...whales(95),
      {
        ruleId: 'disappeared-since-review',
        severity: 'info',
        message: '5 deals are neither open nor closed any more: Deal 5, Deal 6, Deal 7 and 2 more',
      },
    ])
  })

  it('cost no points and count among no findings, of no deal', () => {
    expect(second!.summary).toMatchObject({score: 100, issuesFound: 0, highRiskDeals: 0})
    expect(Object.values(second!.summary.issuesBySeverity)).toEqual([0, 0, 0, 0, 0])
    expect([...second!.deals()].flatMap(({findings}) => findings)).toEqual([])
    expect(second!.summary.changes).toMatchObject({findingsNew: 0, findingsResolved: 0, scoreDelta: 0})
  })

  describe('where the rule file has them cost points', () => {
    // The deals have an owner and lose nothing, but for the last case: half of the only one's health.
    const [half, owned] = [{...whale, owner: null}, whale]
    it.each<{name: string; deals: DealText[]; file: RulesetFile; score: number; lost: number[]}>([
      {
        name: 'one point below the cap',
        deals: [owned],
        file: {score: {points: {high: 19}}},
        score: 81,
        lost: [19],
      },
      {name: 'at the cap', deals: [owned], file: {score: {points: {high: 20}}}, score: 80, lost: [20]},
      {name: 'above the cap', deals: [owned], file: {}, score: 80, lost: [20]},
      {
        name: 'above the cap, in proportion',
        deals: [owned, ...small(5)],
        file: {score: {points: {critical: 30, high: 20}}},
        score: 80,
        lost: [5, 7.5, 7.5],
      },
      {
        name: 'of what is left',
        deals: [half],
        file: {score: {points: {critical: 50, high: 10}}},
        score: 45,
        lost: [5],
      },
    ])('they take their part: $name', ({deals, file, score, lost}) => {
      const settings = {...rules.rules, 'missing-owner': 'critical'} as const
      const scored = {rules: settings, score: {...file.score, portfolio: true}}
      const [analysis] = reviewSeries([{deals}], {rules: scored})
      const {summary} = analysis!
      expect(summary.score).toBeCloseTo(score, 9)
      expect(summary.portfolio.map(({pointsLost}) => pointsLost)).toEqual(
        lost.map(points => expect.closeTo(points, 9)),
      )
      const sum = lost.reduce((total, points) => total + points, 0)
      expect(summary.portfolioPointsLost).toBeCloseTo(sum, 9)
      expect(summary.rules.reduce((total, {pointsLost}) => total + pointsLost, 0)).toBeCloseTo(100 - score, 9)
      expect(summary.scoring).toMatchObject({portfolio: true})
    })

    it('they cost nothing where there is no score', () => {
      const file: RulesetFile = {rules: {concentration: 'critical'}, score: {portfolio: true}}
      const [analysis] = reviewSeries([{deals: [whale, ...small(5)]}], {rules: file})
      expect(analysis!.summary).toMatchObject({score: null, portfolioPointsLost: 0})
    })

    it('a review is compared with the first one without those that were skipped in it', () => {
      const file: RulesetFile = {
        rules: {'missing-owner': 'on', 'disappeared-since-review': 'high'},
        score: {portfolio: true},
      }
      const [, second] = reviewSeries([{deals: [whale, ...small(9)]}, {deals: [whale]}], {rules: file})
      expect(second!.summary.score).toBeCloseTo(80, 9)
      expect(second!.summary.changes).toMatchObject({scoreDelta: 0})
    })

    it('the score after the change is not compared with the one before', () => {
      const given = {rules: {...rules, score: {portfolio: true}}}
      const [, second] = reviewSeries([
        {deals: [whale], rules},
        {deals: [whale], ...given},
      ])
      expect(second!.summary.changes).toMatchObject({
        scoreDelta: null,
        notComparable: 'the rules changed between the two reviews',
      })
    })
  })

  it('are of rules that check one thing, unless they are skipped', () => {
    const outcomes = first!.summary.rules.map(({ruleId, checked, violated, pointsLost}) => [
      ruleId,
      checked,
      violated,
      pointsLost,
    ])
    expect(outcomes).toEqual([
      ['missing-owner', 11, 0, 0],
      ['coverage-below-target', 1, 1, 0],
      ['concentration', 1, 1, 0],
      ['disappeared-since-review', 0, 0, 0],
    ])
    expect(first!.summary.rules[3]).toMatchObject({
      skippedReason: 'first-review',
      skippedDetail: 'there is no earlier review of the same deals',
    })
    expect(first!.summary.checks).toEqual({evaluated: 3, skipped: 1})
  })

  it('do not make a score where no deal was judged', () => {
    const [analysis] = reviewSeries([{deals: [whale]}], {rules: {rules: {concentration: 'on'}}})
    expect(analysis!.summary).toMatchObject({score: null, band: null, checks: {evaluated: 1, skipped: 0}})
  })

  it('need their fields', () => {
    const [analysis] = reviewSeries([{deals: [whale], without: ['amount']}], {rules})
    expect(analysis!.summary.portfolio).toEqual([])
    expect(analysis!.summary.rules[1]).toMatchObject({checked: 0, skippedReason: 'field-unavailable'})
  })

  it('are skipped where they are not configured', () => {
    const [analysis] = reviewSeries([{deals: [whale]}], {rules: {rules: {'coverage-below-target': 'on'}}})
    expect(analysis!.summary.rules[0]).toMatchObject({checked: 0, skippedReason: 'not-configured'})
  })

  it('look at deals that count: not at closed ones, nor at rows that a later one replaces', () => {
    const deals: DealText[] = [
      {...whale, amount: 1e9},
      ...small(10),
      {...whale, amount: 10},
      {id: 'won', name: 'Won', amount: 1e9, outcome: 'won', closeDate: '2025-04-01'},
    ]
    const file = {rules: {concentration: {ownerShare: 1}, 'coverage-below-target': {quota: 1e9}}} as const
    const [analysis] = reviewSeries([{deals}], {rules: file})
    expect(analysis!.summary.portfolio).toEqual([])
  })
})
