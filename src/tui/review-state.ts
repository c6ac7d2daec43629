import {type FilterState, filterAfter} from './filter-keys.js'
import {type KeyName, movedTo} from './keys.js'

export const tabs = ['rules', 'owners', 'deals'] as const

export type Tab = (typeof tabs)[number]

/** Deals of one rule or one owner alone. */
export type Only = {kind: 'rule' | 'owner'; key: string | null; label: string}

/** What a person has chosen of a review. */
export type ReviewState = FilterState & {
  tab: Tab
  /** The selected row of the tab. */
  at: number
  only: Only | null
  /** The deal that is looked at. */
  dealId: string | null
  /** Its first line that is seen. */
  scroll: number
  /** The run that is looked at: 0 is the newest. */
  run: number
}

export const firstReviewState: ReviewState = {
  tab: 'rules',
  at: 0,
  filter: '',
  isTyping: false,
  only: null,
  dealId: null,
  scroll: 0,
  run: 0,
}

/** What is seen: how many rows or lines there are, how many fit, and what stands in the selected row. */
export type ReviewSeen = {
  count: number
  page: number
  runs: number
  selected: {key: string | null; name: string} | null
}

type ReviewWish = 'back' | 'quit' | 'help' | 'suspend' | 'report' | 'oldest' | 'newest'

type Pressed = {state: ReviewState; wish: ReviewWish | null}

const wishes: Readonly<Record<KeyName, ReviewWish>> = {
  q: 'quit',
  'ctrl-c': 'quit',
  'ctrl-z': 'suspend',
  '?': 'help',
  o: 'report',
}

/** The second screen after a key. */
export function reviewAfter(state: ReviewState, key: KeyName, seen: ReviewSeen): Pressed {
  if (state.isTyping) {
    const filter = filterAfter(state, key)
    if (filter) return stay({...state, ...filter, at: 0})
    return key === 'ctrl-c' ? {state, wish: 'quit'} : stay(moved(state, key, seen) ?? state)
  }
  if (key === '[' || key === ']') return otherRun(state, key, seen.runs)
  if (Object.hasOwn(wishes, key)) return {state, wish: wishes[key]!}
  if (state.dealId !== null) return inDeal(state, key, seen)
  const filter = filterAfter(state, key)
  if (filter) return stay({...state, ...filter, at: 0})
  if (key === 'escape' || key === 'backspace') {
    return state.only ? stay({...state, only: null, at: 0}) : {state, wish: 'back'}
  }
  return stay(
    otherTab(state, key) ?? moved(state, key, seen) ?? (key === 'enter' ? into(state, seen) : state),
  )
}

const stay = (state: ReviewState): Pressed => ({state, wish: null})

function otherRun(state: ReviewState, key: '[' | ']', runs: number): Pressed {
  const run = state.run + (key === '[' ? 1 : -1)
  if (run < 0) return {state, wish: 'newest'}
  if (run >= runs) return {state, wish: 'oldest'}
  return stay({...state, run, scroll: 0})
}

function inDeal(state: ReviewState, key: KeyName, {count, page}: ReviewSeen): Pressed {
  if (key === 'escape' || key === 'backspace' || key === 'left' || key === 'enter')
    return stay({...state, dealId: null, scroll: 0})
  const end = Math.max(0, count - page)
  const to = key === 'end' || key === 'G' ? end : movedTo(key, state.scroll, {count: end + 1, page})
  return stay(to === null ? state : {...state, scroll: to})
}

function otherTab(state: ReviewState, key: KeyName): ReviewState | null {
  const current = tabs.indexOf(state.tab)
  const next: Readonly<Record<KeyName, number>> = {
    tab: current + 1,
    right: current + 1,
    left: current + tabs.length - 1,
    '1': 0,
    '2': 1,
    '3': 2,
  }
  if (!Object.hasOwn(next, key)) return null
  return {...state, tab: tabs[next[key]! % tabs.length]!, at: 0, only: null, filter: ''}
}

function moved(state: ReviewState, key: KeyName, {count, page}: ReviewSeen): ReviewState | null {
  if (state.isTyping && key.length === 1) return null
  const at = movedTo(key, Math.min(state.at, count - 1), {count, page})
  return at === null ? null : {...state, at: Math.max(0, at)}
}

/** The deals of a rule or an owner, or one deal. */
function into(state: ReviewState, {selected}: ReviewSeen): ReviewState {
  if (!selected) return state
  const {key, name} = selected
  if (state.tab === 'deals') return {...state, dealId: key, scroll: 0}
  const only: Only = {kind: state.tab === 'rules' ? 'rule' : 'owner', key, label: name}
  return {...state, tab: 'deals', at: 0, only, filter: ''}
}
