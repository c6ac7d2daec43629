import {describe, expect, it} from 'vitest'
import {clockWatch, stepBackSince} from '../../src/daemon/clock-watch.js'
import {fakeClock} from '../support/fake-clock.js'

const start = '2026-03-29T00:00:00.000Z'

describe('clockWatch', () => {
  it.each<{name: string; passMs: number; byMs: number; told: number | null}>([
    {name: 'time that just passes', passMs: 30_000, byMs: 0, told: null},
    {name: 'a slew below the limit', passMs: 500, byMs: 1999, told: null},
    {name: 'a step at the limit', passMs: 500, byMs: 2000, told: 2000},
    {name: 'a step back below the limit', passMs: 500, byMs: -1999, told: null},
    {name: 'a step back at the limit', passMs: 500, byMs: -2000, told: -2000},
    {name: 'hours forward', passMs: 500, byMs: 3 * 3_600_000, told: 3 * 3_600_000},
    {name: 'a year back', passMs: 500, byMs: -365 * 86_400_000, told: -365 * 86_400_000},
  ])('tells of $name', async ({passMs, byMs, told}) => {
    const clock = fakeClock(start)
    const watch = clockWatch(clock)
    await clock.advance(passMs)
    const expected = new Date(Date.parse(start) + passMs)
    clock.set(new Date(expected.getTime() + byMs).toISOString())
    const step = watch()
    expect(step?.byMs ?? null).toBe(told)
    if (step) expect([step.before, step.after]).toEqual([new Date(expected.getTime() + 1), clock.now()])
    // Told once.
    expect(watch()).toBeNull()
  })
})

describe('clockWatch, by clocks that cut off parts of a millisecond', () => {
  it.each([
    ['right when it is due', 0.9, 100.1],
    ['by a timer that came a millisecond early', 0.9, 99.2],
    ['a little after it was due', 0.1, 100.8],
  ])('takes for due what was due when the step was seen: %s', (_, fromMs, passMs) => {
    const dueMs = 1_700_000_000_101
    let realMs = dueMs - 101 + fromMs
    let steppedMs = 0
    const clock = {
      now: () => new Date(Math.floor(realMs + steppedMs)),
      monotonicMs: () => realMs - 1_699_999_999_999.5,
    }
    const watch = clockWatch({...fakeClock(start), ...clock})
    realMs += passMs
    steppedMs = -3_600_000
    expect(watch()!.before.getTime()).toBeGreaterThanOrEqual(dueMs)
  })
})

describe('stepBackSince', () => {
  const now = new Date(start)

  it.each([
    ['was alive before', -60_000, null],
    ['was alive just now', 1999, null],
    ['was alive two seconds later', 2000, -2000],
    ['was alive hours later', 7_200_000, -7_200_000],
  ])('of a daemon that %s', (_, aheadMs, told) => {
    const lastSeenAt = new Date(now.getTime() + aheadMs)
    const expected = told === null ? null : {byMs: told, before: lastSeenAt, after: now}
    expect(stepBackSince(lastSeenAt, now)).toEqual(expected)
  })
})
