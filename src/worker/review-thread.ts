import {type MessagePort, receiveMessageOnPort} from 'node:worker_threads'
import {connectorOf} from '../connectors/all-connectors.js'
import {errorOf, plainError} from '../domain/plain-error.js'
import type {HttpClient, HttpClientOf} from '../domain/ports/http-client.js'
import type {ReviewProgress, StoredReview} from '../domain/ports/review-executor.js'
import {systemClock} from '../platform/clock.js'
import {httpClientOf} from '../platform/http-client.js'
import {executeReview} from './execute-review.js'
import {ParentAccess} from './parent-access.js'
import {
  type FromThread,
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

/** What a thread of the pool executes: one review after the other, until it is told that there are no more. */
export function reviewThread({port}: SessionTask): Promise<void> {
  return new Promise(resolve => {
    let last = Promise.resolve()
    port.on('message', (next: ThreadTask | null) => {
      last = last.then(() => (next ? review(next) : resolve()))
      if (!next) port.close()
    })
  })
}

/** Whatever happens is told over the port, never thrown. */
async function review({task, port}: ThreadTask): Promise<void> {
  const tell = (message: FromThread, transfer: readonly ArrayBuffer[] = []) =>
    port.postMessage(message, transfer)
  const early: {message: Extract<ToThread, {kind: 'stop'}>} | undefined = receiveMessageOnPort(port)
  if (early) {
    tell({kind: 'failed', error: early.message.reason})
    return port.close()
  }
  const access = new ParentAccess(tell)
  const {http, close} = clients()
  const {signal, previous} = listenTo(port, access)
  try {
    const result = await executeReview({connectorOf, http}, task, {
      signal,
      access,
      onProgress: seldom(progress => tell({kind: 'progress', progress})),
      previous() {
        tell({kind: 'ask-previous'})
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
    close()
    port.close()
  }
}

/** `previous` rejects when the review is stopped: nobody answers any more. */
function listenTo(
  port: MessagePort,
  access: ParentAccess,
): {signal: AbortSignal; previous: Promise<StoredReview | null>} {
  const controller = new AbortController()
  const previous = new Promise<StoredReview | null>((resolve, reject) => {
    port.on('message', (message: ToThread) => {
      if (message.kind === 'previous') return resolve(message.previous)
      if (message.kind !== 'stop') return access.take(message)
      const reason = errorOf(message.reason)
      controller.abort(reason)
      reject(reason)
      access.stop(reason)
    })
  })
  // The wish to stop may come before anybody waits for it.
  previous.catch(() => undefined)
  return {signal: controller.signal, previous}
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
