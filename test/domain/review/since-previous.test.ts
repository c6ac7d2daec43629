import {describe, expect, it} from 'vitest'
import type {Changes} from '../../../src/domain/review/analysis.js'
import type {RulesetFile} from '../../../src/domain/rules/ruleset.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {afterWeeks, aPreviousReview} from '../../support/a-previous-review.js'
import {aReview, type ReviewGiven} from '../../support/a-review.js'

type Row = {
  name: string
  before: DealText[]
  now: DealText[]
  /** `kind deal: from -> to (amount now)`. */
  items: string[]
  /** Sum of the amounts, or of the differences, where the kind is the only one. */
  worth?: number
}

function reviewed(before: readonly DealText[], now: readonly DealText[], given: ReviewGiven = {}) {
  const previous = aPreviousReview(before.map(aDeal), given)
  const analysis = aReview(now.map(aDeal), {...given, previous})
  return {previous, analysis, changes: analysis.summary.changes!}
}

function itemTexts({items}: Changes): string[] {
  return items.map(({kind, dealId, from, to, amount}) => `${kind} ${dealId}: ${from} -> ${to} (${amount})`)
}

/** `kind: deals`, of the kinds of which there are any. */
function countTexts({counts}: Changes): string[] {
  return Object.entries(counts).flatMap(([kind, {deals}]) => (deals > 0 ? [`${kind}: ${deals}`] : []))
}

const a = {id: 'a', amount: 100} as const

const rows: Row[] = [
  {name: 'the same deal', before: [a], now: [a], items: []},
  {name: 'no deals, twice', before: [], now: [], items: []},
  {name: 'a new deal', before: [], now: [a], items: ['new a: null -> Proposal (100)'], worth: 100},
  {
    name: 'a new deal without amount and stage',
    before: [],
    now: [{...a, amount: null, stage: null}],
    items: ['new a: null -> null (null)'],
    worth: 0,
  },
  {name: 'a deal that is gone', before: [a], now: [], items: ['gone a: Proposal -> null (100)'], worth: 100},
  {
    name: 'a deal that was won, with the amount of its end',
    before: [a],
    now: [{...a, amount: 120, outcome: 'won'}],
    items: ['won a: Proposal -> null (120)'],
    worth: 120,
  },
  {
    name: 'a deal that was won, with its last amount where it ended without one',
    before: [a],
    now: [{...a, amount: null, outcome: 'won'}],
    items: ['won a: Proposal -> null (100)'],
    worth: 100,
  },
  {
    name: 'a deal that was lost',
    before: [a],
    now: [{...a, outcome: 'lost'}],
    items: ['lost a: Proposal -> null (100)'],
    worth: 100,
  },
  {
    name: 'a deal that was open and then won in one source',
    before: [a],
    now: [a, {...a, outcome: 'won'}],
    items: ['won a: Proposal -> null (100)'],
  },
  {
    name: 'a deal that was won and then open in one source',
    before: [a],
    now: [{...a, outcome: 'won'}, a],
    items: [],
  },
  {
    name: 'a deal that is open again',
    before: [{...a, outcome: 'won'}],
    now: [a],
    items: ['new a: null -> Proposal (100)'],
  },
  {
    name: 'a deal that was closed and still is',
    before: [{...a, outcome: 'won'}],
    now: [{...a, outcome: 'won'}],
    items: [],
  },
  {name: 'a deal that was closed and is gone', before: [{...a, outcome: 'lost'}], now: [], items: []},
  {name: 'a deal that was never seen open', before: [], now: [{...a, outcome: 'won'}], items: []},
  {
    name: 'a deal that came back under another id',
    before: [a],
    now: [{...a, id: 'b'}],
    items: ['new b: null -> Proposal (100)', 'gone a: Proposal -> null (100)'],
  },
  {
    name: 'a close date one day later',
    before: [a],
    now: [{...a, closeDate: '2025-07-01'}],
    items: ['slipped a: 2025-06-30 -> 2025-07-01 (100)'],
    worth: 100,
  },
  {
    name: 'a close date one day earlier',
    before: [a],
    now: [{...a, closeDate: '2025-06-29'}],
    items: ['pulled-in a: 2025-06-30 -> 2025-06-29 (100)'],
    worth: 100,
  },
  {
    name: 'a close date over the end of a year',
    before: [{...a, closeDate: '2025-12-31'}],
    now: [{...a, closeDate: '2026-01-01'}],
    items: ['slipped a: 2025-12-31 -> 2026-01-01 (100)'],
  },
  {name: 'a close date that was taken away', before: [a], now: [{...a, closeDate: null}], items: []},
  {name: 'a close date where there was none', before: [{...a, closeDate: null}], now: [a], items: []},
  {
    name: 'a larger amount',
    before: [a],
    now: [{...a, amount: 100.5}],
    items: ['amount-up a: 100 -> 100.5 (100.5)'],
    worth: 0.5,
  },
  {
    name: 'a smaller amount',
    before: [a],
    now: [{...a, amount: 60}],
    items: ['amount-down a: 100 -> 60 (60)'],
    worth: -40,
  },
  {
    name: 'an amount that was taken away',
    before: [a],
    now: [{...a, amount: null}],
    items: ['amount-down a: 100 -> null (null)'],
    worth: -100,
  },
  {
    name: 'an amount where there was none',
    before: [{...a, amount: null}],
    now: [a],
    items: ['amount-up a: null -> 100 (100)'],
    worth: 100,
  },
  {name: 'zero instead of no amount', before: [{...a, amount: null}], now: [{...a, amount: 0}], items: []},
  {name: 'no amount instead of zero', before: [{...a, amount: 0}], now: [{...a, amount: null}], items: []},
  {
    name: 'a later stage',
    before: [{...a, stage: 'Qualification'}],
    now: [{...a, stage: 'Proposal/Price Quote'}],
    items: ['stage-forward a: Qualification -> Proposal/Price Quote (100)'],
    worth: 100,
  },
  {
    name: 'an earlier stage',
    before: [{...a, stage: 'Proposal/Price Quote'}],
    now: [{...a, stage: 'Qualification'}],
    items: ['stage-back a: Proposal/Price Quote -> Qualification (100)'],
    worth: 100,
  },
  {
    name: 'a stage of which the order is not known',
    before: [{...a, stage: 'Red'}],
    now: [{...a, stage: 'Blue'}],
    items: ['stage-changed a: Red -> Blue (100)'],
    worth: 100,
  },
  {
    name: 'a stage that was taken away',
    before: [a],
    now: [{...a, stage: null}],
    items: ['stage-changed a: Proposal -> null (100)'],
  },
  {
    name: 'a stage where there was none',
    before: [{...a, stage: null}],
    now: [a],
    items: ['stage-changed a: null -> Proposal (100)'],
  },
  {
    name: 'a stage that is later by the probabilities of the deals now open',
    before: [
      {...a, stage: 'Red'},
      {id: 'b', stage: 'Red'},
    ],
    now: [
      {...a, stage: 'Blue', probability: 0.5},
      {id: 'b', stage: 'Red', probability: 0.2},
    ],
    items: ['stage-forward a: Red -> Blue (100)'],
  },
  {
    name: 'everything at once',
    before: [{...a, stage: 'Qualification'}],
    now: [{...a, stage: 'Prospecting', closeDate: '2025-07-31', amount: 50}],
    items: [
      'slipped a: 2025-06-30 -> 2025-07-31 (50)',
      'amount-down a: 100 -> 50 (50)',
      'stage-back a: Qualification -> Prospecting (50)',
    ],
  },
  {
    name: 'what is no news: name, owner, account, probability, category, activity',
    before: [a],
    now: [
      {
        ...a,
        name: 'N',
        owner: 'O',
        account: 'A',
        probability: 0.9,
        forecastCategory: 'commit',
        lastActivityAt: null,
      },
    ],
    items: [],
  },
]

describe('what changed since the last review', () => {
  it.each(rows)('$name', ({before, now, items, worth}) => {
    const {changes} = reviewed(before, now)
    expect(itemTexts(changes)).toEqual(items)
    expect(countTexts(changes)).toEqual(items.map(item => `${item.split(' ')[0]}: 1`))
    if (worth !== undefined) {
      const sum = Object.values(changes.counts).reduce((total, {amount}) => total + amount, 0)
      expect(sum).toBe(worth)
    }
  })

  it.each([
    {stageOrder: ['Red', 'Blue'], kind: 'stage-forward'},
    {stageOrder: ['Blue', 'Red'], kind: 'stage-back'},
    {stageOrder: ['Blue'], kind: 'stage-changed'},
  ])('goes by the order of stages that the connection gives: $stageOrder', ({stageOrder, kind}) => {
    // By their probabilities Red comes last.
    const before = [{...a, stage: 'Red'}]
    const now = [
      {...a, stage: 'Blue', probability: 0.1},
      {id: 'b', stage: 'Red', probability: 0.9},
    ]
    const {changes} = reviewed([...before, {id: 'b', stage: 'Red'}], now, {stageOrder})
    expect(changes.items.map(item => item.kind)).toEqual([kind])
  })

  it('is nothing for the first review', () => {
    expect(aReview([aDeal()]).summary.changes).toBeNull()
  })

  it('names the review that it is compared with', () => {
    const {changes} = reviewed(
      [
        {...a, owner: null},
        {...a, id: 'b'},
        {id: 'c', outcome: 'won'},
      ],
      [a],
    )
    expect(changes.since).toEqual({
      runId: 'run-1',
      asOf: '2025-03-25T12:00:00.000Z',
      score: expect.closeTo(87.5, 9),
      dealsAnalyzed: 2,
    })
  })
})

describe('the findings', () => {
  const sick = {...a, owner: null} as const
  const worse = {...sick, account: null} as const

  it.each<{name: string; before: DealText[]; now: DealText[]; isNew: number; resolved: number}>([
    {name: 'as before', before: [sick], now: [sick], isNew: 0, resolved: 0},
    {name: 'one more', before: [a], now: [sick], isNew: 1, resolved: 0},
    {name: 'one more on a deal that had one', before: [sick], now: [worse], isNew: 1, resolved: 0},
    {name: 'one less', before: [sick], now: [a], isNew: 0, resolved: 1},
    {name: 'one less on a deal that had two', before: [worse], now: [sick], isNew: 0, resolved: 1},
    {name: 'one for another', before: [sick], now: [{...a, account: null}], isNew: 1, resolved: 1},
    {name: 'of a new deal', before: [], now: [worse], isNew: 2, resolved: 0},
    {name: 'of a deal that is gone', before: [worse], now: [], isNew: 0, resolved: 0},
    {
      name: 'of a deal that was won',
      before: [worse],
      now: [{...worse, outcome: 'won'}],
      isNew: 0,
      resolved: 0,
    },
    {
      name: 'in other words, as days pass',
      before: [{...a, closeDate: '2025-03-01'}],
      now: [{...a, closeDate: '2025-03-02'}],
      isNew: 0,
      resolved: 0,
    },
    {name: 'of two deals', before: [sick, {id: 'b'}], now: [a, {...sick, id: 'b'}], isNew: 1, resolved: 1},
    {name: 'of a row that a later one replaces', before: [a], now: [sick, a], isNew: 0, resolved: 0},
  ])('$name: $isNew new, $resolved resolved', ({before, now, isNew, resolved}) => {
    const {changes, analysis} = reviewed(before, now)
    expect(changes).toMatchObject({findingsNew: isNew, findingsResolved: resolved})
    const marked = [...analysis.deals()].flatMap(({findings}) => findings).filter(finding => finding.isNew)
    expect(marked).toHaveLength(isNew)
  })

  it('are marked one by one', () => {
    const {analysis} = reviewed([sick], [worse])
    const [deal] = analysis.deals()
    expect(deal!.findings.map(({ruleId, isNew}) => [ruleId, isNew])).toEqual([
      ['missing-owner', false],
      ['missing-account', true],
    ])
  })

  it('are not marked in the first review', () => {
    const [deal] = aReview([aDeal(sick)]).deals()
    expect(deal!.findings.map(({isNew}) => isNew)).toEqual([null])
  })

  const both: RulesetFile = {rules: {'missing-owner': 'on', 'missing-account': 'on'}}
  const one: RulesetFile = {rules: {'missing-account': 'on'}}

  it.each<{name: string; before: ReviewGiven; now: ReviewGiven; isNew: number; resolved: number}>([
    {
      name: 'that was skipped now',
      before: {rules: both},
      now: {rules: both, without: ['owner']},
      isNew: 0,
      resolved: 0,
    },
    {
      name: 'that was skipped before',
      before: {rules: both, without: ['owner']},
      now: {rules: both},
      isNew: 1,
      resolved: 0,
    },
    {name: 'that is off now', before: {rules: both}, now: {rules: one}, isNew: 0, resolved: 0},
    {name: 'that was off before', before: {rules: one}, now: {rules: both}, isNew: 1, resolved: 0},
    {
      name: 'whose severity changed',
      before: {rules: both},
      now: {rules: {rules: {...both.rules, 'missing-owner': 'low'}}},
      isNew: 0,
      resolved: 0,
    },
  ])('of a rule $name: $isNew new, $resolved resolved', ({before, now, isNew, resolved}) => {
    const previous = aPreviousReview([aDeal(worse)], before)
    const {changes} = aReview([aDeal(worse)], {...now, previous}).summary
    expect(changes).toMatchObject({findingsNew: isNew, findingsResolved: resolved})
  })
})

describe('the last known amount', () => {
  const weighed = (...amounts: (number | null | 'gone' | 'won')[]) => {
    const weeks = amounts.map(amount => [
      aDeal({id: 'other', amount: 7}),
      ...(amount === 'gone' ? [] : [aDeal({id: 'a', ...(amount === 'won' ? {outcome: 'won'} : {amount})})]),
    ])
    return [...afterWeeks(...weeks).deals()].find(({id}) => id === 'a')!.lastKnownAmount
  }

  it.each<{name: string; amounts: (number | null | 'gone' | 'won')[]; known: number | null}>([
    {name: 'is its own', amounts: [100, 200], known: 200},
    {name: 'is the one of the week before', amounts: [100, null], known: 100},
    {name: 'is carried on and on', amounts: [100, null, null, null], known: 100},
    {name: 'gives way to a new one', amounts: [100, null, 50], known: 50},
    {name: 'gives way to a new one, which is then carried', amounts: [100, null, 50, null], known: 50},
    {name: 'stands in for zero', amounts: [100, 0], known: 100},
    {name: 'stands in for a negative one', amounts: [100, -5], known: 100},
    {name: 'is still known after zero', amounts: [100, 0, null], known: 100},
    {name: 'is none where there never was one', amounts: [null, 0, null], known: null},
    {name: 'is forgotten with the deal', amounts: [100, 'gone', null], known: null},
    {name: 'is forgotten when the deal is closed', amounts: [100, 'won', null], known: null},
  ])('$name: $amounts', ({amounts, known}) => expect(weighed(...amounts)).toBe(known))

  it('weighs the deal as before, so that taking an amount away wins nothing', () => {
    const rules = {rules: {'missing-owner': 'on'}} as const
    const sick = aDeal({id: 'a', amount: 1000, owner: null})
    const small = [aDeal({id: 'b', amount: 1}), aDeal({id: 'c', amount: 1})]
    const previous = aPreviousReview([sick, ...small], {rules})
    const blanked = aReview([{...sick, amount: null}, ...small], {rules, previous}).summary
    expect(blanked.score).toBe(previous.analysis.summary.score)
    expect(blanked.changes!.scoreDelta).toBe(0)
    const unknown = aReview([{...sick, amount: null}, ...small], {rules}).summary
    expect(unknown.score).toBeGreaterThan(blanked.score!)
  })

  it('adds nothing to the totals, which are of what stands there', () => {
    const {analysis} = reviewed([a], [{...a, amount: null}])
    expect(analysis.summary.totals.amount).toBe(0)
  })
})
