import type {ClockStep, DaemonEvent, DaemonStore} from '../domain/ports/daemon-log.js'

/**
 * What happened to the daemon and is not in its database yet, oldest first: a database that refuses for a while gets to know of it
 * when it takes writes again.
 */
export class EventOutbox {
  readonly #store: Pick<DaemonStore, 'addEvent' | 'addClockStep'>
  readonly #daemonId: string
  readonly #waiting: (() => Promise<void>)[] = []

  constructor(store: Pick<DaemonStore, 'addEvent' | 'addClockStep'>, daemonId: string) {
    this.#store = store
    this.#daemonId = daemonId
  }

  add(event: DaemonEvent): void {
    this.#waiting.push(() => this.#store.addEvent({...event, daemonId: this.#daemonId}))
  }

  addClockStep(step: ClockStep): void {
    this.#waiting.push(() => this.#store.addClockStep({...step, daemonId: this.#daemonId}))
  }

  /** Throws what the store throws; what it did not take is written by a later call. */
  async write(): Promise<void> {
    for (let write = this.#waiting[0]; write; write = this.#waiting[0]) {
      await write()
      this.#waiting.shift()
    }
  }
}
