import {describe, expect, it} from 'vitest'
import type {Analysis} from '../../../src/domain/review/analysis.js'
import {type Deal, dealFields} from '../../../src/domain/review/deal.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {aPipelineReview, aReview, type ReviewGiven} from '../../support/a-review.js'

const plain = ({summary, deals}: Analysis) => ({summary, deals: [...deals()]})

const source = {
  label: 'file "emea"',
  report: {rowsRead: 0, bytesRead: 0, refusedCount: 0, refusals: [], warnings: []},
}

const fields = new Set(dealFields)

function several(count: number, changes: DealText, prefix = 'd'): Deal[] {
  return Array.from({length: count}, (_, index) => aDeal({...changes, id: `${prefix}${index}`}))
}

const won = {outcome: 'won', createdAt: '2024-01-01T09:00:00Z', closeDate: '2025-01-01'} as const

describe('a source that starts over', () => {
  const deals = [
    aDeal({id: 'a', owner: null, lastActivityAt: '2025-01-01T09:00:00Z'}),
    aDeal({id: 'b', stage: 'Legal', closeDate: '2025-03-01'}),
    aDeal({id: 'c', ...won}),
  ]

  const before: {name: string; deals: readonly Deal[]; fields?: Set<(typeof dealFields)[number]>}[] = [
    {name: 'nothing', deals: []},
    {name: 'the same deals', deals},
    {name: 'the same deals with fewer fields', deals, fields: new Set(['owner'])},
    {name: 'deals that violate', deals: several(30, {owner: null, amount: null, closeDate: '2020-01-01'})},
    {name: 'deals without a signal', deals: several(30, {lastActivityAt: null, contactCount: null})},
    {name: 'wins for a benchmark', deals: several(30, won)},
    {name: 'a deal twice', deals: [...several(1, {}), ...several(1, {})]},
    {name: 'other stages, owners and currencies', deals: [aDeal({stage: 'X', owner: 'Y', currency: 'USD'})]},
    {name: 'many deals', deals: several(3000, {nextStep: null})},
  ]

  it.each(before)('finds what one finds that did not, after $name', row => {
    const review = aPipelineReview()
    review.begin({fields: row.fields ?? fields})
    review.add(row.deals)
    review.begin({fields})
    review.add(deals)
    const once = aPipelineReview()
    once.begin({fields})
    once.add(deals)
    expect(plain(review.finish(source, null))).toStrictEqual(plain(once.finish(source, null)))
  })

  it('is judged by the fields that it has in the end', () => {
    const review = aPipelineReview({rules: {rules: {'missing-owner': 'on'}}})
    review.begin({fields})
    review.begin({fields: new Set(['amount'])})
    review.add([aDeal({owner: null})])
    expect(review.finish(source, null).summary.rules[0]).toMatchObject({skippedReason: 'field-unavailable'})
  })
})

describe('deals that arrive in several portions', () => {
  const deals = [
    ...several(5, {owner: null}),
    ...several(12, won, 'w'),
    aDeal({id: 'd1', outcome: 'lost'}),
    ...several(5, {createdAt: '2020-01-01T09:00:00Z'}, 'o'),
  ]

  it.each([
    {name: 'one by one', portions: deals.map(deal => [deal])},
    {name: 'with empty portions between', portions: [[], deals.slice(0, 9), [], deals.slice(9), []]},
    {name: 'in two', portions: [deals.slice(0, 1), deals.slice(1)]},
  ])('are reviewed as if they came at once: $name', ({portions}) => {
    const review = aPipelineReview()
    review.begin({fields})
    for (const portion of portions) review.add(portion)
    const once = aPipelineReview()
    once.begin({fields})
    once.add(deals)
    expect(plain(review.finish(source, null))).toStrictEqual(plain(once.finish(source, null)))
  })
})

describe('several rows of one deal', () => {
  const sick = {id: 'a', owner: null, amount: 100, stage: 'Old', currency: 'USD'} as const
  const well = {id: 'a', owner: 'Ada', amount: 200, stage: 'New'} as const
  const other = aDeal({id: 'b', amount: 50})

  it.each<{name: string; rows: DealText[]; open: string[]; won?: number; lost?: number; issues?: number}>([
    {name: 'open twice: the later one', rows: [sick, well], open: ['a', 'b']},
    {name: 'open twice, worse in the later one', rows: [well, sick], open: ['a', 'b'], issues: 1},
    {name: 'open, then won', rows: [sick, {...well, outcome: 'won'}], open: ['b'], won: 1},
    {name: 'open, then lost', rows: [sick, {...well, outcome: 'lost'}], open: ['b'], lost: 1},
    {name: 'won, then open', rows: [{...well, outcome: 'won'}, sick], open: ['a', 'b'], issues: 1},
    {name: 'lost, then open', rows: [{...sick, outcome: 'lost'}, well], open: ['a', 'b']},
    {
      name: 'won, then lost',
      rows: [
        {...well, outcome: 'won'},
        {...well, outcome: 'lost'},
      ],
      open: ['b'],
      lost: 1,
    },
    {name: 'open, lost, open', rows: [sick, {...sick, outcome: 'lost'}, well], open: ['a', 'b']},
  ])('$name', ({rows, open, won = 0, lost = 0, issues = 0}) => {
    const {summary, deals} = aReview([...rows.map(aDeal), other])
    expect([...deals()].map(deal => deal.id).sort()).toEqual(open)
    expect(summary).toMatchObject({
      dealsAnalyzed: open.length,
      closedDeals: {won, lost},
      issuesFound: issues,
      source: {duplicateIds: rows.length - 1},
    })
    expect(summary.rules.find(rule => rule.ruleId === 'missing-owner')).toMatchObject({
      checked: open.length,
      violated: issues,
    })
  })

  it('leave no trace of the earlier one in score and totals', () => {
    const repeated = aReview([aDeal(sick), other, aDeal(well)]).summary
    const {source, ...once} = aReview([other, aDeal(well)]).summary
    expect(repeated).toStrictEqual({...once, source: repeated.source})
    expect(source.duplicateIds).toBe(0)
  })

  it.each([
    {rows: 1, warnings: []},
    {rows: 2, warnings: ['1 row repeats the id of an earlier one; the last of each counts']},
    {rows: 3, warnings: ['2 rows repeat the id of an earlier one; the last of each counts']},
  ])('are reported: $warnings', ({rows, warnings}) => {
    expect(aReview(Array.from({length: rows}, () => aDeal(well))).summary.source.warnings).toEqual(warnings)
  })
})

describe('the date of a review', () => {
  const due = aDeal({closeDate: '2025-04-01'})
  const rules = {rules: {'close-date-past': 'on'}} as const

  it.each([
    {asOf: '2025-04-01T23:59:59Z', timeZone: 'UTC', violated: 0},
    {asOf: '2025-04-02T00:00:00Z', timeZone: 'UTC', violated: 1},
    {asOf: '2025-04-02T03:59:59Z', timeZone: 'America/New_York', violated: 0},
    {asOf: '2025-04-02T04:00:00Z', timeZone: 'America/New_York', violated: 1},
    {asOf: '2025-04-01T09:59:59Z', timeZone: 'Pacific/Kiritimati', violated: 0},
    {asOf: '2025-04-01T10:00:00Z', timeZone: 'Pacific/Kiritimati', violated: 1},
  ])('is that of $timeZone at $asOf', ({asOf, timeZone, violated}) => {
    const {summary} = aReview([due], {asOf, timeZone, rules})
    expect(summary.issuesFound).toBe(violated)
    expect(summary).toMatchObject({asOf: new Date(asOf).toISOString(), timezone: timeZone})
  })

  it('counts days from an instant in the zone too', () => {
    const quiet = {rules: {'no-recent-activity': {days: 1}}} as const
    const deal = aDeal({lastActivityAt: '2025-03-31T03:00:00Z'})
    const foundIn = (timeZone: string) =>
      aReview([deal], {rules: quiet, timeZone} satisfies ReviewGiven).summary.issuesFound
    expect(foundIn('UTC')).toBe(0)
    expect(foundIn('America/New_York')).toBe(1)
  })
})
