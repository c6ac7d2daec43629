import {describe, expect, it} from 'vitest'
import {parseCalendarDate} from '../../../src/domain/review/calendar-date.js'
import type {Deal} from '../../../src/domain/review/deal.js'
import type {DealFilter} from '../../../src/domain/review/deal-filter.js'
import {FilteredDeals} from '../../../src/domain/review/filtered-deals.js'
import {closeDate, dealFilterOf} from '../../../src/domain/review/stored-filter.js'
import {aDeal} from '../../support/a-deal.js'

const date = (text: string) => parseCalendarDate(text)!

const deals: readonly Deal[] = [
  aDeal({id: 'a', pipeline: 'Sales', stage: 'Proposal', owner: 'Ann', amount: 100, closeDate: '2026-12-01'}),
  aDeal({
    id: 'b',
    pipeline: 'Renewals',
    stage: 'Closing',
    owner: 'Bob',
    amount: 200,
    closeDate: '2026-12-31',
  }),
  aDeal({id: 'c', pipeline: null, stage: null, owner: null, amount: null, closeDate: null}),
  aDeal({
    id: 'won',
    pipeline: 'Sales',
    stage: 'Won',
    owner: 'Ann',
    amount: 300,
    closeDate: '2026-01-01',
    outcome: 'won',
  }),
]

function passed(filter: DealFilter, given = deals) {
  const ids: string[] = []
  const sink = new FilteredDeals(
    {begin: () => ids.splice(0), add: some => ids.push(...some.map(({id}) => id))},
    filter,
  )
  sink.begin({fields: new Set()})
  sink.add(given)
  return {ids: ids.join(' '), warnings: sink.warnings}
}

describe('a filter', () => {
  it.each<[string, DealFilter, string]>([
    ['of nothing', {}, 'a b c won'],
    ['of a pipeline', {pipelines: ['Sales']}, 'a won'],
    ['of two pipelines, in other letters', {pipelines: [' SALES', 'renewals']}, 'a b won'],
    ['of a stage leaves closed deals in', {stages: ['Proposal']}, 'a won'],
    ['of an owner', {owners: ['bob']}, 'b'],
    ['of an amount from', {minAmount: 200}, 'b won'],
    ['of an amount from, a little more', {minAmount: 200.01}, 'won'],
    ['of an amount to', {maxAmount: 200}, 'a b'],
    ['of an amount to, a little less', {maxAmount: 199.99}, 'a'],
    ['of a close date from leaves closed deals in', {closeFrom: date('2026-12-31')}, 'b won'],
    ['of a close date from, a day later', {closeFrom: date('2027-01-01')}, 'won'],
    ['of a close date to leaves closed deals in', {closeTo: date('2026-12-01')}, 'a won'],
    [
      'of all of them',
      {pipelines: ['Sales'], minAmount: 100, closeTo: date('2026-12-01'), owners: ['Ann']},
      'a won',
    ],
    ['of a condition, which its source looks at', {soql: "Type = 'New'"}, 'a b c won'],
  ])('%s', (_, filter, ids) => {
    expect(passed(filter).ids).toBe(ids)
  })

  it('that no open deal matches tells which names there are', () => {
    expect(passed({stages: ['Porposal'], owners: ['Ann']}).warnings).toEqual([
      'none of 3 open deals matches the filter; stages there are: Proposal, Closing; owners there are: Ann, Bob',
    ])
    expect(passed({stages: ['Proposal']}).warnings).toEqual([])
    expect(passed({stages: ['Proposal']}, []).warnings).toEqual([
      'no open deal: the source has none, or none that matches the filter',
    ])
  })

  it('names eight of many', () => {
    const many = Array.from({length: 9}, (_, number) => aDeal({id: `${number}`, stage: `S${number}`}))
    const told = (count: number) => passed({stages: ['none']}, many.slice(0, count)).warnings[0]
    expect(told(8)).toMatch(/S7$/)
    expect(told(9)).toMatch(/S7, …$/)
  })
})

describe('a close date of a filter', () => {
  const today = date('2026-11-26')
  it.each([
    ['2027-01-31', date('2027-01-31')],
    ['today', today],
    ['+90d', today + 90],
    ['-30d', today - 30],
    ['+0d', today],
    ['90d', null],
    ['+90', null],
    ['+12345d', null],
    ['2027-02-30', null],
    ['', null],
  ])('%s', (text, expected) => {
    expect(closeDate(text, today)).toBe(expected)
  })

  it('means another day with every review', () => {
    const stored = {closeTo: '+30d', minAmount: 5}
    expect(dealFilterOf(stored, today)).toEqual({closeTo: today + 30, minAmount: 5})
    expect(dealFilterOf(stored, today + 7)).toEqual({closeTo: today + 37, minAmount: 5})
    expect(dealFilterOf(null, today)).toBeNull()
  })

  it.each<[string, object]>([
    ['another key', {colour: 'red'}],
    ['a date that is none', {closeTo: 'soon'}],
    ['an empty list', {stages: []}],
  ])('that was stored with %s is refused in words', (_, stored) => {
    expect(() => dealFilterOf(stored as never, today)).toThrow('the stored filter cannot be read')
  })
})
