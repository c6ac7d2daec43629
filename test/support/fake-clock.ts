import type {Clock} from '../../src/domain/ports/clock.js'

type Sleeper = {atMs: number; wake(): void}

type FakeClock = Clock & {
  /** Puts the clock to an instant without waking anybody. */
  set(instant: string): void
  /** Moves on, waking those who sleep on the way in the order of their times. */
  advance(ms: number): Promise<void>
}

/** A clock that stands until it is told to move. */
export function fakeClock(start: string): FakeClock {
  let nowMs = Date.parse(start)
  // What `set` has moved the wall clock by: the other clock goes on as if nothing had happened.
  let steppedMs = 0
  const sleepers = new Set<Sleeper>()
  const next = (untilMs: number) =>
    [...sleepers].filter(({atMs}) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
  return {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs - steppedMs,
    set(instant) {
      const byMs = Date.parse(instant) - nowMs
      nowMs += byMs
      steppedMs += byMs
      for (const sleeper of sleepers) sleeper.atMs += byMs
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const stop = () => {
          sleepers.delete(sleeper)
          reject(signal?.reason)
        }
        const wake = () => {
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', stop)
          resolve()
        }
        const sleeper = {atMs: nowMs + ms, wake}
        sleepers.add(sleeper)
        signal?.addEventListener('abort', stop, {once: true})
      })
    },
    later(ms, act) {
      const wake = () => {
        sleepers.delete(sleeper)
        act()
      }
      const sleeper = {atMs: nowMs + ms, wake}
      sleepers.add(sleeper)
      return () => void sleepers.delete(sleeper)
    },
    async advance(ms) {
      const untilMs = nowMs + ms
      await settled()
      for (let sleeper = next(untilMs); sleeper; sleeper = next(untilMs)) {
        nowMs = sleeper.atMs
        sleeper.wake()
        await settled()
      }
      nowMs = untilMs
    },
  }
}

/** Lets everything that is waiting for nothing but its turn go on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
}
