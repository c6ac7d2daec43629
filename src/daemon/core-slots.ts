import type {Clock} from '../domain/ports/clock.js'

/** A review of a thousand deals is over by then. Who waits longer waits for a large one, and the system shares the cores out. */
const patienceMs = 500

/**
 * Lets as many compute at a time as there are cores: more take longer, hold more memory, and warm up more threads. Nobody waits long,
 * so that one that hangs or takes minutes keeps nobody from starting.
 */
export class CoreSlots {
  readonly #clock: Pick<Clock, 'sleep'>
  readonly #cores: number
  readonly #waiting = new Set<() => void>()
  #taken = 0

  constructor(clock: Pick<Clock, 'sleep'>, cores: number) {
    this.#clock = clock
    this.#cores = cores
  }

  /** Resolves with what is to be called, once, when its work is over. */
  async enter(): Promise<() => void> {
    if (this.#taken >= this.#cores) await this.#turn()
    this.#taken++
    return () => {
      this.#taken--
      for (const enter of this.#waiting) return enter()
    }
  }

  #turn(): Promise<void> {
    const isOver = new AbortController()
    return new Promise(resolve => {
      const enter = () => {
        this.#waiting.delete(enter)
        isOver.abort('entered')
        resolve()
      }
      this.#waiting.add(enter)
      this.#clock.sleep(patienceMs, isOver.signal).then(enter, () => undefined)
    })
  }
}
