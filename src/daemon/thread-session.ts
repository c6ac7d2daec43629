import {MessageChannel, type MessagePort, type Worker} from 'node:worker_threads'
import type {Piscina} from 'piscina'
import {messageOf, RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {ReviewHooks} from '../domain/ports/review-executor.js'
import type {SessionTask, ThreadTask} from '../worker/thread-messages.js'

/** From the request to stop until a thread that does not heed it (it computes, or a library ignores the signal) is ended. */
export const graceMs = 500

/** JavaScript is ended within 10 ms. Native code ends when it returns: a thread that has not by then may never. */
const abandonMs = 2000

/** Megabytes of the JavaScript heap. A review of a million deals takes 20: what lives long is in columns outside of it. */
export const mostOldMb = 512

type SessionPorts = {
  pool: Piscina<SessionTask, void>
  clock: Clock
  /** The ends of threads that the pool knows no more. */
  leaving: Set<Promise<void>>
}

/** A thread of the pool, for one review after the other: it begins the next by itself when one is over. */
export class ThreadSession {
  readonly #ports: SessionPorts
  readonly #onBroken: (error: unknown) => void
  readonly #killed = new AbortController()
  readonly #port: MessagePort
  readonly #run: Promise<void>
  #onAbandoned: ReviewHooks['onAbandoned']

  /** `onBroken` is called when the thread has ended before its session, with what that means for the review that it did. */
  constructor(ports: SessionPorts, onBroken: (error: unknown) => void) {
    const {port1, port2: port} = new MessageChannel()
    this.#ports = ports
    this.#onBroken = onBroken
    this.#port = port1
    this.#run = ports.pool.run({port}, {transferList: [port], signal: this.#killed.signal})
    this.#run.catch(error => onBroken(broken(error)))
  }

  /** Resolves when the thread is out of it, however. */
  get over(): Promise<void> {
    return this.#run.catch(() => undefined)
  }

  /** To be begun when those sent before are over. `onAbandoned` is called when it is one that the thread does not end. */
  send(task: ThreadTask, onAbandoned: ReviewHooks['onAbandoned']): void {
    this.#onAbandoned = onAbandoned
    this.#port.postMessage(task, [task.port])
  }

  /** Sends no more. Resolves when the pool has its thread back: it would start another one for the next session. */
  async end(): Promise<void> {
    this.#port.postMessage(null)
    const isOver = new AbortController()
    const late = this.#ports.clock.sleep(graceMs, isOver.signal).then(() => this.kill(this.#onAbandoned))
    await Promise.race([this.#run, late]).catch(() => undefined)
    isOver.abort('ended')
    this.#port.close()
  }

  /** Ends the thread, whatever it does. `onAbandoned` is called when it does not end. */
  kill(onAbandoned?: ReviewHooks['onAbandoned']): void {
    const {pool, clock, leaving} = this.#ports
    const before = pool.threads
    this.giveUp(new Error('it was ended'))
    for (const thread of before.filter(one => !pool.threads.includes(one))) {
      const ended = endOf(thread).then(() => void leaving.delete(ended))
      leaving.add(ended)
      const isInTime = new AbortController()
      void ended.then(() => isInTime.abort())
      clock.sleep(abandonMs, isInTime.signal).then(
        () => onAbandoned?.(ended),
        () => undefined,
      )
    }
  }

  /** The pool forgets the thread, if there is one. */
  giveUp(reason: unknown): void {
    this.#killed.abort()
    // Not left to the pool: of a thread that is done for it, it has nothing to say.
    this.#onBroken(broken(reason))
  }
}

/** Not by `once` of node:events, which would reject if the thread threw while it was ended. */
function endOf(thread: Worker): Promise<void> {
  return new Promise(resolve => thread.once('exit', () => resolve()))
}

/** The thread ended without a last word. What it ran may go well the next time, but for a review that is too large for it. */
function broken(error: unknown): RevschedError {
  if (isOutOfMemory(error)) return outOfMemory(error)
  const what = `the thread of the review broke: ${messageOf(error)}`
  return new RevschedError('crashed', what, {canPass: true, cause: error})
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function outOfMemory(cause: unknown): RevschedError {
  const limit = `${mostOldMb} MB`
  return new RevschedError('source-failed', `the review needs more memory than it may take (${limit})`, {
    hint: 'review fewer deals at a time: a connection per pipeline or region',
    cause,
  })
}
