import type {Key} from 'ink'
import {expect, it} from 'vitest'
import {keysOf, movedTo} from '../../src/tui/keys.js'

const key = (changes: Partial<Key>) => changes as Key

it.each<[string, string, Partial<Key>, string[]]>([
  ['an arrow', '', {upArrow: true}, ['up']],
  ['escape, which Ink calls a meta key', '', {escape: true, meta: true}, ['escape']],
  ['the key that takes a character back', '', {delete: true}, ['backspace']],
  ['a letter', 'r', {}, ['r']],
  ['a capital one', 'G', {shift: true}, ['G']],
  ['a pasted text', 'añ😀', {}, ['a', 'ñ', '😀']],
  ['somebody fast', 'ab\rp', {}, ['a', 'b', 'enter', 'p']],
  ['what a paste may hide', 'a\u001b\u0000\u007f', {}, ['a', 'backspace']],
  ['Ctrl-C', 'c', {ctrl: true}, ['ctrl-c']],
  ['Alt-r, which is not r', 'r', {meta: true}, []],
])('%s', (_, input, changes, names) => expect(keysOf(input, key(changes))).toEqual(names))

it.each([
  ['up', 0, 0],
  ['up', 5, 4],
  ['j', 5, 6],
  ['down', 19, 19],
  ['page-up', 12, 2],
  ['page-up', 3, 0],
  ['page-down', 12, 19],
  ['home', 12, 0],
  ['G', 12, 19],
  ['x', 12, null],
  ['toString', 12, null],
])('%s leads from %d to %d', (name, from, to) => expect(movedTo(name, from, {count: 20, page: 10})).toBe(to))

it('there is nowhere to go in an empty list', () => expect(movedTo('down', -1, {count: 0, page: 10})).toBe(0))
