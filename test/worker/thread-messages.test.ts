import {describe, expect, it} from 'vitest'
import {isPreviousAsked, movable} from '../../src/worker/thread-messages.js'
import {sampleTask} from '../support/a-sample-task.js'

describe('memory that can be moved', () => {
  const whole = new Uint8Array(8)

  it.each<[string, Uint8Array, ArrayBuffer[]]>([
    ['the whole of it', whole, [whole.buffer]],
    ['not a part, whose other bytes belong to others', whole.subarray(1), []],
    ['not what several threads share', new Uint8Array(new SharedArrayBuffer(8)), []],
  ])('%s', (_, bytes, expected) => expect(movable(bytes)).toEqual(expected))
})

it.each([
  ['file', false],
  ['hubspot', true],
  ['salesforce', true],
] as const)('the last review of a %s is asked for: %s', (kind, expected) => {
  expect(isPreviousAsked({...sampleTask, connection: {kind, settings: {}}})).toBe(expected)
})
