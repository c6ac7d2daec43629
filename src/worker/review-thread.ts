import {EventEmitter} from 'node:events'
import {type MessagePort, receiveMessageOnPort} from 'node:worker_threads'
import {connectorOf} from '../connectors/all-connectors.js'
import {errorOf, plainError} from '../domain/plain-error.js'
import type {CrmPorts} from '../domain/ports/crm-access.js'
import type {DealSource} from '../domain/ports/deal-source.js'
import type {HttpClient, HttpClientOf} from '../domain/ports/http-client.js'
import type {ReviewProgress, ReviewTask, StoredReview} from '../domain/ports/review-executor.js'
import {systemClock} from '../platform/clock.js'
import {httpClientOf} from '../platform/http-client.js'
import {executeReview, sourceOf} from './execute-review.js'
import {ParentAccess} from './parent-access.js'
import {
  type FromThread,
  isPreviousAsked,
  movable,
  type SessionTask,
  type ThreadTask,
  type ToThread,
} from './thread-messages.js'

declare const REVSCHED_VERSION: string

/** What calls the CRM of one review, and ends the connections that it keeps. */
function clients() {
  const made: HttpClient[] = []
  const http: HttpClientOf = rules => {
    const client = httpClientOf(REVSCHED_VERSION)(rules)
    made.push(client)
    return client
  }
  const close = () => {
    for (const client of made) client.close()
  }
  return {http, close}
}

/** A source tells its progress with every piece it reads; the parent is told this often. */
const progressEveryMs = 100

/**
 * Milliseconds for which a file that was opened ahead counts as opened now, as long as a short review takes. After that it is opened anew:
 * it may have been written to, or have come into being.
 */
const freshMs = 50

/** What a thread of the pool executes: one review after the other, until it is told that there are no more. */
export function reviewThread({port}: SessionTask): Promise<void> {
  return new Promise(resolve => {
    let last = Promise.resolve()
    port.on('message', (next: ThreadTask | null) => {
      const review = next && prepared(next)
      last = last.then(review ?? resolve)
      if (!next) port.close()
    })
  })
}

/**
 * Opens what a review reads, and gives what makes it: called when the one before it is over. Whatever happens is told over the port, never
 * thrown.
 */
function prepared({task, port}: ThreadTask): () => Promise<void> {
  const tell = (message: FromThread, transfer: readonly ArrayBuffer[] = []) =>
    port.postMessage(message, transfer)
  const access = new ParentAccess(tell)
  const {http, close} = clients()
  const {signal, previous, hear} = listenTo(port, access)
  const preparedAtMs = systemClock.monotonicMs()
  const opening = preparedSource(task, {http, access})
  const leave = () => {
    // What is thrown here is thrown when the review is made.
    opening.then(source => source.leave?.()).catch(() => undefined)
  }
  // Not only when its turn comes: the review before it may take long.
  signal.addEventListener('abort', leave, {once: true})
  return async () => {
    hear()
    try {
      signal.throwIfAborted()
      if (systemClock.monotonicMs() - preparedAtMs > freshMs) leave()
      const result = await executeReview(await opening, task, {
        signal,
        access,
        onProgress: seldom(progress => tell({kind: 'progress', progress})),
        previous() {
          if (isPreviousAsked(task)) tell({kind: 'ask-previous'})
          return previous
        },
      })
      tell(
        {kind: 'done', result},
        [result.document, result.input].flatMap(bytes => (bytes ? movable(bytes) : [])),
      )
    } catch (error) {
      tell({kind: 'failed', error: plainError(error)})
    } finally {
      leave()
      close()
      port.close()
    }
  }
}

async function preparedSource(task: ReviewTask, crm: CrmPorts): Promise<DealSource> {
  const source = sourceOf(await connectorOf(task.connection.kind), task, crm)
  source.prepare?.()
  return source
}

/** `hear` hears what waits to be heard, at once. `previous` rejects when the review is stopped: nobody answers any more. */
function listenTo(
  port: MessagePort,
  access: ParentAccess,
): {signal: AbortSignal; previous: Promise<StoredReview | null>; hear(): void} {
  const controller = new AbortController()
  const {signal} = controller
  const told = new EventEmitter<{previous: [StoredReview | null]}>()
  const previous = new Promise<StoredReview | null>((resolve, reject) => {
    told.once('previous', resolve)
    signal.addEventListener('abort', () => reject(signal.reason), {once: true})
  })
  // The wish to stop may come before anybody waits for it.
  previous.catch(() => undefined)
  const take = (message: ToThread) => {
    if (message.kind === 'previous') return void told.emit('previous', message.previous)
    if (message.kind !== 'stop') return access.take(message)
    const reason = errorOf(message.reason)
    controller.abort(reason)
    access.stop(reason)
  }
  port.on('message', take)
  const hear = () => {
    for (let waiting = receiveMessageOnPort(port); waiting; waiting = receiveMessageOnPort(port))
      take(waiting.message)
  }
  return {signal, previous, hear}
}

/** Passes on the first progress of each step, and later ones from time to time. */
function seldom(tell: (progress: ReviewProgress) => void): (progress: ReviewProgress) => void {
  let step: ReviewProgress['step'] | null = null
  let toldMs = 0
  return progress => {
    const nowMs = systemClock.now().getTime()
    if (progress.step === step && nowMs >= toldMs && nowMs - toldMs < progressEveryMs) return
    step = progress.step
    toldMs = nowMs
    tell(progress)
  }
}
