import {describe, expect, it} from 'vitest'
import {type ReviewRequest, runReview} from '../../src/app/run-review.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {ReviewExecutor, ReviewHooks} from '../../src/domain/ports/review-executor.js'
import {aCommandContext} from '../support/a-command-context.js'
import {aDeal} from '../support/a-deal.js'
import {aUser} from '../support/a-scheduled-review.js'
import {fakeClock} from '../support/fake-clock.js'
import {reviewsOf} from '../support/in-this-thread.js'
import {noAccess} from '../support/no-access.js'
import {fakeSource} from '../support/use-case.js'

const start = '2025-04-01T12:00:00.000Z'
const stop = new RevschedError('interrupted', 'stopped by Ctrl-C')
const lost = new RevschedError('conflict', 'run id-1 was taken over')
const overtaken = {errorCode: 'cancel-previous', errorMessage: 'the next one was due'}
const locked = new RevschedError('storage', 'the database is locked')

const request: ReviewRequest = {
  scheduledReviewId: 'review-1',
  reviewName: 'weekly',
  delivering: null,
  connection: {kind: 'file', settings: {}},
  label: 'file "emea"',
  stageOrder: null,
  filter: null,
  rules: {name: 'recommended', file: {extends: ['revsched:recommended']}},
  asOf: new Date(start),
  timeZone: 'UTC',
}

/** A run whose review waits, silent, until `clock` has moved on by `ms` or it is stopped. */
async function silentFor(ms: number, {renewals = [], signal}: Given = {}) {
  const {ids, stored, ...context} = aCommandContext()
  const clock = fakeClock(start)
  const renewed: number[] = []
  const runs = {
    ...(await context.database()),
    async renewLease(_: unknown, until: Date) {
      renewed.push(until.getTime() - Date.parse(start))
      const answer = renewals[renewed.length - 1]
      if (answer instanceof Error) throw answer
      return {cancelRequested: answer === 'cancel' ? overtaken : null}
    },
  }
  const source = fakeSource([aDeal()])
  const reviews: ReviewExecutor = {
    async execute(task, hooks: ReviewHooks) {
      await clock.sleep(ms, hooks.signal)
      return reviewsOf(source).execute(task, hooks)
    },
  }
  const owner = {lease: 'host:boot:1:start', isAlive: () => true}
  const run = runReview({runs, reviews, clock, ids, owner}, aUser(), {
    request,
    signal: signal ?? new AbortController().signal,
    access: noAccess,
  })
  run.catch(() => undefined)
  return {run, clock, renewed, stored}
}

type Given = {
  /** What each renewal throws or is told, null for one that merely succeeds. */
  renewals?: readonly (Error | 'cancel' | null)[]
  signal?: AbortSignal
}

describe('the lease of a run whose source is silent', () => {
  it.each<[string, number, number[]]>([
    ['for less than two seconds is not renewed', 1999, []],
    ['for just over two seconds is renewed', 2001, [10_000]],
    ['for longer than a lease lasts is renewed every two seconds', 9000, [10_000, 12_000, 14_000, 16_000]],
  ])('%s', async (_, ms, expected) => {
    const {run, clock, renewed, stored} = await silentFor(ms)
    await clock.advance(ms)
    await run
    expect(renewed).toEqual(expected)
    expect(stored.runs[0]).toMatchObject({status: 'completed'})
    await clock.advance(60_000)
    expect(renewed).toEqual(expected)
  })

  it('outlives a database that is locked for a moment', async () => {
    const {run, clock, renewed} = await silentFor(7000, {renewals: [locked, locked]})
    await clock.advance(7000)
    expect((await run).run.status).toBe('completed')
    expect(renewed).toEqual([10_000, 12_000, 14_000])
  })

  it('ends the run at once when somebody else took it over', async () => {
    const {run, clock, renewed} = await silentFor(3_600_000, {renewals: [null, lost]})
    await clock.advance(4000)
    await expect(run).rejects.toBe(lost)
    expect(renewed).toEqual([10_000, 12_000])
  })

  it('learns that somebody asked to cancel the run, and ends it for the reason that was given', async () => {
    const {run, clock, stored} = await silentFor(3_600_000, {renewals: [null, 'cancel']})
    await clock.advance(4000)
    await expect(run).rejects.toMatchObject({code: 'interrupted', message: 'the next one was due'})
    expect(stored.runs[0]).toMatchObject({
      status: 'cancelled',
      ...overtaken,
    })
  })
})

it('a run that is stopped is cancelled, stores no result and renews no more', async () => {
  const controller = new AbortController()
  const {run, clock, renewed, stored} = await silentFor(3_600_000, {
    signal: controller.signal,
  })
  await clock.advance(2500)
  controller.abort(stop)
  await expect(run).rejects.toBe(stop)
  expect(stored.runs[0]).toMatchObject({status: 'cancelled', errorCode: 'interrupted', analysisId: null})
  expect(stored.analyses.size).toBe(0)
  await clock.advance(10_000)
  expect(renewed).toEqual([10_000])
})
