import {describe, expect, it} from 'vitest'
import {messageBytes, roomToSend} from '../../../src/domain/delivery/sending-limits.js'

const making = (count: number) => Array<null>(count).fill(null)
const waiting = (count: number, bytes = 1000) => Array<number>(count).fill(bytes)

describe('how many deliveries may be begun', () => {
  it.each<[string, (number | null)[], number]>([
    ['none is under way', [], 8],
    ['one message is made', making(1), 7],
    ['eight are made', making(8), 0],
    ['eight wait for an answer', waiting(8), 8],
    ['eight wait, and one is made', [...waiting(8), ...making(1)], 7],
    ['57 wait', waiting(57), 7],
    ['64 wait', waiting(64), 0],
    ['59 wait, and five are made', [...waiting(59), ...making(5)], 0],
    ['four wait with 64 MB', waiting(4, 16_000_000), 8],
    ['four wait with a little more', [16_000_001, ...waiting(3, 16_000_000)], 4],
    ['nine wait with a little more', [64_000_001, ...waiting(8)], 0],
  ])('while %s', (_, underWay, room) => {
    expect(roomToSend(underWay)).toBe(room)
  })
})

describe('the bytes of a message', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['nothing', {}, 0],
    ['a text', {body: '0123'}, 4],
    ['bytes', {bytes: new Uint8Array(100), extension: 'csv', isSample: false}, 103],
    [
      'parts of parts',
      {message: {text: 'ab', blocks: [{text: 'cd'}, null]}, fallback: null, csv: undefined},
      4,
    ],
  ])('are those of its texts: %s', (_, message, bytes) => {
    expect(messageBytes(message)).toBe(bytes)
  })
})
