import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {retryAfterCrash, retryAfterFailure} from '../../../src/domain/run/retry-policy.js'

const now = new Date('2027-03-15T06:00:00Z')
const second = 1000
const minute = 60 * second
const hour = 60 * minute

type Failure = Parameters<typeof retryAfterFailure>[0]

function afterFailure(changes: Partial<Failure['error']> & Partial<Omit<Failure, 'error'>> = {}) {
  const {retryCount = 0, maxRetries = 2, random = 0, ...error} = changes
  const decision = retryAfterFailure({
    error: {code: 'source-failed', message: 'HTTP 503', canPass: true, retryAfterMs: null, ...error},
    retryCount,
    maxRetries,
    random,
    now,
  })
  return decision.kind === 'retry' ? decision.at.getTime() - now.getTime() : decision
}

const failed = {kind: 'fail', errorCode: 'source-failed', errorMessage: 'HTTP 503'}

describe('a failure that can pass is tried again', () => {
  it.each<[string, Parameters<typeof afterFailure>[0], number]>([
    ['after 15 s at least', {random: 0}, 15 * second],
    ['after 30 s at most', {random: 1}, 30 * second],
    ['in between by chance', {random: 0.5}, 22.5 * second],
    ['the second time after twice as long', {retryCount: 1, random: 1}, minute],
    ['of which half is fixed', {retryCount: 1, random: 0}, 30 * second],
    ['below the cap', {retryCount: 4, maxRetries: 9, random: 1}, 8 * minute],
    ['at the cap', {retryCount: 5, maxRetries: 9, random: 1}, 15 * minute],
    ['at the cap, half of it fixed', {retryCount: 5, maxRetries: 9, random: 0}, 7.5 * minute],
    ['long after the cap', {retryCount: 5000, maxRetries: 5001, random: 1}, 15 * minute],
    ['not before the source allows it', {retryAfterMs: 20 * second}, 20 * second],
    ['later than the source asks', {retryAfterMs: 15 * second - 1}, 15 * second],
    ['at once is not asked for', {retryAfterMs: 0}, 15 * second],
    ['when the source says so, above the cap', {retryAfterMs: 15 * minute + 1}, 15 * minute + 1],
    ['up to a day', {retryAfterMs: 24 * hour}, 24 * hour],
    ['with one retry left', {retryCount: 1, maxRetries: 2}, 30 * second],
  ])('%s', (_, changes, delayMs) => expect(afterFailure(changes)).toBe(delayMs))

  it('within half of the delay and the whole of it, whatever the chance', () => {
    const cases = [fc.nat(30), fc.double({min: 0, max: 1, noNaN: true})] as const
    fc.assert(
      fc.property(...cases, (retryCount, random) => {
        const fullMs = Math.min(30 * second * 2 ** retryCount, 15 * minute)
        const delayMs = afterFailure({retryCount, maxRetries: 31, random})
        expect(delayMs).toBeGreaterThanOrEqual(fullMs / 2)
        expect(delayMs).toBeLessThanOrEqual(fullMs)
      }),
    )
  })
})

describe('a failure ends the run', () => {
  it.each<[string, Parameters<typeof afterFailure>[0]]>([
    ['that cannot pass', {canPass: false}],
    ['that cannot pass, whatever the source asks', {canPass: false, retryAfterMs: 1}],
    ['when no retry is left', {retryCount: 2, maxRetries: 2}],
    ['when none is allowed', {retryCount: 0, maxRetries: 0}],
    ['when fewer are allowed by now', {retryCount: 3, maxRetries: 1}],
    ['when the source asks for more than a day', {retryAfterMs: 24 * hour + 1}],
  ])('%s', (_, changes) => expect(afterFailure(changes)).toEqual(failed))

  it('with its own code', () => {
    const error = {code: 'config', message: 'wrong password', canPass: false}
    expect(afterFailure(error)).toEqual({
      kind: 'fail',
      errorCode: 'config',
      errorMessage: 'wrong password',
    })
  })
})

describe('a crash', () => {
  it.each<[string, {crashCount: number; retryCount: number; maxRetries: number}, string | null]>([
    ['the first: at once again', {crashCount: 1, retryCount: 0, maxRetries: 2}, null],
    ['the second: at once again', {crashCount: 2, retryCount: 1, maxRetries: 2}, null],
    ['the third', {crashCount: 3, retryCount: 2, maxRetries: 2}, 'poisoned'],
    ['the third, with retries left', {crashCount: 3, retryCount: 2, maxRetries: 10}, 'poisoned'],
    ['the fourth', {crashCount: 4, retryCount: 0, maxRetries: 10}, 'poisoned'],
    ['the first, no retry allowed', {crashCount: 1, retryCount: 0, maxRetries: 0}, 'abandoned'],
    ['the second, after a failure', {crashCount: 2, retryCount: 2, maxRetries: 2}, 'abandoned'],
  ])('%s', (_, counts, errorCode) => {
    const decision = retryAfterCrash({...counts, now})
    expect(decision).toMatchObject(errorCode ? {kind: 'fail', errorCode} : {kind: 'retry', at: now})
  })

  it('tells how often', () => {
    expect(retryAfterCrash({crashCount: 3, retryCount: 2, maxRetries: 2, now})).toMatchObject({
      errorMessage: 'its process died 3 times while it ran; it is not tried again',
    })
  })
})
