import type {Clock} from '../domain/ports/clock.js'

/**
 * The file system tells of another process's change, and rings. Where it does not, and after a clock that was set back, this is
 * how long it takes at most.
 */
const lookEveryMs = 5000

/**
 * The one timer of the daemon. `until` waits for an instant of the wall clock, looking up every now and then for what came
 * meanwhile: somebody rang, another process changed something, the clock was set. It rings once for all that happened.
 * Set back, the clock would come to that instant hours late, so that the time that really passed ends the wait as well.
 */
export class Alarm {
  readonly #clock: Clock
  readonly #lagged: (ms: number) => void
  #waiting: AbortController | null = null
  #isRung = false

  /** `lagged` hears how late each look came. */
  constructor(clock: Clock, lagged: (ms: number) => void) {
    this.#clock = clock
    this.#lagged = lagged
  }

  /** Ends the wait, or the next one if nobody waits. */
  ring = (): void => {
    this.#isRung = true
    this.#waiting?.abort('rung')
  }

  /** Resolves at `at`, when it is rung, or when `isChanged` says so. */
  async until(at: Date, isChanged: () => boolean): Promise<void> {
    const waiting = new AbortController()
    this.#waiting = waiting
    const leftOnTheWall = () => at.getTime() - this.#clock.now().getTime()
    const deadlineMs = this.#clock.monotonicMs() + leftOnTheWall()
    while (!this.#isRung && !isChanged()) {
      const leftMs = Math.min(leftOnTheWall(), deadlineMs - this.#clock.monotonicMs())
      if (leftMs <= 0) break
      await this.#look(Math.min(lookEveryMs, leftMs), waiting.signal)
    }
    this.#waiting = null
    this.#isRung = false
  }

  async #look(ms: number, signal: AbortSignal): Promise<void> {
    const started = this.#clock.monotonicMs()
    try {
      await this.#clock.sleep(ms, signal)
      this.#lagged(this.#clock.monotonicMs() - started - ms)
    } catch {
      // Rung: that was no failure of the wait.
    }
  }
}
