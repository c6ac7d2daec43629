import {type FilterState, filterAfter} from './filter-keys.js'
import {type KeyName, movedTo} from './keys.js'
import type {ListRow} from './list-row.js'
import {type SortKey, sortKeys} from './shown-rows.js'

/** What a person has chosen on the first screen. `at` stands for a row that is gone. */
export type ListState = FilterState & {
  selectedId: string | null
  at: number
  sort: SortKey
  /** A run that is cancelled with `y`. */
  confirming: {runId: string; name: string} | null
}

export const firstListState: ListState = {
  selectedId: null,
  at: 0,
  filter: '',
  isTyping: false,
  sort: 'name',
  confirming: null,
}

/** What is to be done; `tell` only says why nothing is. */
export type Wish =
  | {kind: 'run-now' | 'pause' | 'resume' | 'open'; row: ListRow}
  | {kind: 'report'; runId: string}
  | {kind: 'cancel'; runId: string; name: string}
  | {kind: 'tell'; text: string}
  | {kind: 'log' | 'help' | 'quit' | 'suspend'}

type Pressed = {state: ListState; wish: Wish | null}

/** Where the selected row stands; -1 where there are none. */
export function selectedIn(rows: readonly ListRow[], {selectedId, at}: ListState): number {
  const found = rows.findIndex(({id}) => id === selectedId)
  return found >= 0 ? found : Math.min(at, rows.length - 1)
}

/** The first screen after a key. `rows` are those that are shown, `page` how many are seen of them. */
export function listAfter(
  state: ListState,
  key: KeyName,
  {rows, page}: {rows: readonly ListRow[]; page: number},
): Pressed {
  if (state.confirming) return confirmed(state, key, state.confirming)
  const at = selectedIn(rows, state)
  const row = rows[at] ?? null
  const filter = filterAfter(state, key)
  if (filter) return {state: {...state, ...filter}, wish: null}
  const next = state.isTyping && key.length === 1 ? null : movedTo(key, at, {count: rows.length, page})
  if (next !== null) return {state: {...state, at: next, selectedId: rows[next]?.id ?? null}, wish: null}
  if (key === 's') return {state: {...state, sort: following(state.sort)}, wish: null}
  if (key === 'c' && row?.openRunId) {
    const confirming = {runId: row.openRunId, name: row.name}
    return {state: {...state, confirming, selectedId: row.id, at}, wish: null}
  }
  return {state, wish: row ? (wishOf(key, row) ?? wishOf(key, null)) : wishOf(key, null)}
}

function confirmed(
  state: ListState,
  key: KeyName,
  {runId, name}: NonNullable<ListState['confirming']>,
): Pressed {
  const wish: Wish =
    key === 'y' || key === 'Y' ? {kind: 'cancel', runId, name} : {kind: 'tell', text: 'nothing was cancelled'}
  return {state: {...state, confirming: null}, wish}
}

function following(sort: SortKey): SortKey {
  return sortKeys[(sortKeys.indexOf(sort) + 1) % sortKeys.length]!
}

function wishOf(key: KeyName, row: ListRow | null): Wish | null {
  switch (key) {
    case 'l':
      return {kind: 'log'}
    case '?':
      return {kind: 'help'}
    case 'q':
    case 'ctrl-c':
      return {kind: 'quit'}
    case 'ctrl-z':
      return {kind: 'suspend'}
  }
  return row && wishAbout(key, row)
}

function wishAbout(key: KeyName, row: ListRow): Wish | null {
  switch (key) {
    case 'enter':
      return row.lastRunId
        ? {kind: 'open', row}
        : {kind: 'tell', text: `"${row.name}" has no report yet: r runs it now`}
    case 'o':
      return row.lastRunId
        ? {kind: 'report', runId: row.lastRunId}
        : {kind: 'tell', text: `"${row.name}" has no report yet: r runs it now`}
    case 'r':
      return {kind: 'run-now', row}
    case 'p':
      return {kind: row.isActive ? 'pause' : 'resume', row}
    case 'c':
      return {kind: 'tell', text: `"${row.name}" has no run that waits or runs`}
  }
  return null
}
