import type {DaemonEvent, DaemonStore} from '../domain/ports/daemon-log.js'

/**
 * What happened to the daemon and is not in its database yet, oldest first: a database that refuses for a while gets to know of it
 * when it takes writes again.
 */
export class EventOutbox {
  readonly #store: Pick<DaemonStore, 'addEvent'>
  readonly #daemonId: string
  readonly #waiting: DaemonEvent[] = []

  constructor(store: Pick<DaemonStore, 'addEvent'>, daemonId: string) {
    this.#store = store
    this.#daemonId = daemonId
  }

  add(event: DaemonEvent): void {
    this.#waiting.push(event)
  }

  /** Throws what the store throws; what it did not take is written by a later call. */
  async write(): Promise<void> {
    for (let event = this.#waiting[0]; event; event = this.#waiting[0]) {
      await this.#store.addEvent({...event, daemonId: this.#daemonId})
      this.#waiting.shift()
    }
  }
}
