import {describe, expect, it} from 'vitest'
import type {ListRow} from '../../src/tui/list-row.js'
import {listRow} from '../../src/tui/list-row.js'
import {firstListState, type ListState, listAfter, selectedIn} from '../../src/tui/list-state.js'
import {aRun} from '../support/a-run.js'
import {aResult, aWatchedReview} from '../support/a-watched-review.js'

const rows = [
  listRow(aWatchedReview({id: 'a', name: 'alpha', results: [aResult({runId: 'run-a'})]})),
  listRow(aWatchedReview({id: 'b', name: 'beta', isActive: false})),
  listRow(aWatchedReview({id: 'c', name: 'gamma', waiting: aRun({id: 'run-c', status: 'queued'})})),
]

/** The state after keys, and what the last one asked for. */
function pressed(keys: readonly string[], given: {rows?: readonly ListRow[]; state?: ListState} = {}) {
  let state = given.state ?? firstListState
  let wish: unknown = null
  for (const key of keys) ({state, wish} = listAfter(state, key, {rows: given.rows ?? rows, page: 2}))
  return {state, wish}
}

describe('a key of the first screen', () => {
  it.each<[string[], unknown]>([
    [['enter'], {kind: 'open', row: rows[0]}],
    [['o'], {kind: 'report', runId: 'run-a'}],
    [['r'], {kind: 'run-now', row: rows[0]}],
    [['p'], {kind: 'pause', row: rows[0]}],
    [['j', 'p'], {kind: 'resume', row: rows[1]}],
    [['j', 'enter'], {kind: 'tell', text: '"beta" has no report yet: r runs it now'}],
    [['c'], {kind: 'tell', text: '"alpha" has no run that waits or runs'}],
    [['end', 'c'], null],
    [['end', 'c', 'y'], {kind: 'cancel', runId: 'run-c', name: 'gamma'}],
    [['end', 'c', 'enter'], {kind: 'tell', text: 'nothing was cancelled'}],
    [['l'], {kind: 'log'}],
    [['?'], {kind: 'help'}],
    [['q'], {kind: 'quit'}],
    [['ctrl-c'], {kind: 'quit'}],
    [['/', 'ctrl-c'], {kind: 'quit'}],
    [['/', 'q'], null],
    [['ctrl-z'], {kind: 'suspend'}],
    [['x'], null],
  ])('%j asks for %j', (keys, wish) => expect(pressed(keys).wish).toEqual(wish))

  it('does nothing about a row where there is none', () => {
    for (const key of ['enter', 'o', 'r', 'p', 'c', 'down'])
      expect(pressed([key], {rows: []}).wish).toBeNull()
    expect(pressed(['q'], {rows: []}).wish).toEqual({kind: 'quit'})
  })
})

it.each<[string[], Partial<ListState>]>([
  [['/', 'b', 'e'], {filter: 'be', isTyping: true}],
  [['/', 'b', 'e', 'backspace'], {filter: 'b', isTyping: true}],
  [['/', 'backspace'], {filter: '', isTyping: true}],
  [['/', 'j', 'enter'], {filter: 'j', isTyping: false}],
  [['/', 'b', 'escape'], {filter: '', isTyping: false}],
  [['/', 'b', 'enter', 'escape'], {filter: '', isTyping: false}],
  [['/', 'a', 'down'], {filter: 'a', isTyping: true, selectedId: 'b'}],
  [['s'], {sort: 'next due'}],
  [['s', 's', 's', 's'], {sort: 'name'}],
  [['page-down'], {selectedId: 'c', at: 2}],
])('%j leads to %j', (keys, state) => expect(pressed(keys).state).toMatchObject(state))

it('the selected row is known by its review, and by its place once that is gone', () => {
  const state = {...firstListState, selectedId: 'c', at: 2}
  expect(selectedIn([rows[2]!, rows[0]!], state)).toBe(0)
  expect(selectedIn([rows[0]!, rows[1]!], state)).toBe(1)
  expect(selectedIn([], state)).toBe(-1)
})
