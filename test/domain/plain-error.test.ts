import {describe, expect, it} from 'vitest'
import {RevschedError} from '../../src/domain/errors.js'
import {errorOf, plainError} from '../../src/domain/plain-error.js'

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
