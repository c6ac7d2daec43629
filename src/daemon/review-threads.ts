import {setFlagsFromString} from 'node:v8'
import {MessageChannel} from 'node:worker_threads'
import {Piscina} from 'piscina'
import {plainError} from '../domain/plain-error.js'
import type {Clock} from '../domain/ports/clock.js'
import type {ReviewExecutor, ReviewHooks, ReviewResult, ReviewTask} from '../domain/ports/review-executor.js'
import {isPreviousAsked, type SessionTask} from '../worker/thread-messages.js'
import {outcomeOf, tell, tellPrevious} from './answer-thread.js'
import {recalled, type Turn} from './lane.js'
import {graceMs, mostOldMb, ThreadSession} from './thread-session.js'
import {ThreadTurns} from './thread-turns.js'

/**
 * Megabytes of the young generation. A small one, collected more often, grows by less: a review of a million deals takes 50 MB less that
 * way. A larger one collects a review of a thousand deals half as often, which adds up where there is one after the other.
 */
const youngMb = {one: 6, many: 24}

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
  `--min-semi-space-size=${youngMb.many / 3}`,
  '--always-sparkplug',
  ...(process.versions.v8.startsWith('11.') ? ['--interrupt-budget=400000'] : []),
]

/**
 * The young generation of this thread, which does not compute, would grow by 25 MB with the messages of the others. Those have all of theirs
 * from the start. V8 sets this back for each thread that it starts.
 */
const noGrowth = '--semi-space-growth-factor=1'

/** A thread takes 50 ms to start and has warm code when it has been used: those of a daemon are kept from one review to the next. */
const idleMs = 60_000

/** Started at once, where there are cores for them, and kept: what is due finds them ready. Each takes 20 MB. */
const mostReady = 2

export type ReviewThreads = ReviewExecutor & {
  /**
   * Ends all threads, those with a running review as well; none is executed afterwards. May be called again. Resolves when they
   * have ended, which abandoned ones may never do.
   */
  close(): Promise<void>
}

/**
 * Worker threads, one review each at a time; the first of them are started at once. `filename` is the module with `reviewThread`
 * (src/worker/review-thread.ts). Not to be given more than `threads` reviews at a time: the pool's own queue keeps
 * no order, and when a thread breaks, nothing starts another one for those who wait in it. A review that was sent ahead to a thread that
 * breaks or takes long is begun anew in another one.
 */
export function reviewThreads(
  {clock}: {clock: Clock},
  {filename, threads, cores}: {filename: string; threads: number; cores: number},
): ReviewThreads {
  if (threads > 1) for (const flag of flagsForMany) setFlagsFromString(flag)
  const pool = new Piscina<SessionTask, void>({
    filename,
    name: 'reviewThread',
    minThreads: Math.min(threads, cores, mostReady),
    maxThreads: threads,
    idleTimeout: idleMs,
    resourceLimits: {
      maxOldGenerationSizeMb: mostOldMb,
      maxYoungGenerationSizeMb: threads === 1 ? youngMb.one : youngMb.many,
    },
    recordTiming: false,
  })
  const leaving = new Set<Promise<void>>()
  const open = new Set<ThreadSession>()
  let closed: Promise<void> | null = null
  const turns = new ThreadTurns(
    {
      clock,
      open(onBroken) {
        // The pool itself would start new threads.
        if (closed) throw new Error('the threads of reviews have been ended')
        const session = new ThreadSession({pool, clock, leaving}, onBroken)
        open.add(session)
        void session.over.then(() => open.delete(session))
        return session
      },
    },
    cores,
  )
  // A thread broke that had no review: it could not start, most likely. Those that wait for it would wait for ever: they take
  // one that gets free, or fail without any left. Unheard, this event ends the process.
  pool.on('error', error => {
    if (pool.threads.length > 0) turns.closeLanes()
    else for (const session of open) session.giveUp(error)
  })
  return {
    async execute(task, hooks) {
      let place: 'first' | 'last' = 'last'
      for (;;) {
        const turn = task.connection.kind === 'file' ? await turns.enter(place) : turns.alone()
        try {
          return await inTurn({clock, turn}, task, hooks)
        } catch (error) {
          if (error !== recalled) throw error
          place = 'first'
        } finally {
          if (threads > 1) setFlagsFromString(noGrowth)
          await turns.leave(turn)
        }
      }
    },
    close() {
      // Once: asked again meanwhile, the pool takes the threads that end for broken ones and replaces them.
      closed ??= Promise.all([pool.destroy(), ...leaving]).then(() => undefined)
      return closed
    },
  }
}

async function inTurn(
  {clock, turn}: {clock: Clock; turn: Turn},
  task: ReviewTask,
  hooks: ReviewHooks,
): Promise<ReviewResult> {
  const {signal} = hooks
  signal.throwIfAborted()
  const {session} = turn.lane
  const {port1: port, port2} = new MessageChannel()
  let endGrace: () => void = () => undefined
  let isOver = false
  const stopped = new AbortController()
  const stop = () => stopped.abort(signal.reason)
  signal.addEventListener('abort', stop, {once: true})
  stopped.signal.addEventListener('abort', () => {
    if (isOver) return
    const {reason} = stopped.signal
    tell(port, {kind: 'stop', reason: plainError(reason)})
    if (!turn.isCurrent) return turn.end(reason)
    endGrace = clock.later(graceMs, () => session.kill(hooks.onAbandoned))
  })
  try {
    session.send({task, port: port2}, hooks.onAbandoned)
    if (!isPreviousAsked(task)) tellPrevious(port, hooks.previous).catch(error => stopped.abort(error))
    return await outcomeOf(port, hooks, {stopped, ended: turn.ended})
  } catch (error) {
    stopped.signal.throwIfAborted()
    if (error === recalled) tell(port, {kind: 'stop', reason: plainError(error)})
    throw error
  } finally {
    isOver = true
    endGrace()
    signal.removeEventListener('abort', stop)
    port.close()
  }
}
