import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {noText, TextArena} from '../../../src/domain/review/text-arena.js'

/** What the arena takes at a time. */
const chunk = 1 << 20

const texts = [
  {name: 'empty', text: ''},
  {name: 'one letter', text: 'a'},
  {name: 'the longest with a length of one byte', text: 'a'.repeat(127)},
  {name: 'the shortest with a length of two bytes', text: 'a'.repeat(128)},
  {name: 'the longest with a length of two bytes', text: 'a'.repeat(16_383)},
  {name: 'the shortest with a length of three bytes', text: 'a'.repeat(16_384)},
  {name: '127 letters and more bytes', text: 'é'.repeat(127)},
  {name: 'two-byte letters', text: 'Zoë Müller'},
  {name: 'three-byte letters', text: '提案'},
  {name: 'four-byte letters', text: '🦊 and 𝒜'},
  {name: 'ASCII up to its last letter', text: `${'a'.repeat(300)}ß`},
  {name: 'control characters', text: 'a\u0000\u001b[31m\r\nb\u007f'},
  {name: 'a chunk and a half of three-byte letters', text: '案'.repeat(chunk / 2)},
]

function arenaOf(added: readonly string[]): {arena: TextArena; offsets: number[]} {
  const arena = new TextArena()
  return {arena, offsets: added.map(text => arena.add(text))}
}

describe('what is added', () => {
  it.each(texts)('is read as it was: $name', ({text}) => {
    const {arena, offsets} = arenaOf(['before', text, 'after'])
    expect(offsets.map(offset => arena.read(offset))).toEqual(['before', text, 'after'])
  })

  it('is null for null, which takes no place', () => {
    const arena = new TextArena()
    expect(arena.add(null)).toBe(noText)
    expect(arena.read(noText)).toBeNull()
    expect(arena.add('first')).not.toBe(noText)
  })

  it('is read as it was across many chunks', () => {
    const added = Array.from({length: 3000}, (_, index) => `${index} ${'é'.repeat((index * 37) % 900)}`)
    const {arena, offsets} = arenaOf(added)
    expect(offsets.filter((offset, index) => arena.read(offset) !== added[index])).toEqual([])
    expect(Math.max(...offsets)).toBeGreaterThan(2 * chunk)
  })

  it.each([33, 34, 35, 36])('is read as it was at the end of a chunk with %i bytes left', left => {
    // A long text leaves 1572 bytes of the first chunk; an empty one takes a byte.
    const fillers = ['案'.repeat(349_000), ...Array.from({length: 1572 - left}, () => '')]
    const {arena, offsets} = arenaOf([...fillers, '案'.repeat(10), 'next'])
    expect(offsets.slice(-2).map(offset => arena.read(offset))).toEqual(['案'.repeat(10), 'next'])
  })

  // Room is made for three bytes a letter: plain letters leave two thirds of it empty.
  it.each(['案', 'é', 'x'])('survives a long text of %s that takes a chunk for itself', letter => {
    const long = letter.repeat(2 * chunk)
    const {arena, offsets} = arenaOf(['a', long, 'b', long, 'c'])
    expect(offsets.map(offset => arena.read(offset) === long)).toEqual([false, true, false, true, false])
    expect([offsets[0]!, offsets[2]!, offsets[4]!].map(offset => arena.read(offset))).toEqual(['a', 'b', 'c'])
  })
})

describe('dropping', () => {
  it('gives the place of the last text to the next one', () => {
    const arena = new TextArena()
    const kept = arena.add('kept')
    const borrowed = arena.add('borrowed')
    arena.drop(borrowed)
    expect(arena.add('next')).toBe(borrowed)
    expect(arena.read(kept)).toBe('kept')
    expect(arena.read(borrowed)).toBe('next')
  })

  it('leaves the other texts when the last one had opened a chunk', () => {
    const {arena, offsets} = arenaOf(['kept', 'x'.repeat(2 * chunk)])
    arena.drop(offsets[1]!)
    const next = arena.add('next')
    expect(arena.read(offsets[0]!)).toBe('kept')
    expect(arena.read(next)).toBe('next')
  })
})

describe('comparing', () => {
  it('is equal to a copy of itself alone, and so is its hash', () => {
    const {arena, offsets} = arenaOf([...texts, ...texts].map(({text}) => text))
    const half = texts.length
    for (const [index, {name}] of texts.entries()) {
      const [offset, copy] = [offsets[index]!, offsets[index + half]!]
      expect(arena.hash(offset), name).toBe(arena.hash(copy))
      expect(
        offsets.map(other => arena.isEqual(offset, other)),
        name,
      ).toEqual(offsets.map(other => other === offset || other === copy))
    }
  })

  it.each([
    {name: 'letters', texts: ['a', 'b']},
    {name: 'a beginning before the whole', texts: ['ab', 'abc']},
    {name: 'the empty text before all', texts: ['', '\u0000']},
    {name: 'digits as letters, not as numbers', texts: ['10', '9']},
    {name: 'capitals before small letters', texts: ['Z', 'a']},
    {name: 'a short text of larger letters after a long one', texts: ['a'.repeat(200), 'b']},
    {name: 'ASCII before the rest', texts: ['z', 'é']},
    {name: 'code points, where UTF-16 units say the opposite', texts: ['\ufb01', '🦊']},
  ])('orders $name', ({texts: [first, second]}) => {
    const {arena, offsets} = arenaOf([first!, second!])
    const [a, b] = [offsets[0]!, offsets[1]!]
    expect(Math.sign(arena.compare(a, b))).toBe(-1)
    expect(Math.sign(arena.compare(b, a))).toBe(1)
    expect(arena.compare(a, a)).toBe(0)
  })

  it('agrees with the bytes of UTF-8 for any two texts', () => {
    const text = fc.string({unit: 'binary', maxLength: 200})
    fc.assert(
      fc.property(text, text, (first, second) => {
        const {arena, offsets} = arenaOf([first, second])
        const expected = Buffer.compare(Buffer.from(first), Buffer.from(second))
        expect(Math.sign(arena.compare(offsets[0]!, offsets[1]!))).toBe(expected)
        expect(arena.isEqual(offsets[0]!, offsets[1]!)).toBe(first === second)
      }),
    )
  })
})
