import type {KeyName} from './keys.js'

/** A text that a list is narrowed by; `isTyping` while keys go into it. */
export type FilterState = {filter: string; isTyping: boolean}

/** Longer ones match nothing that a person looks for. */
const longest = 60

/** The filter after a key; null for a key that means something else. */
export function filterAfter({filter, isTyping}: FilterState, key: KeyName): FilterState | null {
  if (!isTyping) {
    if (key === '/') return {filter, isTyping: true}
    return key === 'escape' && filter !== '' ? {filter: '', isTyping: false} : null
  }
  if (key === 'enter') return {filter, isTyping: false}
  if (key === 'escape') return {filter: '', isTyping: false}
  if (key === 'backspace') return {filter: [...filter].slice(0, -1).join(''), isTyping: true}
  return [...key].length === 1 ? {filter: `${filter}${key}`.slice(0, longest), isTyping: true} : null
}
