import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {changeKinds, type DealChange} from '../../../src/domain/review/analysis.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {aPreviousReview} from '../../support/a-previous-review.js'
import {aReview, type ReviewGiven} from '../../support/a-review.js'
import {anyDeals} from '../../support/any-deals.js'
import {differenceOf} from '../../support/difference-of.js'

const review = (deals: readonly DealText[], given?: ReviewGiven) => aReview(deals.map(aDeal), given)

/** `kind deal (amount)`. */
const itemTexts = ({items}: {items: readonly DealChange[]}) =>
  items.map(({kind, dealId, amount}) => `${kind} ${dealId} (${amount})`)

const nothing = Object.fromEntries(changeKinds.map(kind => [kind, {deals: 0, amount: 0}]))

describe('the difference of two runs', () => {
  const monday = review([
    {id: 'stays', amount: 1},
    {id: 'leaves', amount: 20},
    {id: 'grows', amount: 300, owner: null},
  ])
  const friday = review([
    {id: 'stays', amount: 1, account: null},
    {id: 'comes', amount: 4000, nextStep: null},
    {id: 'grows', amount: 350},
  ])

  it('tells what changed from the one to the other', () => {
    const difference = differenceOf(monday, friday)
    expect(itemTexts(difference)).toEqual(['new comes (4000)', 'gone leaves (20)', 'amount-up grows (350)'])
    expect(difference.counts['amount-up']).toEqual({deals: 1, amount: 50})
    expect(difference.scoreDelta).toBe(friday.summary.score! - monday.summary.score!)
    expect(difference.since).toEqual({
      runId: 'run-1',
      asOf: '2025-04-01T12:00:00.000Z',
      score: monday.summary.score,
      dealsAnalyzed: 3,
    })
  })

  it('lists the findings that are new and those that are resolved', () => {
    const {findings, findingsNew, findingsResolved} = differenceOf(monday, friday)
    const name = 'Northwind platform'
    expect(findings.new).toHaveLength(findingsNew)
    expect(findings.new).toEqual(
      expect.arrayContaining([
        {ruleId: 'missing-next-step', dealId: 'comes', name, message: 'has no next step'},
        {ruleId: 'missing-account', dealId: 'stays', name, message: 'has no account'},
      ]),
    )
    expect(findings.resolved).toEqual([
      {ruleId: 'missing-owner', dealId: 'grows', name, message: 'has no owner'},
    ])
    expect([findingsNew, findingsResolved]).toEqual([2, 1])
  })

  it('tells the reverse when the runs are given in reverse', () => {
    const difference = differenceOf(friday, monday)
    expect(itemTexts(difference)).toEqual(['new leaves (20)', 'gone comes (4000)', 'amount-down grows (300)'])
    expect([difference.findingsNew, difference.findingsResolved]).toEqual([1, 1])
  })

  it.each([
    {name: 'one with findings and closed deals', run: review([{owner: null}, {id: 'w', outcome: 'won'}])},
    {name: 'one that changed since the run before', run: aReview([aDeal()], {previous: aPreviousReview([])})},
    {name: 'an empty one', run: review([])},
  ])('is nothing for a run and itself: $name', ({run}) => {
    expect(differenceOf(run, run)).toMatchObject({
      scoreDelta: run.summary.score === null ? null : 0,
      notComparable: null,
      counts: nothing,
      items: [],
      findings: {new: [], resolved: []},
      findingsNew: 0,
      findingsResolved: 0,
    })
  })

  it('says of a deal that left how it left, where the later run saw it', () => {
    const deals = ['won', 'lost', 'gone'].map(id => aDeal({id, amount: 5}))
    const previous = aPreviousReview(deals)
    const now = [
      aDeal({id: 'won', amount: 8, outcome: 'won'}),
      aDeal({id: 'lost', outcome: 'lost', amount: null}),
    ]
    const later = aReview(now, {previous})
    expect(itemTexts(differenceOf(previous.analysis, later))).toEqual([
      'won won (8)',
      'lost lost (5)',
      'gone gone (5)',
    ])
    const unaware = aReview(now)
    expect(itemTexts(differenceOf(previous.analysis, unaware))).toEqual([
      'gone gone (5)',
      'gone lost (5)',
      'gone won (5)',
    ])
  })

  it.each([
    {stageOrder: ['Red', 'Blue'], kind: 'stage-forward'},
    {stageOrder: ['Blue', 'Red'], kind: 'stage-back'},
    {stageOrder: null, kind: 'stage-changed'},
  ])('goes by the order of stages that the later run went by: $stageOrder', ({stageOrder, kind}) => {
    const difference = differenceOf(review([{stage: 'Red'}]), review([{stage: 'Blue'}], {stageOrder}))
    expect(difference.items.map(item => item.kind)).toEqual([kind])
  })

  it('goes by the probabilities of the later run where it had no order', () => {
    const earlier = review([
      {id: 'a', stage: 'Red'},
      {id: 'b', stage: 'Red'},
    ])
    const later = review([
      {id: 'a', stage: 'Blue', probability: 0.5},
      {id: 'b', stage: 'Red', probability: 0.2},
      {id: 'c', stage: 'Red', probability: null},
    ])
    expect(differenceOf(earlier, later).items.map(item => item.kind)).toEqual(['new', 'stage-forward'])
  })

  it.each<{name: string; later: ReviewGiven; resolved: number}>([
    {name: 'ran and found nothing', later: {}, resolved: 1},
    {name: 'was skipped', later: {without: ['owner']}, resolved: 0},
    {name: 'was off', later: {rules: {rules: {'missing-account': 'on'}}}, resolved: 0},
  ])('has $resolved findings resolved of a rule that $name in the later run', ({later, resolved}) => {
    const difference = differenceOf(review([{owner: null}]), review([{}], later))
    expect(difference.findingsResolved).toBe(resolved)
    expect(difference.findings.resolved).toHaveLength(resolved)
  })

  it('is what the later run itself told of the earlier one', () => {
    fc.assert(
      fc.property(anyDeals(), anyDeals(), (before, now) => {
        const previous = aPreviousReview(before)
        const later = aReview(now, {previous})
        const {findings, ...changes} = differenceOf(previous.analysis, later)
        // Both leave out the same rules, and add the deals up in another order.
        const {scoreDelta} = changes
        const near = scoreDelta === null ? null : expect.closeTo(scoreDelta, 9)
        expect(later.summary.changes).toEqual({...changes, scoreDelta: near})
        expect(findings.new).toHaveLength(changes.findingsNew)
        expect(findings.resolved).toHaveLength(changes.findingsResolved)
      }),
      {numRuns: 300},
    )
  })
})
