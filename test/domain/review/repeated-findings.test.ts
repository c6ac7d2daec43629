import {describe, expect, it} from 'vitest'
import type {Analysis} from '../../../src/domain/review/analysis.js'
import type {RulesetFile} from '../../../src/domain/rules/ruleset.js'
import type {DealText} from '../../support/a-deal.js'
import {everyHours, reviewSeries} from '../../support/a-previous-review.js'
import type {ReviewGiven} from '../../support/a-review.js'

const rules: RulesetFile = {
  rules: {
    'missing-owner': 'on',
    'missing-account': 'on',
    'missing-amount': 'on',
    'unresolved-violation': 'on',
  },
}

const sick: DealText = {owner: null}
const healthy: DealText = {}

function seriesOf(deals: readonly (DealText | null)[], hours = 24 * 7, given: ReviewGiven = {}): Analysis[] {
  const instants = everyHours(hours, deals.length)
  const reviews = deals.map((deal, index) => ({deals: deal === null ? [] : [deal], asOf: instants[index]!}))
  return reviewSeries(reviews, {rules, ...given})
}

/** `missing-owner 2 since 2025-02-03`, of the only deal. */
function standingsOf(analysis: Analysis): string[] {
  return [...analysis.deals()].flatMap(({findings}) =>
    findings.map(({ruleId, reviews, since}) => `${ruleId} ${reviews} since ${since}`),
  )
}

function unresolvedOf(analysis: Analysis): string[] {
  return [...analysis.deals()].flatMap(({findings}) =>
    findings.filter(({ruleId}) => ruleId === 'unresolved-violation').map(({message}) => message),
  )
}

describe('a finding that stays', () => {
  it.each([
    {reviews: 2, found: []},
    {reviews: 3, found: ['no owner in 3 reviews one after the other']},
    {reviews: 4, found: ['no owner in 4 reviews one after the other']},
  ])('is unresolved after $reviews weekly reviews: $found', ({reviews, found}) => {
    const series = seriesOf(Array.from({length: reviews}, () => sick))
    expect(unresolvedOf(series.at(-1)!)).toEqual(found)
  })

  it('is unresolved after seven days of hourly reviews, of which those of one day are one', () => {
    const series = seriesOf(
      Array.from({length: 7 * 24}, () => sick),
      1,
    )
    const first = series.findIndex(analysis => unresolvedOf(analysis).length > 0)
    // From 6 o'clock of the first day to midnight, and six days.
    expect(first).toBe(18 + 6 * 24)
    expect(unresolvedOf(series[first]!)).toEqual(['no owner in 8 reviews one after the other'])
  })

  it('tells for how many reviews, and since when', () => {
    expect(seriesOf([healthy, sick, sick]).map(standingsOf)).toEqual([
      [],
      ['missing-owner 1 since 2025-02-10'],
      ['missing-owner 2 since 2025-02-10'],
    ])
  })

  it.each<{name: string; between: DealText | null}>([
    {name: 'goes away and comes back', between: healthy},
    {name: 'is of a deal that is gone and comes back', between: null},
    {name: 'is of a deal that is closed and opened again', between: {...sick, outcome: 'lost'}},
  ])('counts anew when it $name', ({between}) => {
    const series = seriesOf([sick, sick, between, sick, sick])
    expect(standingsOf(series[3]!)).toEqual(['missing-owner 1 since 2025-02-24'])
    expect(standingsOf(series[4]!)).toEqual(['missing-owner 2 since 2025-02-24'])
    expect([...series[3]!.deals()][0]!.findings[0]!.isNew).toBe(true)
  })

  it('does not count while its rule is skipped', () => {
    const weeks: readonly ReviewGiven[] = [{}, {}, {without: ['owner']}, {}, {}, {}]
    const instants = everyHours(24 * 7, weeks.length)
    const series = reviewSeries(
      weeks.map((given, index) => ({deals: [sick], asOf: instants[index]!, ...given})),
      {rules},
    )
    expect(series.map(analysis => standingsOf(analysis)[0] ?? null)).toEqual([
      'missing-owner 1 since 2025-02-03',
      'missing-owner 2 since 2025-02-03',
      null,
      'missing-owner 1 since 2025-02-24',
      'missing-owner 2 since 2025-02-24',
      'missing-owner 3 since 2025-02-24',
    ])
    expect(series.map(analysis => unresolvedOf(analysis).length)).toEqual([0, 0, 0, 0, 0, 1])
  })

  it('goes on over a change of its words, its severity and the zone', () => {
    const past = {rules: {'close-date-past': 'on'}} as const
    const instants = everyHours(24 * 7, 3)
    const deal = {closeDate: '2025-01-01'}
    const series = reviewSeries(
      [
        {deals: [deal], asOf: instants[0]!},
        {deals: [deal], asOf: instants[1]!, rules: {rules: {'close-date-past': 'low'}}},
        {deals: [deal], asOf: instants[2]!, timeZone: 'Pacific/Kiritimati'},
      ],
      {rules: past},
    )
    expect(series.map(analysis => standingsOf(analysis)[0])).toEqual([
      'close-date-past 1 since 2025-02-03',
      'close-date-past 2 since 2025-02-03',
      'close-date-past 3 since 2025-02-03',
    ])
  })
})

describe('an unresolved violation', () => {
  const twice = {'unresolved-violation': {reviews: 2, minDays: 0, fromSeverity: 'info'}} as const
  const both = {owner: null, account: null, amount: null}

  it.each<{name: string; weeks: DealText[]; found: string}>([
    {
      name: 'the one that is there longest',
      weeks: [{account: null}, both, both],
      found: 'no account in 3',
    },
    {name: 'of equal ones the worst', weeks: [both, both], found: 'no amount in 2'},
    {
      name: 'of equally bad ones the first of the catalogue',
      weeks: [
        {owner: null, amount: null},
        {owner: null, amount: null},
      ],
      found: 'no amount in 2',
    },
  ])('is told once a deal: $name', ({weeks, found}) => {
    const series = seriesOf(weeks, 24, {rules: {rules: {...rules.rules, ...twice}}})
    expect(unresolvedOf(series.at(-1)!)).toEqual([`${found} reviews one after the other`])
  })

  it('is not told of one that is too harmless, though it is there longer', () => {
    const weeks = [{account: null}, both, both, both]
    expect(unresolvedOf(seriesOf(weeks).at(-1)!)).toEqual(['no amount in 3 reviews one after the other'])
  })

  it('is told neither of news nor of itself', () => {
    const file = {rules: {...twice, 'slipped-since-review': 'critical'}} as const
    const later = (month: number): DealText => ({closeDate: `2025-0${month}-01`})
    const series = seriesOf([5, 6, 7, 8, 9].map(later), 24 * 7, {rules: file})
    expect(series.flatMap(unresolvedOf)).toEqual([])
    const sickly = seriesOf(
      Array.from({length: 5}, () => sick),
      24 * 7,
    )
    expect(standingsOf(sickly[4]!)).toEqual([
      'missing-owner 5 since 2025-02-03',
      'unresolved-violation 3 since 2025-02-17',
    ])
  })

  it('is not told of a finding that is waived', () => {
    const waivers = [{rule: 'missing-owner', deal: 'd1', until: '2025-12-31', reason: 'a new owner comes'}]
    const series = seriesOf([sick, sick, sick], 24 * 7, {rules: {...rules, waivers}})
    expect(series.flatMap(standingsOf)).toEqual([])
  })

  it('costs what its severity costs, each deal by itself', () => {
    const deals = [
      {id: 'a', owner: null},
      {id: 'b'},
      {id: 'c', owner: null},
      {id: 'd', outcome: 'won', owner: null},
    ] as const
    const instants = everyHours(24 * 7, 3)
    const series = reviewSeries(
      instants.map(asOf => ({deals, asOf})),
      {rules},
    )
    const health = [...series[2]!.deals()].map(deal => `${deal.id} ${deal.health}`).sort()
    expect(health).toEqual(['a 50', 'b 100', 'c 50'])
  })
})
