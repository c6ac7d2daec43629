import {once} from 'node:events'
import {setFlagsFromString} from 'node:v8'
import {MessageChannel, type MessagePort, type Worker} from 'node:worker_threads'
import {Piscina} from 'piscina'
import {messageOf, RevschedError} from '../domain/errors.js'
import {errorOf, plainError} from '../domain/plain-error.js'
import type {Clock} from '../domain/ports/clock.js'
import type {CrmAccess} from '../domain/ports/crm-access.js'
import type {ReviewExecutor, ReviewHooks, ReviewResult, ReviewTask} from '../domain/ports/review-executor.js'
import {
  type Answer,
  type Ask,
  type FromThread,
  movable,
  type ThreadTask,
  type ToThread,
} from '../worker/thread-messages.js'
import {CoreSlots} from './core-slots.js'

/** From the request to stop until a thread that does not heed it (it computes, or a library ignores the signal) is ended. */
const graceMs = 500

/** JavaScript is ended within 10 ms. Native code ends when it returns: a thread that has not by then may never. */
const abandonMs = 2000

/** Megabytes of the JavaScript heap. A review of a million deals takes 20: what lives long is in columns outside of it. */
const mostOldMb = 512

/**
 * Megabytes of the young generation. A small one, collected more often, grows by less: a review of a million deals takes 50 MB less that
 * way. A larger one collects a review of a thousand deals half as often, which adds up where there is one after the other.
 */
const youngMb = {one: 6, many: 16}

/**
 * Of V8, for a process with several threads that review, whose compiler and collector have no core to themselves:
 *
 * - An old generation grows by so many percent before it is collected: each collection throws away the compiled code of closures that
 *   only one review held, to be compiled again for the next. V8's own are 40, for the limit above.
 * - Each thread collects its young generation itself; the helpers that it would wake are as many again.
 * - The fast compiler compiles at the first call, and the slow one only what has run six times as much code (in bytes) as V8 itself
 *   waits for: half of what it compiles otherwise it compiles again, as it knew too little, or runs too seldom to be worth it.
 *   Later than in Node 20, V8 has a third compiler between the two, and no such flag: it would complain.
 */
const flagsForMany = [
  '--heap-growing-percent=150',
  '--no-parallel-scavenge',
  '--always-sparkplug',
  ...(process.versions.v8.startsWith('11.') ? ['--interrupt-budget=400000'] : []),
]

/** A thread takes 50 ms to start and has warm code when it has been used: those of a daemon are kept from one review to the next. */
const idleMs = 60_000

export type ReviewThreads = ReviewExecutor & {
  /**
   * Ends all threads, those with a running review as well; none is executed afterwards. May be called again. Resolves when they
   * have ended, which abandoned ones may never do.
   */
  close(): Promise<void>
}

type Ports = {
  pool: Piscina<ThreadTask, void>
  clock: Clock
  /** What ends each review that has not ended yet. */
  executing: Set<AbortController>
  /** The ends of threads that the pool knows no more. */
  leaving: Set<Promise<void>>
}

/**
 * Worker threads, one review each at a time, and at least one of them started at once. `filename` is the module with
 * `reviewThread` (src/worker/review-thread.ts). Not to be given more than `threads` reviews at a time: the pool's own queue keeps
 * no order, and when a thread breaks, nothing starts another one for those who wait in it.
 */
export function reviewThreads(
  ports: {clock: Clock},
  {filename, threads, cores}: {filename: string; threads: number; cores: number},
): ReviewThreads {
  if (threads > 1) for (const flag of flagsForMany) setFlagsFromString(flag)
  const slots = new CoreSlots(ports.clock, cores)
  const pool = new Piscina<ThreadTask, void>({
    filename,
    name: 'reviewThread',
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: idleMs,
    resourceLimits: {
      maxOldGenerationSizeMb: mostOldMb,
      maxYoungGenerationSizeMb: threads === 1 ? youngMb.one : youngMb.many,
    },
    recordTiming: false,
  })
  const executing = new Set<AbortController>()
  const leaving = new Set<Promise<void>>()
  // A thread broke that had no review: it could not start, most likely. Without any thread left, those that wait for one would
  // wait for ever. Unheard, this event ends the process.
  pool.on('error', error => {
    if (pool.threads.length === 0) for (const killed of executing) killed.abort(error)
  })
  let closed: Promise<void> | null = null
  return {
    async execute(task, hooks) {
      // A CRM is waited for most of the time.
      const leave = task.connection.kind === 'file' ? await slots.enter() : () => undefined
      try {
        // The pool itself would start new threads.
        if (closed) throw new Error('the threads of reviews have been ended')
        return await execute({pool, executing, leaving, ...ports}, task, hooks)
      } finally {
        leave()
      }
    },
    close() {
      // Once: asked again meanwhile, the pool takes the threads that end for broken ones and replaces them.
      closed ??= Promise.all([pool.destroy(), ...leaving]).then(() => undefined)
      return closed
    },
  }
}

async function execute(ports: Ports, task: ReviewTask, hooks: ReviewHooks): Promise<ReviewResult> {
  const {pool, clock, executing} = ports
  const {signal} = hooks
  signal.throwIfAborted()
  const {port1: port, port2} = new MessageChannel()
  const ended = new AbortController()
  const killed = new AbortController()
  const stopped = new AbortController()
  const stop = () => stopped.abort(signal.reason)
  signal.addEventListener('abort', stop, {once: true})
  stopped.signal.addEventListener('abort', () => {
    tell(port, {kind: 'stop', reason: plainError(stopped.signal.reason)})
    clock.sleep(graceMs, ended.signal).then(
      () => kill(ports, killed, hooks),
      () => undefined,
    )
  })
  executing.add(killed)
  try {
    const outcome = outcomeOf(port, hooks, {stopped, killed: killed.signal})
    // The pool's own answer comes over another port, before or after ours; it matters only when it is an error.
    const run = pool.run({task, port: port2}, {transferList: [port2], signal: killed.signal})
    try {
      return await Promise.race([outcome, run.then(() => outcome, broken)])
    } finally {
      // Until the pool knows as well that the thread is free: it would start another one for the next review.
      await Promise.race([run, clock.sleep(graceMs, ended.signal)]).catch(() => undefined)
    }
  } catch (error) {
    stopped.signal.throwIfAborted()
    throw error
  } finally {
    executing.delete(killed)
    ended.abort('ended')
    signal.removeEventListener('abort', stop)
    port.close()
  }
}

/** Ends the thread of a review, which the pool forgets and replaces at once. */
function kill({pool, clock, leaving}: Ports, killed: AbortController, {onAbandoned}: ReviewHooks): void {
  const before = pool.threads
  killed.abort()
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

async function endOf(thread: Worker): Promise<void> {
  await once(thread, 'exit')
}

/** The thread ended without a last word. What it ran may go well the next time, but for a review that is too large for it. */
function broken(error: unknown): never {
  if (isOutOfMemory(error)) throw outOfMemory(error)
  const what = `the thread of the review broke: ${messageOf(error)}`
  throw new RevschedError('crashed', what, {canPass: true, cause: error})
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

/**
 * Answers the thread; resolves or rejects with its last word. A thread that cannot be answered is stopped: it would wait for
 * ever, and no other review would get it.
 */
function outcomeOf(
  port: MessagePort,
  {onProgress, previous, access}: ReviewHooks,
  {stopped, killed}: {stopped: AbortController; killed: AbortSignal},
): Promise<ReviewResult> {
  return new Promise((resolve, reject) => {
    // Not left to the pool: it has nothing to say of a thread that is done for it and yet said no last word.
    killed.addEventListener('abort', () => reject(killed.reason))
    port.on('message', (message: FromThread) => {
      if (message.kind === 'progress') onProgress?.(message.progress)
      else if (message.kind === 'ask-previous')
        tellPrevious(port, previous).catch(error => stopped.abort(error))
      else if (message.kind === 'ask') void tellAnswer(port, access, message)
      else if (message.kind === 'done') resolve(message.result)
      else reject(errorOf(message.error))
    })
  })
}

async function tellPrevious(port: MessagePort, previous: ReviewHooks['previous']): Promise<void> {
  const stored = await previous()
  tell(port, {kind: 'previous', previous: stored}, stored ? movable(stored.document) : [])
}

async function tellAnswer(
  port: MessagePort,
  access: CrmAccess,
  {number, ask}: Extract<FromThread, {kind: 'ask'}>,
): Promise<void> {
  try {
    const answer = await answerTo(ask, access)
    tell(
      port,
      {kind: 'answer', number, answer},
      answer && 'document' in answer ? movable(answer.document) : [],
    )
  } catch (error) {
    tell(port, {kind: 'refusal', number, error: plainError(error)})
  }
}

async function answerTo(ask: Ask, access: CrmAccess): Promise<Answer[Ask['kind']]> {
  if (ask.kind === 'grant') return access.grant(ask.refused)
  if (ask.kind === 'kept') return access.keptRecords(ask.shape)
  if (ask.kind === 'keep') await access.keepRecords(ask.shape, ask.kept)
  if (ask.kind === 'permit') await access.permit(ask.rate)
  if (ask.kind === 'mark') await access.markLogin(ask.needsLogin)
  return null
}

function tell(port: MessagePort, message: ToThread, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}
