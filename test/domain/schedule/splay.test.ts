import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {splayOffsetMs} from '../../../src/domain/schedule/splay.js'

describe('the splay of a review', () => {
  it.each([
    ['none', 'review-1', 0, 0],
    ['the least there is', 'review-1', 1, 0],
    // FNV-1a of "" is its offset basis, of "a" 0xe40c292c, of "foobar" 0xbf9cf968: the vectors of its authors.
    ['an empty id', '', 2 ** 32, 0x811c9dc5],
    ['one letter', 'a', 2 ** 32, 0xe40c292c],
    ['a word', 'foobar', 2 ** 32, 0xbf9cf968],
    ['cut to the splay', 'foobar', 1000, 0xbf9cf968 % 1000],
  ])('%s', (_, id, splayMs, offsetMs) => expect(splayOffsetMs(id, splayMs)).toBe(offsetMs))

  it('is a whole number of milliseconds below the splay, and stable', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), fc.integer({min: 1, max: 86_400_000}), (id, splayMs) => {
        const offsetMs = splayOffsetMs(id, splayMs)
        expect(Number.isInteger(offsetMs) && offsetMs >= 0 && offsetMs < splayMs).toBe(true)
        expect(splayOffsetMs(id, splayMs)).toBe(offsetMs)
      }),
    )
  })

  it.each([60_000, 300_000, 3_600_000])('spreads a thousand reviews evenly over %i ms', splayMs => {
    const tenths = Array.from({length: 10}, () => 0)
    for (let id = 0; id < 1000; id++)
      tenths[Math.floor((splayOffsetMs(`0197f3a2-${id}`, splayMs) * 10) / splayMs)]!++
    for (const count of tenths) expect(count).toBeGreaterThan(60)
  })
})
