import type {Logger} from '../domain/ports/logger.js'
import type {Run} from '../domain/run/run.js'
import type {EventOutbox} from './event-outbox.js'

type Ports = {
  now(): Date
  log: Logger
  events: Pick<EventOutbox, 'add'>
  /** Called when the count has changed. */
  wake(): void
}

/**
 * Threads in native code that does not return, such as a read from a network disk that hangs: only the end of the process ends
 * them. Each is replaced, until there are as many of them as reviews may run at a time; each one beyond takes the place of a
 * review. So at most twice as many threads as wanted hold memory, however often a review is tried again.
 */
export class AbandonedThreads {
  readonly #ports: Ports
  #count = 0

  constructor(ports: Ports) {
    this.#ports = ports
  }

  get count(): number {
    return this.#count
  }

  /** Of so many reviews at a time, those for which there is still a thread. */
  leftOf(concurrency: number): number {
    return Math.max(0, concurrency - Math.max(0, this.#count - concurrency))
  }

  /** The thread of that run could not be ended; `ended` resolves when it ends after all. */
  add({id: runId, reviewName}: Pick<Run, 'id' | 'reviewName'>, ended: Promise<void>): void {
    const {log, now, events, wake} = this.#ports
    const abandoned = ++this.#count
    const detail = {runId, reviewName, abandoned}
    events.add({kind: 'thread-abandoned', at: now(), detail})
    log.error(
      'thread-abandoned',
      `the thread of "${reviewName}" hangs in the system and cannot be ended; another one takes its place`,
      {runId, review: reviewName, abandoned},
    )
    wake()
    void ended.then(() => {
      this.#count--
      log.info('thread-ended', `the thread of "${reviewName}" that was abandoned has ended`, {
        runId,
        review: reviewName,
        abandoned: this.#count,
      })
      wake()
    })
  }
}
