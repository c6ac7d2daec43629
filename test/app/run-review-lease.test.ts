import {describe, expect, it} from 'vitest'
import {type ReviewRequest, runReview} from '../../src/app/run-review.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {DealSource} from '../../src/domain/ports/deal-source.js'
import {dealFields} from '../../src/domain/review/deal.js'
import {resolveRuleset} from '../../src/domain/rules/ruleset.js'
import {aCommandContext} from '../support/a-command-context.js'
import {aDeal} from '../support/a-deal.js'
import {aUser} from '../support/a-scheduled-review.js'

const start = '2025-04-01T12:00:00.000Z'
const stop = new RevschedError('interrupted', 'stopped by Ctrl-C')
const later = (ms: number) => new Date(Date.parse(start) + ms)
const report = {rowsRead: 1, bytesRead: 10, refusedCount: 0, refusals: [], warnings: []}

/** A source that tells its progress at these times after the start of the run. */
function sourceAt(times: readonly number[], set: (instant: string) => void): DealSource {
  return {
    async read(sink, {onProgress}) {
      sink.begin({fields: new Set(dealFields)})
      for (const ms of times) {
        set(later(ms).toISOString())
        onProgress?.({rowsRead: 1, bytesRead: 10, bytesTotal: 10})
      }
      sink.add([aDeal()])
      return report
    },
  }
}

async function prepared(times: readonly number[], changes: Partial<ReviewRequest> = {}) {
  const context = aCommandContext()
  const {clock, ids, stored} = context
  const database = await context.database()
  const renewed: Date[] = []
  const runs = {
    ...database,
    async renewLease(_: unknown, until: Date) {
      renewed.push(until)
    },
  }
  const request: ReviewRequest = {
    scheduledReviewId: 'review-1',
    reviewName: 'weekly',
    source: sourceAt(times, clock.set),
    label: 'file "emea"',
    stageOrder: null,
    ruleset: resolveRuleset('recommended', {extends: ['revsched:recommended']}),
    asOf: new Date(start),
    timeZone: 'UTC',
    signal: context.signal,
    ...changes,
  }
  const owner = {lease: 'host:boot:1:start', isAlive: () => true}
  return {stored, renewed, run: () => runReview({runs, clock, ids, owner}, aUser(), request)}
}

describe('the lease of a run', () => {
  it.each([
    ['rows that arrive at once', [10, 20], [20]],
    ['just under two seconds', [1999], [1999]],
    ['two seconds', [2000], [2000, 2000]],
    ['rows that arrive over ten seconds', [1000, 2500, 4000, 4600, 10_000], [2500, 4600, 10_000, 10_000]],
  ])('is renewed every two seconds and before the long computation: %s', async (_, times, expected) => {
    const {run, renewed} = await prepared(times)
    await run()
    expect(renewed).toEqual(expected.map(ms => later(ms + 8000)))
  })
})

describe('a run that is stopped', () => {
  const steps = {
    'while rows are read': (abort: () => void) => ({onProgress: abort}),
    'when all is read': (abort: () => void) => ({onRead: abort}),
  }

  it.each(Object.entries(steps))('%s is cancelled and stores no result', async (_, step) => {
    const controller = new AbortController()
    const abort = () => controller.abort(stop)
    const {run, stored} = await prepared([10], {signal: controller.signal, ...step(abort)})
    await expect(run()).rejects.toBe(stop)
    expect(stored.runs[0]).toMatchObject({status: 'cancelled', errorCode: 'interrupted', analysisId: null})
    expect(stored.analyses.size).toBe(0)
  })

  it('while it is judged is cancelled as well', async () => {
    const controller = new AbortController()
    // Heard in the pause that follows the step.
    const onRead = () => void setImmediate(() => controller.abort(stop))
    const {run, stored} = await prepared([10], {signal: controller.signal, onRead})
    await expect(run()).rejects.toBe(stop)
    expect(stored.runs[0]?.status).toBe('cancelled')
  })
})

it('a run tells when all rows are read, once', async () => {
  const read: number[] = []
  const {run} = await prepared([10, 20], {onRead: rows => void read.push(rows)})
  await run()
  expect(read).toEqual([1])
})
