import {describe, expect, it} from 'vitest'
import {firstOf} from '../../src/report/first-of.js'
import {inChunks} from '../../src/report/in-chunks.js'

/** Yields 0, 1, 2... and keeps count of how many were asked for. */
function counter() {
  const seen = {asked: 0}
  function* numbers() {
    for (;;) {
      seen.asked++
      yield seen.asked - 1
    }
  }
  return {seen, numbers: numbers()}
}

describe('the first of many', () => {
  it.each([
    [0, [], 0],
    [-1, [], 0],
    [1, [0], 1],
    [3, [0, 1, 2], 3],
  ])('%d of endless items; none is asked for in vain', (most, items, asked) => {
    const {seen, numbers} = counter()
    expect([...firstOf(numbers, most)]).toEqual(items)
    expect(seen.asked).toBe(asked)
  })

  it('are all when there are fewer', () => expect([...firstOf(['a', 'b'], 5)]).toEqual(['a', 'b']))
})

describe('texts in chunks', () => {
  it('joins small pieces and loses none', () => {
    const pieces = Array.from({length: 30_000}, (_, index) => `${index};`)
    const chunks = [...inChunks(pieces)]
    expect(chunks.join('')).toBe(pieces.join(''))
    expect(chunks.length).toBeGreaterThan(1)
    expect(chunks.length).toBeLessThan(30)
  })

  it('is empty for nothing', () => expect([...inChunks([])]).toEqual([]))

  it('hands over a last piece that fills no chunk', () => expect([...inChunks(['a', 'b'])]).toEqual(['ab']))
})
