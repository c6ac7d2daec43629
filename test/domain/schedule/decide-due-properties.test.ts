import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {OpenRun} from '../../../src/domain/schedule/decide-due.js'
import {occurrencesOf} from '../../../src/domain/schedule/occurrences.js'
import {aDueReview, type DueReview, decideAll, singly} from '../../support/a-due-review.js'

const seed = 20_270_314
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A pattern, and a span in which it has few enough occurrences for a plain list. */
const patterns = fc.constantFrom<[string, number]>(
  ['* * * * *', 20 * hour],
  ['* * * * *', 3 * hour],
  ['*/5 * * * *', 4 * day],
  ['*/15 2 * * *', 40 * day],
  ['0,30 * * * *', 8 * day],
  ['0 */2 * * *', 20 * day],
  ['30 1-3 * * *', 90 * day],
  ['30 23 * * *', 400 * day],
  ['0 9 L * *', 400 * day],
  ['0 6 31 * 1', 400 * day],
  ['0 0 29 2 *', 400 * day],
)

const zones = fc.constantFrom(
  'UTC',
  'America/New_York',
  'America/Nuuk',
  'Africa/Cairo',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Europe/Berlin',
)

const openRuns = fc.subarray<OpenRun>([
  {id: 'a', status: 'running', scheduledFor: null, startedAt: new Date('2026-01-01T00:00:00Z')},
  {id: 'b', status: 'queued', scheduledFor: new Date('2026-01-01T00:00:00Z'), startedAt: null},
])

const cases = patterns.chain(([schedule, spanMs]) =>
  fc.record({
    review: fc.record({
      schedule: fc.constant(schedule),
      timezoneCanonical: zones,
      // From winter to winter, so that all changes of the clocks are met.
      cursor: fc
        .integer({min: Date.UTC(2026, 0), max: Date.UTC(2027, 0)})
        .chain(ms => fc.constantFrom(ms, Math.floor(ms / minute) * minute))
        .map(ms => new Date(ms)),
      catchUp: fc.constantFrom('latest' as const, 'all' as const, 'none' as const),
      catchUpWindowMs: fc.oneof(fc.constantFrom(0, hour, 12 * hour, 800 * day), fc.nat(spanMs)),
      overlap: fc.constantFrom('skip' as const, 'queue' as const, 'cancel-previous' as const),
    }),
    openRuns,
    spanMs: fc.oneof(fc.nat(spanMs), fc.constant(spanMs)),
    /** The last moment may be the very one of an occurrence. */
    end: fc.constantFrom('anywhere', 'on the minute'),
  }),
)

/** The rules, plainly: all occurrences in hand, each judged on its own. */
function plainly(review: DueReview, now: Date, open: readonly OpenRun[]): string[] {
  const all: Date[] = []
  const {next} = occurrencesOf(review.schedule, review.timezoneCanonical)
  for (let at = next(review.cursor!); at && at <= now; at = next(at)) all.push(at)
  const age = (at: Date) => now.getTime() - at.getTime()
  const late = all.filter(at => age(at) > minute)
  const onTime = all.filter(at => age(at) <= minute)
  const isOpen = open.length > 0
  const isWaiting = open.some(({status}) => status === 'queued')
  const caughtUp = late.filter((at, index) => {
    if (age(at) > review.catchUpWindowMs) return false
    if (review.catchUp === 'all') return index >= late.length - 100
    return review.catchUp === 'latest' && index === late.length - 1 && onTime.length === 0
  })
  const isCaughtUpQueued =
    review.overlap === 'cancel-previous' || !(review.overlap === 'skip' ? isOpen : isWaiting)
  const missed = (at: Date) => {
    if (review.catchUp === 'none') return 'missed catch-up-off'
    if (age(at) > review.catchUpWindowMs) return 'missed outside-window'
    return review.catchUp === 'all' ? 'missed over-limit' : 'missed superseded'
  }
  const refused = review.overlap === 'skip' ? 'skipped overlap' : 'skipped already-waiting'
  const lateFate = (at: Date) => {
    if (!caughtUp.includes(at)) return missed(at)
    if (!isCaughtUpQueued) return refused
    return review.overlap === 'cancel-previous' && onTime.length > 0 ? 'skipped replaced' : 'catch-up'
  }
  const onTimeFate = (index: number) => {
    if (review.overlap === 'cancel-previous')
      return index === onTime.length - 1 ? 'schedule' : 'skipped replaced'
    const isFree = isCaughtUpQueued && caughtUp.length === 0 && index === 0
    return isFree ? 'schedule' : refused
  }
  const text = (at: Date, fate: string) => `${at.toISOString().replace(/:00\.000Z$/, 'Z')} ${fate}`
  return [
    ...late.map(at => text(at, lateFate(at))),
    ...onTime.map((at, index) => text(at, onTimeFate(index))),
  ]
}

describe('whatever the pattern, zone, cursor, time and policies', () => {
  it('each occurrence has one entry, the one that a plain look at all of them gives', () => {
    fc.assert(
      fc.property(cases, ({review: changes, openRuns: open, spanMs, end}) => {
        const review = aDueReview(changes)
        const endMs = changes.cursor.getTime() + spanMs
        const now = new Date(end === 'anywhere' ? endMs : Math.ceil(endMs / minute) * minute)
        const {calls, entries, cursor} = decideAll(review, now, open)
        expect(singly(review, entries)).toEqual(plainly(review, now, open))
        expect(cursor).toEqual(now)
        const queues = entries.some(({kind}) => kind === 'queued')
        const isCancelling = review.overlap === 'cancel-previous' && queues
        expect(calls.flatMap(({cancelRunIds}) => cancelRunIds)).toEqual(
          isCancelling ? open.map(({id}) => id) : [],
        )
        const {next} = occurrencesOf(review.schedule, review.timezoneCanonical)
        for (const {cursor: decided, nextRunAt, hasMore} of calls) {
          expect(nextRunAt).toEqual(next(decided))
          expect(nextRunAt! <= now).toBe(hasMore)
        }
      }),
      {seed, numRuns: 100},
    )
  })

  it('each has one entry in order, however often and at whatever time they are decided', () => {
    const steps = fc.array(fc.oneof(fc.nat(2 * hour), fc.nat(3 * minute), fc.integer({min: -hour, max: 0})), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(cases, steps, ({review: changes, openRuns: open}, stepsMs) => {
        const review = aDueReview(changes)
        let nowMs = changes.cursor.getTime()
        let cursor = changes.cursor
        const entries = stepsMs.flatMap(stepMs => {
          nowMs += stepMs
          const decided = decideAll({...review, cursor}, new Date(nowMs), open)
          expect(decided.cursor >= cursor).toBe(true)
          cursor = decided.cursor
          return decided.entries
        })
        const instants = (texts: string[]) => texts.map(text => text.split(' ')[0])
        expect(instants(singly(review, entries))).toEqual(instants(plainly(review, cursor, [])))
      }),
      {seed, numRuns: 60},
    )
  })

  it('no more than a hundred misses in a row stay single', () => {
    fc.assert(
      fc.property(cases, ({review: changes, spanMs}) => {
        const review = aDueReview(changes)
        const {calls} = decideAll(review, new Date(changes.cursor.getTime() + spanMs))
        for (const {entries} of calls) {
          const rows = entries.map(({kind}) => (kind === 'missed' ? 'm' : '.')).join('')
          expect(rows).not.toMatch(/m{101}/)
          for (const entry of entries)
            if (entry.kind === 'missed-range') expect(entry.count).toBeGreaterThan(1)
        }
      }),
      {seed, numRuns: 30},
    )
  })
})
