import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {changeKinds, type DealChange} from '../../../src/domain/review/analysis.js'
import {ChangeCollector, changesBetween, scoreDelta} from '../../../src/domain/review/changes.js'
import type {RulesetFile} from '../../../src/domain/rules/ruleset.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {aPreviousReview} from '../../support/a-previous-review.js'
import {aReview, type ReviewGiven} from '../../support/a-review.js'
import {anyDeals} from '../../support/any-deals.js'

const runs = {from: 'run-1', to: 'run-2'}

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
    const difference = changesBetween(monday, friday, runs)
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
    const {findings, findingsNew, findingsResolved} = changesBetween(monday, friday, runs)
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
    const difference = changesBetween(friday, monday, runs)
    expect(itemTexts(difference)).toEqual(['new leaves (20)', 'gone comes (4000)', 'amount-down grows (300)'])
    expect([difference.findingsNew, difference.findingsResolved]).toEqual([1, 1])
  })

  it.each([
    {name: 'one with findings and closed deals', run: review([{owner: null}, {id: 'w', outcome: 'won'}])},
    {name: 'one that changed since the run before', run: aReview([aDeal()], {previous: aPreviousReview([])})},
    {name: 'an empty one', run: review([])},
  ])('is nothing for a run and itself: $name', ({run}) => {
    expect(changesBetween(run, run, runs)).toMatchObject({
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
    expect(itemTexts(changesBetween(previous.analysis, later, runs))).toEqual([
      'won won (8)',
      'lost lost (5)',
      'gone gone (5)',
    ])
    const unaware = aReview(now)
    expect(itemTexts(changesBetween(previous.analysis, unaware, runs))).toEqual([
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
    const difference = changesBetween(review([{stage: 'Red'}]), review([{stage: 'Blue'}], {stageOrder}), runs)
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
    expect(changesBetween(earlier, later, runs).items.map(item => item.kind)).toEqual([
      'new',
      'stage-forward',
    ])
  })

  it.each<{name: string; later: ReviewGiven; resolved: number}>([
    {name: 'ran and found nothing', later: {}, resolved: 1},
    {name: 'was skipped', later: {without: ['owner']}, resolved: 0},
    {name: 'was off', later: {rules: {rules: {'missing-account': 'on'}}}, resolved: 0},
  ])('has $resolved findings resolved of a rule that $name in the later run', ({later, resolved}) => {
    const difference = changesBetween(review([{owner: null}]), review([{}], later), runs)
    expect(difference.findingsResolved).toBe(resolved)
    expect(difference.findings.resolved).toHaveLength(resolved)
  })

  it('is what the later run itself told of the earlier one', () => {
    fc.assert(
      fc.property(anyDeals(), anyDeals(), (before, now) => {
        const previous = aPreviousReview(before)
        const later = aReview(now, {previous})
        const {findings, ...changes} = changesBetween(previous.analysis, later, runs)
        expect(changes).toEqual(later.summary.changes)
        expect(findings.new).toHaveLength(changes.findingsNew)
        expect(findings.resolved).toHaveLength(changes.findingsResolved)
      }),
      {numRuns: 300},
    )
  })
})

describe('two scores', () => {
  const rules = (settings: RulesetFile['rules']): RulesetFile => ({rules: settings ?? {}})
  const plain = rules({'missing-owner': 'on', 'missing-account': 'on', 'stage-stalled': {days: 30}})
  const changed = 'the rules changed between the two reviews'
  const skipped = 'other rules were skipped in the two reviews'

  it.each<{name: string; before: ReviewGiven; now: ReviewGiven; problem: string | null}>([
    {name: 'of the same rules', before: {rules: plain}, now: {rules: plain}, problem: null},
    {
      name: 'of the same rules, written otherwise',
      before: {rules: plain},
      now: {
        rules: rules({
          'stage-stalled': 'high',
          'missing-account': 'medium',
          'missing-owner': {severity: 'on'},
        }),
      },
      problem: null,
    },
    {
      name: 'of one rule more',
      before: {rules: plain},
      now: {rules: rules({...plain.rules, 'missing-amount': 'on'})},
      problem: changed,
    },
    {
      name: 'of one rule less',
      before: {rules: plain},
      now: {rules: rules({...plain.rules, 'missing-owner': 'off'})},
      problem: changed,
    },
    {
      name: 'of another severity',
      before: {rules: plain},
      now: {rules: rules({...plain.rules, 'missing-owner': 'low'})},
      problem: changed,
    },
    {
      name: 'of another option',
      before: {rules: plain},
      now: {rules: rules({...plain.rules, 'stage-stalled': {days: 31}})},
      problem: changed,
    },
    {
      name: 'of which the later skipped a rule',
      before: {rules: plain},
      now: {rules: plain, without: ['owner']},
      problem: skipped,
    },
    {
      name: 'of which the earlier skipped a rule',
      before: {rules: plain, without: ['owner']},
      now: {rules: plain},
      problem: skipped,
    },
    {
      name: 'that skipped different rules',
      before: {rules: plain, without: ['owner']},
      now: {rules: plain, without: ['account']},
      problem: skipped,
    },
    {
      name: 'that skipped the same rule',
      before: {rules: plain, without: ['owner']},
      now: {rules: plain, without: ['owner']},
      problem: null,
    },
    {
      name: 'of other rules, of which others were skipped',
      before: {rules: plain},
      now: {rules: rules({'missing-owner': 'on'}), without: ['owner']},
      problem: changed,
    },
  ])('$name: $problem', ({before, now, problem}) => {
    const previous = {runId: 'run-1', analysis: review([{owner: null}, {id: 'b'}], before)}
    const later = review([{}, {id: 'b'}], {...now, previous})
    const delta = problem === null ? later.summary.score! - previous.analysis.summary.score! : null
    const told = {notComparable: problem, scoreDelta: delta}
    expect(later.summary.changes).toMatchObject(told)
    expect(changesBetween(previous.analysis, later, runs)).toMatchObject(told)
  })

  it('that skipped the same rule for different reasons can be compared', () => {
    const given = {rules: {rules: {'never-contacted': 'on', 'missing-owner': 'on'}}} as const
    const silent = Array.from({length: 10}, (_, index) => ({id: `d${index}`, lastActivityAt: null}))
    const previous = {runId: 'run-1', analysis: review(silent, given)}
    const {changes} = review(silent, {...given, without: ['lastActivityAt'], previous}).summary
    expect(changes).toMatchObject({notComparable: null, scoreDelta: 0})
  })

  it.each([
    {before: 60, now: 70.5, problem: null, delta: 10.5},
    {before: 70.5, now: 60, problem: null, delta: -10.5},
    {before: 60, now: 60, problem: null, delta: 0},
    {before: null, now: 60, problem: null, delta: null},
    {before: 60, now: null, problem: null, delta: null},
    {before: null, now: null, problem: null, delta: null},
    {before: 60, now: 70, problem: 'other rules', delta: null},
  ])('$before and $now ($problem) differ by $delta', ({before, now, problem, delta}) => {
    expect(scoreDelta(before, now, problem)).toBe(delta)
  })
})

describe('many changes', () => {
  const collected = (amounts: readonly (number | null)[]) => {
    const collector = new ChangeCollector()
    for (const [index, amount] of amounts.entries())
      collector.add({kind: 'new', dealId: `d${index}`, name: null, amount, from: null, to: null}, amount)
    return {counts: collector.counts(), items: collector.items()}
  }
  /** Every number below `count` once, in no order. */
  const shuffled = (count: number) => Array.from({length: count}, (_, index) => (index * 7919) % count)

  it.each([1, 999, 1000, 1001, 1999, 2000, 2001, 3500, 5000])('of %i, the 1,000 largest are kept', count => {
    const {counts, items} = collected(shuffled(count))
    const kept = Math.min(count, 1000)
    expect(items.map(({amount}) => amount)).toEqual(
      Array.from({length: kept}, (_, place) => count - 1 - place),
    )
    expect(counts.new).toEqual({deals: count, amount: (count * (count - 1)) / 2})
  })

  it('stand by id where they are equally large, those without an amount last', () => {
    expect(collected([5, null, 5, 9]).items.map(({dealId}) => dealId)).toEqual(['d3', 'd0', 'd2', 'd1'])
  })

  it('of an amount go by how much it changed', () => {
    const collector = new ChangeCollector()
    const order = () => 0
    const ofAmount = (id: string, amount: number | null) => ({
      id,
      name: null,
      stage: null,
      closeDate: null,
      amount,
    })
    collector.compare(ofAmount('small', 1_000_000), ofAmount('small', 1_000_001), order)
    collector.compare(ofAmount('large', 10), ofAmount('large', 500), order)
    collector.compare(ofAmount('from none', null), ofAmount('from none', 90), order)
    expect(collector.items().map(({dealId}) => dealId)).toEqual(['large', 'from none', 'small'])
    expect(collector.counts()['amount-up']).toEqual({deals: 3, amount: 581})
  })

  it('stand in the order of their kinds', () => {
    const collector = new ChangeCollector()
    for (const kind of [...changeKinds].reverse())
      collector.add({kind, dealId: kind, name: null, amount: 1, from: null, to: null}, 1)
    expect(collector.items().map(({kind}) => kind)).toEqual([...changeKinds])
  })
})
