import {describe, expect, it} from 'vitest'
import {wholeLines} from '../../src/platform/whole-lines.js'

/** An output that takes as many bytes at each offer as the next number says, then all. */
function fakeOutput(...takes: number[]) {
  let text = ''
  return {
    text: () => text,
    offer(bytes: Uint8Array) {
      const taken = Math.min(takes.shift() ?? bytes.length, bytes.length)
      text += Buffer.from(bytes.subarray(0, taken)).toString()
      return taken
    },
  }
}

describe('lines', () => {
  it.each<[string, number[], string]>([
    ['all fit', [], 'one\ntwo\nthree\nfour\n'],
    ['of which none fits until the last', [0, 0, 0], '(3 lost)\nfour\n'],
    ['of which one in the middle does not fit', [9, 0], 'one\n(1 lost)\nthree\nfour\n'],
    ['of which two do not fit at different times', [0, 99, 0], '(1 lost)\n(1 lost)\nthree\nfour\n'],
    ['cut in two, whose end fits later', [2, 1, 0], 'one\n(2 lost)\nfour\n'],
    ['cut in two, whose end fits at once', [2], 'one\ntwo\nthree\nfour\n'],
    ['whose notice is cut in two', [0, 3, 1], '(1 lost)\n(1 lost)\nthree\nfour\n'],
    ['never fit', [0, 0, 0, 0], ''],
  ])('%s', (_, takes, expected) => {
    const output = fakeOutput(...takes)
    const write = wholeLines(output, dropped => `(${dropped} lost)\n`)
    for (const line of ['one\n', 'two\n', 'three\n', 'four\n']) write(line)
    expect(output.text()).toBe(expected)
  })
})
