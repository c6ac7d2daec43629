import {describe, expect, it} from 'vitest'
import type {Analysis} from '../../../src/domain/review/analysis.js'
import type {RulesetFile} from '../../../src/domain/rules/ruleset.js'
import type {DealText} from '../../support/a-deal.js'
import {reviewSeries} from '../../support/a-previous-review.js'

const rules: RulesetFile = {
  rules: {'missing-owner': 'on', 'no-meaningful-change': 'on', 'unresolved-violation': 'on'},
}

const sick: DealText = {owner: null}

function seriesAt(days: readonly string[], given: RulesetFile = rules): Analysis[] {
  return reviewSeries(
    days.map(day => ({deals: [sick, {id: 'd2'}], asOf: `${day}:00:00Z`})),
    {rules: given, timeZone: 'UTC'},
  )
}

const weekly = ['2025-02-03T06', '2025-02-10T06', '2025-02-17T06', '2025-02-24T06', '2025-03-03T06']

/** Of each review: the rules that could run, and what the score changed by. */
const told = (series: readonly Analysis[]) =>
  series.map(({summary}) => ({
    ran: summary.rules.filter(({skippedReason}) => skippedReason === null).map(({ruleId}) => ruleId),
    delta: summary.changes?.scoreDelta ?? null,
    series: summary.series,
  }))

describe('a series of reviews of a pipeline that does not change', () => {
  it('runs rules that look back once they can find something, and compares scores without them the first time', () => {
    const since = '2025-02-03'
    expect(told(seriesAt(weekly))).toEqual([
      {ran: ['missing-owner'], delta: null, series: {reviews: 1, since}},
      {ran: ['missing-owner'], delta: 0, series: {reviews: 2, since}},
      {ran: ['missing-owner', 'unresolved-violation'], delta: 0, series: {reviews: 3, since}},
      {
        ran: ['missing-owner', 'no-meaningful-change', 'unresolved-violation'],
        delta: 0,
        series: {reviews: 4, since},
      },
      {
        ran: ['missing-owner', 'no-meaningful-change', 'unresolved-violation'],
        delta: 0,
        series: {reviews: 5, since},
      },
    ])
  })

  it('says what is missing', () => {
    const [first, second] = seriesAt(weekly)
    const detailOf = ({summary}: Analysis) =>
      summary.rules.find(({ruleId}) => ruleId === 'unresolved-violation')!.skippedDetail
    expect(detailOf(first!)).toBe('it needs 3 reviews over 7 days, this is the first review')
    expect(detailOf(second!)).toBe('it needs 3 reviews over 7 days, there are 2 reviews so far, over 7 days')
  })

  it('counts reviews of one day as one, whatever their number', () => {
    const day = ['2025-02-03T06', '2025-02-03T07', '2025-02-03T23', '2025-02-10T06', '2025-02-10T09']
    const series = seriesAt(day)
    expect(series.map(({summary}) => summary.series!.reviews)).toEqual([1, 1, 1, 2, 2])
    expect(series.map(({summary}) => summary.score)).toEqual(Array(5).fill(series[0]!.summary.score))
    const [deal] = [...series[4]!.deals()]
    expect(deal!.findings[0]).toMatchObject({ruleId: 'missing-owner', reviews: 2, since: '2025-02-03'})
    expect(deal).toMatchObject({unchangedReviews: 1, unchangedSince: '2025-02-03'})
  })

  it.each([
    {
      name: 'enough reviews, too few days',
      days: ['2025-02-03T06', '2025-02-04T06', '2025-02-09T06'],
      ran: false,
    },
    {name: 'enough of both', days: ['2025-02-03T06', '2025-02-04T06', '2025-02-10T06'], ran: true},
    {name: 'enough days, too few reviews', days: ['2025-02-03T06', '2025-02-20T06'], ran: false},
  ])('asks for reviews and days: $name', ({days, ran}) => {
    const last = told(seriesAt(days)).at(-1)!
    expect(last.ran.includes('unresolved-violation')).toBe(ran)
  })

  it('runs a rule once the easiest of its overrides can find something', () => {
    const sooner: RulesetFile = {
      ...rules,
      overrides: [
        {when: {owner: 'Ada'}, rules: {'no-meaningful-change': {severity: 'medium', reviews: 1, minDays: 7}}},
      ],
    }
    expect(told(seriesAt(weekly, sooner)).map(({ran}) => ran.includes('no-meaningful-change'))).toEqual([
      ...[false, true, true, true, true],
    ])
  })
})
