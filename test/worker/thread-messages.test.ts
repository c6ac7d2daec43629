import {describe, expect, it} from 'vitest'
import {movable} from '../../src/worker/thread-messages.js'

describe('memory that can be moved', () => {
  const whole = new Uint8Array(8)

  it.each<[string, Uint8Array, ArrayBuffer[]]>([
    ['the whole of it', whole, [whole.buffer]],
    ['not a part, whose other bytes belong to others', whole.subarray(1), []],
    ['not what several threads share', new Uint8Array(new SharedArrayBuffer(8)), []],
  ])('%s', (_, bytes, expected) => expect(movable(bytes)).toEqual(expected))
})
