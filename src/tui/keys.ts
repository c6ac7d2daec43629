import type {Key} from 'ink'

/** A key by its name, of more than one letter, or a character by itself. */
export type KeyName = string

const named: readonly (readonly [keyof Key, KeyName])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  // What most terminals send for the key that takes a character back.
  ['delete', 'backspace'],
  ['backspace', 'backspace'],
  ['tab', 'tab'],
]

/** Keys that come as a character within a text, where somebody is fast. */
const controls: Readonly<Record<string, KeyName>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\u007f': 'backspace',
  '\u0003': 'ctrl-c',
}

/** What was pressed, in order: several where a text was pasted, or somebody types faster than we read. */
export function keysOf(input: string, key: Key): KeyName[] {
  const found = named.find(([property]) => key[property])
  if (found) return [found[1]]
  if (key.ctrl) return [`ctrl-${input}`]
  // With Alt, a letter is another key than alone.
  if (key.meta) return []
  return [...input].flatMap(character => controls[character] ?? (character < ' ' ? [] : character))
}

/** For lists, as in `less` and `vi`. */
const moves: Readonly<Record<KeyName, (at: number, list: {count: number; page: number}) => number>> = {
  up: at => at - 1,
  k: at => at - 1,
  down: at => at + 1,
  j: at => at + 1,
  'page-up': (at, {page}) => at - page,
  'page-down': (at, {page}) => at + page,
  home: () => 0,
  g: () => 0,
  end: (_, {count}) => count - 1,
  G: (_, {count}) => count - 1,
}

/** Where a key leads in a list; null for one that does not move. */
export function movedTo(key: KeyName, at: number, list: {count: number; page: number}): number | null {
  const move = Object.hasOwn(moves, key) ? moves[key]! : null
  if (!move) return null
  return Math.max(0, Math.min(list.count - 1, move(at, list)))
}
