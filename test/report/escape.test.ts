import {describe, expect, it} from 'vitest'
import {terminalDocument, terminalJson} from '../../src/report/escape.js'

const hostile: readonly [string, string, string][] = [
  ['an escape', '\u001b[2J', '\\u{1b}[2J'],
  ['the last of the controls', '\u001f', '\\u{1f}'],
  ['a space, the first that is none', ' ', ' '],
  ['delete', '\u007f', '\\u{7f}'],
  ['the tilde before it', '~', '~'],
  ['the control sequence of eight bits', '\u009b2J', '\\u{9b}2J'],
  ['a space that does not break, behind them', '\u00a0', '\u00a0'],
  ['text turned around', '\u202e', '\\u{202e}'],
  ['a tag that nobody sees', '\u{e0041}', '\\u{e0041}'],
  ['an emoji of several', '👩\u200d🚀', '👩\u200d🚀'],
]

describe('a document in a terminal', () => {
  it.each(hostile)('shows %s', (_, given, shown) => {
    expect(terminalDocument(`a${given}b`)).toBe(`a${shown}b`)
  })

  it.each([
    ['line breaks of both kinds and tabs', 'a\r\nb\nc\td'],
    ['a line break at its end', 'a\r\n'],
  ])('keeps %s', (_, text) => expect(terminalDocument(text)).toBe(text))

  it.each([
    ['that goes back to the start of the line', 'a\rb', 'a\\u{d}b'],
    ['before a whole line break', 'a\r\r\nb', 'a\\u{d}\r\nb'],
    ['at the end', 'a\r', 'a\\u{d}'],
  ])('shows a carriage return %s', (_, given, shown) => expect(terminalDocument(given)).toBe(shown))
})

describe('JSON in a terminal', () => {
  it.each(hostile)('means what it meant and sends no %s', (_, given) => {
    const text = terminalJson(JSON.stringify({name: given}, null, 2))
    expect(JSON.parse(text)).toEqual({name: given})
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u{e0000}-\u{e007f}]/u)
  })
})
