import {expect, it} from 'vitest'
import {firstReviewState, type ReviewSeen, type ReviewState, reviewAfter} from '../../src/tui/review-state.js'

const seen: ReviewSeen = {
  count: 30,
  page: 10,
  runs: 3,
  selected: {key: 'close-date-past', name: 'Close date past'},
}

function pressed(keys: readonly string[], given: Partial<ReviewSeen> = {}) {
  let state = firstReviewState
  let wish: unknown = null
  for (const key of keys) ({state, wish} = reviewAfter(state, key, {...seen, ...given}))
  return {state, wish}
}

it.each<[string[], Partial<ReviewState>]>([
  [['tab'], {tab: 'owners'}],
  [['left'], {tab: 'deals'}],
  [['3', 'right'], {tab: 'rules'}],
  [['down', '2'], {tab: 'owners', at: 0}],
  [['page-down', 'page-down', 'page-down'], {at: 29}],
  [['enter'], {tab: 'deals', only: {kind: 'rule', key: 'close-date-past', label: 'Close date past'}}],
  [['2', 'enter'], {tab: 'deals', only: {kind: 'owner', key: 'close-date-past', label: 'Close date past'}}],
  [['enter', 'escape'], {tab: 'deals', only: null}],
  [['3', 'enter'], {tab: 'deals', dealId: 'close-date-past'}],
  [['3', 'enter', 'down', 'down'], {scroll: 2}],
  [['3', 'enter', 'G'], {scroll: 20}],
  [['3', 'enter', 'end', 'down'], {scroll: 20}],
  [['3', 'enter', 'down', '['], {dealId: 'close-date-past', scroll: 0, run: 1}],
  [['3', 'enter', 'escape'], {tab: 'deals', dealId: null}],
  [['3', '/', 'q', '['], {filter: 'q[', isTyping: true, run: 0}],
  [['3', '/', 'a', 'enter', 'escape'], {filter: '', isTyping: false}],
  [['['], {run: 1}],
  [['[', '[', '['], {run: 2}],
  [['[', ']', ']'], {run: 0}],
])('%j leads to %j', (keys, state) => expect(pressed(keys).state).toMatchObject(state))

it.each<[string[], unknown]>([
  [['escape'], 'back'],
  [['enter', 'escape'], null],
  [['enter', 'escape', 'escape'], 'back'],
  [['3', 'enter', 'q'], 'quit'],
  [['/', 'ctrl-c'], 'quit'],
  [['/', 'q'], null],
  [['o'], 'report'],
  [['?'], 'help'],
  [['ctrl-z'], 'suspend'],
  [['[', '[', '['], 'oldest'],
  [[']'], 'newest'],
])('%j asks for %s', (keys, wish) => expect(pressed(keys).wish).toBe(wish))

it('there is nothing to look into where nothing was found', () => {
  const {state} = pressed(['down', 'enter'], {count: 0, selected: null})
  expect(state).toEqual(firstReviewState)
})
