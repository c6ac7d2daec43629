import {describe, expect, it} from 'vitest'
import {RevschedError} from '../../src/domain/errors.js'
import {errorOf, movable, plainError} from '../../src/worker/thread-messages.js'

const hinted = new RevschedError('source-failed', 'there is no file "/deals.csv"', {hint: 'check the path'})
const bug = new TypeError('x is not a function')

describe('an error that crosses to another thread', () => {
  it.each<[string, unknown, object]>([
    [
      'of ours keeps code and hint',
      hinted,
      {code: 'source-failed', message: hinted.message, hint: 'check the path', stack: hinted.stack},
    ],
    [
      'without more than a message cannot pass',
      new RevschedError('config', 'no'),
      {code: 'config', message: 'no', hint: undefined, canPass: false, retryAfterMs: undefined},
    ],
    ['that can pass', new RevschedError('source-failed', 'busy', {canPass: true}), {canPass: true}],
    [
      'that says when to come again',
      new RevschedError('source-failed', 'too many requests', {canPass: true, retryAfterMs: 30_000}),
      {canPass: true, retryAfterMs: 30_000, hint: undefined},
    ],
    [
      'that may come again at once',
      new RevschedError('timeout', 'late', {retryAfterMs: 0}),
      {retryAfterMs: 0},
    ],
    ['that is a bug keeps its stack', bug, {message: bug.message, stack: bug.stack}],
    ['that is none', 'oops', {message: 'oops'}],
  ])('%s', (_, error, expected) => {
    const crossed = errorOf(structuredClone(plainError(error)))
    expect(crossed).toMatchObject(expected)
    expect(crossed instanceof RevschedError).toBe(error instanceof RevschedError)
  })
})

describe('memory that can be moved', () => {
  const whole = new Uint8Array(8)

  it.each<[string, Uint8Array, ArrayBuffer[]]>([
    ['the whole of it', whole, [whole.buffer]],
    ['not a part, whose other bytes belong to others', whole.subarray(1), []],
    ['not what several threads share', new Uint8Array(new SharedArrayBuffer(8)), []],
  ])('%s', (_, bytes, expected) => expect(movable(bytes)).toEqual(expected))
})
