import type {Clock} from '../domain/ports/clock.js'

/** A review of ten thousand deals is over by then. What takes longer shares its core with others, as the system sees fit. */
const mostMs = 1000

/**
 * Lets as many begin to compute at a time as there are cores: more take longer, hold more memory, and warm up more threads. Nobody keeps
 * a slot for long, so that one that hangs or takes minutes keeps nobody from starting.
 */
export class CoreSlots {
  readonly #clock: Pick<Clock, 'sleep'>
  readonly #waiting: (() => void)[] = []
  #free: number

  constructor(clock: Pick<Clock, 'sleep'>, cores: number) {
    this.#clock = clock
    this.#free = cores
  }

  /** Resolves when there is a slot, with what is to be called when its work is over. */
  async enter(): Promise<() => void> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>(resolve => this.#waiting.push(resolve))
    const kept = new AbortController()
    const pass = () => this.#pass()
    this.#clock.sleep(mostMs, kept.signal).then(pass, pass)
    return () => kept.abort('its work is over')
  }

  /** To the one that waits for the longest. */
  #pass(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}
