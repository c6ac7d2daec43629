import {describe, expect, it} from 'vitest'
import type {Changes} from '../../../src/domain/review/analysis.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {reviewedTwice} from '../../support/a-previous-review.js'
import {aReview} from '../../support/a-review.js'

type Row = {
  name: string
  before: DealText[]
  now: DealText[]
  /** `kind deal: from -> to (amount now)`. */
  items: string[]
  /** Sum of the amounts, or of the differences, where the kind is the only one. */
  worth?: number
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
    const {changes} = reviewedTwice(before, now)
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
    const {changes} = reviewedTwice([...before, {id: 'b', stage: 'Red'}], now, {stageOrder})
    expect(changes.items.map(item => item.kind)).toEqual([kind])
  })

  it('is nothing for the first review', () => {
    expect(aReview([aDeal()]).summary.changes).toBeNull()
  })

  it('names the review that it is compared with', () => {
    const {changes} = reviewedTwice(
      [
        {...a, owner: null},
        {...a, id: 'b', account: 'Globex'},
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
