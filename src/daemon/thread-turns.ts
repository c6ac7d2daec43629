import type {Clock} from '../domain/ports/clock.js'
import {Lane, type OpenSession, type Turn} from './lane.js'

/** A review of ten thousand deals is over by then. What takes longer shares its core with others, as the system sees fit. */
const mostMs = 1000

/**
 * Lets as many begin to compute at a time as there are cores: more take longer, hold more memory, and warm up more threads. One more for
 * each is sent ahead, so that no core waits between two reviews until this process has found time for the second. Nobody keeps a core for
 * long, nor the one that was sent ahead, so that one that hangs or takes minutes keeps nobody from starting.
 */
export class ThreadTurns {
  readonly #clock: Pick<Clock, 'later'>
  readonly #open: OpenSession
  /** Of the lanes that hold a core: what ends the wait for them to pass it on. */
  readonly #watches = new Map<Lane, () => void>()
  readonly #waiting: ((turn: Turn | 'core') => void)[] = []
  #free: number

  /** `open` may throw, where no more reviews are wanted. */
  constructor({clock, open}: {clock: Pick<Clock, 'later'>; open: OpenSession}, cores: number) {
    this.#clock = clock
    this.#open = open
    this.#free = cores
  }

  /** For a review of a CRM: at once, in a thread of its own. */
  alone(): Turn {
    return new Lane(this.#open, 'none').current
  }

  /** Resolves when there is a core, or soon will be. Who was recalled goes `first`. */
  async enter(place: 'first' | 'last'): Promise<Turn> {
    const turn = this.#takeFree() ?? (await this.#wait(place))
    if (turn !== 'core') return turn
    try {
      const lane = new Lane(this.#open, 'held')
      this.#begin(lane)
      return lane.current
    } catch (error) {
      this.#pass()
      throw error
    }
  }

  /** Its review is over. */
  async leave(turn: Turn): Promise<void> {
    const {lane} = turn
    if (lane.next === turn) return lane.dropNext()
    if (lane.current !== turn) return
    this.#watches.get(lane)?.()
    if (lane.advance()) {
      this.#begin(lane)
      return
    }
    lane.close()
    this.#watches.delete(lane)
    await lane.session.end()
    if (lane.core === 'held') this.#pass()
  }

  /** Ends the sessions of threads with the reviews that they do: another one may wait for its first. */
  closeLanes(): void {
    for (const lane of this.#watches.keys()) lane.close()
  }

  #takeFree(): Turn | 'core' | null {
    if (this.#free > 0) {
      this.#free--
      return 'core'
    }
    for (const lane of this.#watches.keys()) if (lane.takesNext) return lane.sendAhead()
    return null
  }

  #wait(place: 'first' | 'last'): Promise<Turn | 'core'> {
    return new Promise(resolve => {
      if (place === 'first') this.#waiting.unshift(resolve)
      else this.#waiting.push(resolve)
    })
  }

  #begin(lane: Lane): void {
    this.#watch(lane)
    this.#waiting.shift()?.(lane.sendAhead())
  }

  #watch(lane: Lane): void {
    const pass = () => {
      lane.core = 'passed'
      this.#watches.delete(lane)
      lane.close()
      // Who was given back is in the queue again by then.
      setImmediate(() => this.#pass())
    }
    this.#watches.set(lane, this.#clock.later(mostMs, pass))
  }

  /** A core is free: for the one that waits for the longest, or else for one that was sent ahead to another. */
  #pass(): void {
    const waiting = this.#waiting.shift()
    if (waiting) waiting('core')
    else {
      this.#free++
      const other = [...this.#watches.keys()].find(lane => lane.next)
      other?.close()
    }
  }
}
