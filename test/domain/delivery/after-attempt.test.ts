import {describe, expect, it} from 'vitest'
import {afterAttempt} from '../../../src/domain/delivery/after-attempt.js'
import type {DeliveryOutcome} from '../../../src/domain/delivery/delivery.js'

const now = new Date('2026-11-16T09:00:00Z')
const inMs = (ms: number) => new Date(now.getTime() + ms)
const hour = 3_600_000

function stored(
  outcome: DeliveryOutcome,
  {attempts = 0, expiresInMs = 24 * hour, random = 0, state = {}} = {},
) {
  return afterAttempt({attempts, state, expiresAt: inMs(expiresInMs)}, outcome, {now, random})
}

describe('what is stored of an attempt', () => {
  it.each<[string, DeliveryOutcome, object]>([
    ['that went well', {kind: 'sent'}, {status: 'sent', sentAt: now, lastError: null}],
    [
      'that reached some',
      {kind: 'partial', error: 'bob was refused', state: {accepted: ['ann']}},
      {status: 'partial', sentAt: now, lastError: 'bob was refused', state: {accepted: ['ann']}},
    ],
    ['that failed for good', {kind: 'failed', error: '400'}, {status: 'failed', disabledReason: null}],
    [
      'whose place is gone',
      {kind: 'failed', error: '410', disables: true},
      {status: 'failed', disabledReason: '410'},
    ],
    [
      'whose end is not known',
      {kind: 'unknown', error: 'lost'},
      {status: 'unknown', sentAt: null, nextAttemptAt: null},
    ],
  ])('%s', (_, outcome, expected) => {
    expect(stored(outcome)).toMatchObject({attempts: 1, nextAttemptAt: null, notBefore: null, ...expected})
  })

  it.each([
    [0, 5000],
    [1, 60_000],
    [2, 5 * 60_000],
    [3, 15 * 60_000],
    [4, 30 * 60_000],
    [5, hour],
    [6, hour],
    [20, hour],
  ])('after %i attempts waits %i ms, up to a quarter more', (attempts, delayMs) => {
    const retry = {kind: 'retry', error: '503'} as const
    expect(stored(retry, {attempts}).nextAttemptAt).toEqual(inMs(delayMs))
    expect(stored(retry, {attempts, random: 1}).nextAttemptAt).toEqual(inMs(delayMs * 1.25))
  })

  it.each([
    ['a longer one', 10_000, 10_000],
    ['not a shorter one than its own', 1000, 5000],
  ])('waits as long as the place asked: %s; and so does the channel', (_, retryAfterMs, waitsMs) => {
    const change = stored({kind: 'retry', error: '429', retryAfterMs})
    expect(change).toMatchObject({nextAttemptAt: inMs(waitsMs), notBefore: inMs(retryAfterMs)})
  })

  it.each<[string, number, object, string]>([
    ['comes in time', 5000, {}, 'pending'],
    ['comes too late', 4999, {}, 'expired'],
    ['comes too late for those who have it not', 4999, {accepted: ['ann@acme.com']}, 'partial'],
    ['comes too late for the thread', 4999, {ts: '1.2'}, 'partial'],
    ['comes too late for all', 4999, {accepted: []}, 'expired'],
  ])('whose next one %s', (_, expiresInMs, state, status) => {
    expect(stored({kind: 'retry', error: '503'}, {expiresInMs, state}).status).toBe(status)
  })

  it('keeps what earlier attempts found out where it says nothing of it', () => {
    expect(stored({kind: 'retry', error: '503'}, {state: {ts: '1'}}).state).toEqual({ts: '1'})
    expect(stored({kind: 'retry', error: '503', state: {ts: '2'}}, {state: {ts: '1'}}).state).toEqual({
      ts: '2',
    })
  })
})
