import {describe, expect, it} from 'vitest'
import {Alarm} from '../../src/daemon/alarm.js'
import {fakeClock} from '../support/fake-clock.js'

const start = '2026-03-29T00:00:00.000Z'

/** An alarm and, in milliseconds from the start, when its wait ended; null while it waits. */
function waiting(forMs: number, isChanged: () => boolean = () => false) {
  const clock = fakeClock(start)
  const lags: number[] = []
  const alarm = new Alarm(clock, ms => lags.push(ms))
  const state: {endedMs: number | null} = {endedMs: null}
  const begin = () =>
    alarm.until(new Date(clock.now().getTime() + forMs), isChanged).then(() => {
      state.endedMs = clock.now().getTime() - Date.parse(start)
    })
  return {clock, alarm, lags, state, begin}
}

describe('Alarm', () => {
  it.each([
    {name: 'a moment', forMs: 1},
    {name: 'one look', forMs: 5000},
    {name: 'a look and a bit', forMs: 5001},
    {name: 'half a minute', forMs: 30_000},
  ])('rings after $name', async ({forMs}) => {
    const {clock, state, begin} = waiting(forMs)
    void begin()
    await clock.advance(forMs - 1)
    expect(state.endedMs).toBeNull()
    await clock.advance(1)
    expect(state.endedMs).toBe(forMs)
  })

  it('does not wait for what is past', async () => {
    const {state, begin} = waiting(-1)
    await begin()
    expect(state.endedMs).toBe(0)
  })

  it('ends at once when it is rung, and waits again afterwards', async () => {
    const {clock, alarm, state, begin} = waiting(30_000)
    void begin()
    await clock.advance(700)
    alarm.ring()
    await clock.advance(0)
    expect(state.endedMs).toBe(700)
    state.endedMs = null
    void begin()
    await clock.advance(29_999)
    expect(state.endedMs).toBeNull()
  })

  it('remembers that it was rung while nobody waited', async () => {
    const {alarm, state, begin} = waiting(30_000)
    alarm.ring()
    await begin()
    expect(state.endedMs).toBe(0)
  })

  it('notices within five seconds what nobody rang for', async () => {
    let isChanged = false
    const {clock, state, begin} = waiting(30_000, () => isChanged)
    void begin()
    await clock.advance(6000)
    isChanged = true
    await clock.advance(5000)
    expect(state.endedMs).toBe(10_000)
  })

  it('follows a clock that is set forward', async () => {
    const {clock, state, begin} = waiting(30_000)
    void begin()
    await clock.advance(600)
    clock.set('2026-03-29T03:00:00.000Z')
    await clock.advance(5000)
    expect(state.endedMs).not.toBeNull()
  })

  it('waits no longer than it was to, when the clock is set back', async () => {
    const {clock, state, begin} = waiting(30_000)
    void begin()
    await clock.advance(600)
    clock.set('2026-03-28T21:00:00.600Z')
    await clock.advance(29_399)
    expect(state.endedMs).toBeNull()
    await clock.advance(1)
    expect(state.endedMs).toBe(30_000 - 3 * 3_600_000)
  })
})
