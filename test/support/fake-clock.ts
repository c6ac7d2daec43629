import type {Clock} from '../../src/domain/ports/clock.js'

/** A clock that stands at an instant until it is told to move; sleeping moves it. */
export function fakeClock(start: string): Clock & {set(instant: string): void} {
  let now = new Date(start)
  return {
    now: () => new Date(now),
    set(instant) {
      now = new Date(instant)
    },
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      now = new Date(now.getTime() + ms)
    },
  }
}
