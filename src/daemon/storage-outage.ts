import type {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {DaemonStore} from '../domain/ports/daemon-log.js'
import type {Logger} from '../domain/ports/logger.js'
import type {ServiceNotifier} from '../domain/ports/service-notifier.js'
import type {EventOutbox} from './event-outbox.js'
import {isStorageError} from './storage-refusal.js'
import type {VitalSigns} from './vital-signs.js'

type Ports = {
  store: Pick<DaemonStore, 'addEvent'>
  clock: Clock
  log: Logger
  notifier: Pick<ServiceNotifier, 'outage' | 'outageOver'>
  events: Pick<EventOutbox, 'add'>
  signs: Pick<VitalSigns, 'failed'>
}

/** The time in which the database refuses, told when it begins and when it ends. */
export class StorageOutage {
  readonly #ports: Ports
  readonly #daemonId: string
  #since: Date | null = null

  constructor(ports: Ports, daemonId: string) {
    this.#ports = ports
    this.#daemonId = daemonId
  }

  get isOn(): boolean {
    return this.#since !== null
  }

  /** Logs that the database refused; throws what is something else. */
  tell(error: unknown): RevschedError {
    if (!isStorageError(error)) throw error
    this.#ports.log.error('storage-failed', `the database refused: ${error.message}`, {errorCode: error.code})
    return error
  }

  /** It refused what the daemon cannot go on without. Throws what is something else. */
  refused(error: unknown): void {
    const {message} = this.tell(error)
    if (this.#since) return
    const {clock, events, signs, notifier} = this.#ports
    const at = clock.now()
    this.#since = at
    events.add({kind: 'storage-failed', at, detail: {message}})
    signs.failed(at, message)
    notifier.outage(`waiting for the database: ${message}`)
  }

  /** It took a write. */
  async over(): Promise<void> {
    if (!this.#since) return
    const {store, clock, log, notifier} = this.#ports
    const detail = {failedAt: this.#since.toISOString()}
    await store.addEvent({kind: 'storage-back', at: clock.now(), daemonId: this.#daemonId, detail})
    this.#since = null
    log.info('storage-back', 'the database takes writes again', detail)
    notifier.outageOver('keeping the schedules')
  }
}
