import type {Clock} from '../domain/ports/clock.js'
import type {Database} from '../domain/ports/store.js'
import {refuseMovedFile} from './refuse-moved-file.js'

/** Looked at no sooner: writes come in bursts, and the system tells of one a moment before it can be read. */
const restMs = 100
/** Where the system does not tell of writes, or told too early. */
const lookEveryMs = 2000

/**
 * Yields at once, and then after each time that another process has written to the database, until `signal` is aborted, whose
 * reason it throws; throws `storage` once the file was removed or replaced. While nothing is written it costs a look every two seconds.
 */
export async function* watchedWrites(
  {store, clock}: {store: Pick<Database, 'changeCounter' | 'watchWrites' | 'isInPlace'>; clock: Clock},
  signal: AbortSignal,
): AsyncGenerator<void> {
  const bell = new Bell(clock, signal)
  const unwatch = await store.watchWrites(bell.ring)
  try {
    for (;;) {
      const seen = store.changeCounter()
      yield
      do {
        await clock.sleep(restMs, signal)
        if (store.changeCounter() === seen) await bell.wait(lookEveryMs)
        // To such a file nobody writes any more.
        refuseMovedFile(store, 'start the command again')
      } while (store.changeCounter() === seen)
    }
  } finally {
    unwatch()
  }
}

/** A wait that somebody else may end. */
class Bell {
  readonly #clock: Clock
  readonly #signal: AbortSignal
  #waiting: AbortController | null = null

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock
    this.#signal = signal
  }

  ring = (): void => this.#waiting?.abort()

  async wait(ms: number): Promise<void> {
    const waiting = new AbortController()
    this.#waiting = waiting
    try {
      await this.#clock.sleep(ms, AbortSignal.any([this.#signal, waiting.signal]))
    } catch {
      this.#signal.throwIfAborted()
    }
  }
}
