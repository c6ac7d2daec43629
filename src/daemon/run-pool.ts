import {RevschedError} from '../domain/errors.js'
import type {Logger} from '../domain/ports/logger.js'
import type {ClaimedRun, RunQueue} from '../domain/ports/run-queue.js'
import {shareRead} from '../domain/review/share-read.js'
import {leaseMs, renewEveryMs} from '../domain/run/lease.js'
import type {Cancellation, Claim} from '../domain/run/run.js'
import {RunCancelled} from '../domain/run/run-cancelled.js'
import type {AbandonedThreads} from './abandoned-threads.js'
import {ClaimTurns} from './claim-turns.js'
import {type ExecutionHooks, type ExecutionPorts, executeRun} from './execute-run.js'
import {logOutcome} from './log-outcome.js'
import {giveBack, isShort, type Running, shortMs} from './pool-run.js'
import type {RunPings} from './run-pings.js'

export type PoolPorts = ExecutionPorts & {
  queue: Pick<RunQueue, 'advance'>
  log: Logger
  pings: Pick<RunPings, 'started' | 'ended'>
}

type PoolOptions = {
  concurrency: number
  leaseOwner: string
  /** Begins the names of jobs, so that a job is told from one of another daemon. */
  daemonId: string
}

type Advance = {claims: 'wanted' | 'none'; nextDueAt?: Date | null}
type Times = {now: Date; leaseExpiresAt: Date; nextDueAt: Date | null}

type PoolEvents = {
  /** A run has ended. */
  wake(): void
  /** With the milliseconds from when a run might start to when it does. */
  started(lateMs: number): void
  /** True when another process may have written since the last `advance`: what was claimed before may be wanted no more, or otherwise. */
  isChanged(): boolean
  /** A result is stored that is to be delivered. */
  delivering(): void
  abandoned: AbandonedThreads
}

/**
 * Without progress for so long, a review waits: most likely for a CRM, whose calls may take a minute. Whatever waits costs next to
 * nothing, and others go on beside it.
 */
const stalledMs = 10_000

/** What waits for longer is given back: what runs before it is not short, and others may know how to run it sooner. */
const patienceMs = 1000

/**
 * So long before they are due runs are claimed, where threads are free: a sync of a disk that is busy may take a third of a second, and a
 * daemon that is about to begin one keeps from writing for some of it.
 */
const earlyMs = 1000

/** A timer may come a little before its time. */
const roundingMs = 20

/** So long a result may wait for others that are stored in the same transaction, with one sync of the disk. */
const gatherMs = 20

/**
 * The runs that this process executes. Their states in memory:
 *
 * claimed -> begun, when it is due and there is a thread -> ended, with an outcome -> stored (then forgotten)
 * claimed -> returned, when there is none, or something changes before it is due -> stored
 *
 * `advance` is the only one who talks to the ledger: what has ended, renewed leases and new claims go into one transaction, so
 * that many short runs share one sync of the disk. An outcome that could not be stored is kept and stored by a later call.
 */
export class RunPool {
  readonly #ports: PoolPorts
  #options: PoolOptions
  readonly #events: PoolEvents
  readonly #running = new Map<string, Running>()
  #jobs = 0
  #isGathering = false
  readonly #turns = new ClaimTurns()

  constructor(ports: PoolPorts, options: PoolOptions, events: PoolEvents) {
    this.#ports = ports
    this.#options = options
    this.#events = events
  }

  /** Whose outcomes wait to be stored. */
  get #ended(): Running[] {
    return [...this.#running.values()].filter(({outcome}) => outcome !== null)
  }

  get #executing(): Running[] {
    return [...this.#running.values()].filter(({begunAt, outcome}) => begunAt !== null && outcome === null)
  }

  get #waiting(): Running[] {
    return [...this.#running.values()].filter(({begunAt, outcome}) => begunAt === null && outcome === null)
  }

  get #early(): Running[] {
    const now = this.#ports.clock.now()
    return this.#waiting.filter(({early}) => early !== null && early.dueAt > now)
  }

  /** When the next begins that was claimed before it is due; null without any. */
  get nextBeginAt(): Date | null {
    const times = this.#early.map(({early}) => early!.dueAt.getTime())
    return times.length > 0 ? new Date(Math.min(...times)) : null
  }

  /** Fewer threads take effect as runs end. */
  resize(concurrency: number): void {
    this.#options = {...this.#options, concurrency}
  }

  get size(): number {
    return this.#running.size
  }

  get executing(): number {
    return this.#executing.length
  }

  /** Milliseconds after which `advance` is to be called at the latest, while there are runs. */
  get restMs(): number {
    const nowMs = this.#ports.clock.monotonicMs()
    const ends = this.#waiting.map(({waitsSinceMs}) => Math.ceil(waitsSinceMs + patienceMs - nowMs))
    return Math.max(0, Math.min(renewEveryMs, ...ends))
  }

  /** For `status`. */
  get inProgress() {
    return [...this.#running.values()].map(({claimed: {run}, begunAt, progress}) => ({
      runId: run.id,
      reviewName: run.reviewName,
      jobId: run.jobId,
      startedAt: begunAt?.toISOString() ?? null,
      step: progress?.step ?? (begunAt ? 'starting' : 'waiting'),
      rowsRead: progress?.rowsRead ?? 0,
      share: progress && shareRead(progress),
    }))
  }

  /**
   * Stores, renews and, where wanted, claims. Returns when the next queued run may start; null when none waits. What is due at `nextDueAt`
   * or later is not claimed early: what will be queued then may have to begin before it.
   */
  async advance({claims, nextDueAt = null}: Advance): Promise<Date | null> {
    const {queue, clock} = this.#ports
    // What has stalled meanwhile has given its place to others.
    this.#beginNext()
    const since = clock.monotonicMs() - patienceMs
    for (const running of this.#waiting) if (running.waitsSinceMs <= since) giveBack(running)
    const ended = this.#ended
    const begun = [...this.#running.values()].filter(
      ({isStartOpen, begunAt}) => isStartOpen && begunAt !== null,
    )
    const held = [...this.#running.values()].filter(({outcome}) => outcome === null)
    const now = clock.now()
    const leaseExpiresAt = new Date(now.getTime() + leaseMs)
    const wish = claims === 'wanted' ? this.#wish(held.length, {now, leaseExpiresAt, nextDueAt}) : null
    const answer = await queue.advance({
      now,
      begun: begun.map(({claim, begunAt}) => ({claim, at: begunAt!})),
      outcomes: ended.map(({outcome}) => outcome!),
      renew: {claims: held.map(({claim}) => claim), leaseExpiresAt},
      claim: wish && wish.limit + wish.ahead > 0 ? wish : null,
    })
    for (const running of begun) running.isStartOpen = false
    for (const claim of answer.lost) this.#lose(claim)
    const instead = new Map(answer.storedInstead.map(outcome => [outcome.claim.runId, outcome]))
    // What could not be stored yet, or was lost, is not told as done.
    for (const {claimed, claim, outcome} of ended)
      if (this.#running.delete(claim.runId)) {
        const stored = instead.get(claim.runId) ?? outcome!
        logOutcome(this.#ports.log, claimed.run, stored)
        this.#ports.pings.ended(claimed, stored)
        if (stored.kind === 'completed' && stored.completion.deliveries.length > 0) this.#events.delivering()
      }
    for (const {runId, ...cancellation} of answer.cancelRequested) this.#cancel(runId, cancellation)
    for (const claimed of answer.claimed) this.#take(claimed)
    this.#beginNext()
    for (const running of this.#waiting) running.isStartOpen = true
    return answer.nextQueuedAt
  }

  /** Gives back what has not begun, with the next `advance`. */
  giveBackWaiting(): void {
    for (const running of this.#waiting) giveBack(running)
  }

  /** The same for what was claimed before it was due: it is claimed again, as it is then. */
  giveBackEarly(): void {
    for (const running of this.#waiting) if (running.early) giveBack(running)
  }

  /** Ends what is executing, for this reason, and gives back what waits. */
  stopAll(reason: RevschedError): void {
    this.giveBackWaiting()
    for (const {stop} of this.#running.values()) stop.abort(reason)
  }

  /** Those that wait are replaced, up to as many as may run at a time: at most twice as many hold memory, or compute once they go on. */
  get #threads(): number {
    const {concurrency} = this.#options
    const since = this.#ports.clock.monotonicMs() - stalledMs
    const stalled = this.#executing.filter(({movedAtMs}) => movedAtMs <= since).length
    return this.#events.abandoned.leftOf(concurrency) + Math.min(stalled, concurrency)
  }

  /** As many as there are threads, and as many more as have just ended soon: no thread waits for the sync of the disk that ends a claim. */
  #wish(held: number, {now, leaseExpiresAt, nextDueAt}: Times) {
    const {concurrency, leaseOwner, daemonId} = this.#options
    const early = this.#early.length
    // What is due does not wait for those that are not.
    const free = this.#threads - held + early
    const limit = Math.max(0, free)
    const short = Math.min(this.#ended.filter(isShort).length, concurrency)
    return {
      limit,
      ahead: Math.max(0, free + short) - limit,
      early: {
        most: Math.max(0, free - early),
        until: new Date(Math.min(now.getTime() + earlyMs, nextDueAt ? nextDueAt.getTime() - 1 : Infinity)),
      },
      perConnection: perConnectionOf(concurrency),
      leaseOwner,
      leaseExpiresAt,
      newJobId: () => `${daemonId.slice(0, 8)}-${++this.#jobs}`,
      ...this.#turns.next,
    }
  }

  #lose(claim: Claim): void {
    const running = this.#running.get(claim.runId)
    if (running?.claim.fence !== claim.fence) return
    this.#running.delete(claim.runId)
    running.early?.endWait()
    const {runId} = claim
    if (running.begunAt)
      this.#ports.log.warn('run-lost', 'a run was taken over by another process; its result is dropped', {
        runId,
      })
    else this.#ports.log.debug('run-lost', 'a run was taken back by another process before it began', {runId})
    running.stop.abort(new RevschedError('conflict', 'the run was taken over by another process'))
  }

  #cancel(runId: string, cancellation: Cancellation): void {
    const running = this.#running.get(runId)
    if (!running || running.outcome || running.stop.signal.aborted) return
    if (running.begunAt) {
      running.cancellation = cancellation
      running.stop.abort(new RunCancelled(cancellation.errorMessage))
    } else {
      // Who asked to cancel it finds it cancelled: it does not go back into the queue.
      giveBack(running)
      void this.#gather()
    }
  }

  #take(claimed: ClaimedRun): void {
    const {run} = claimed
    const {clock} = this.#ports
    const leftMs = run.startedAt === null && run.queuedAt ? run.queuedAt.getTime() - clock.now().getTime() : 0
    const running: Running = {
      claimed,
      claim: {runId: run.id, fence: run.fence},
      stop: new AbortController(),
      progress: null,
      isStartOpen: run.startedAt === null,
      early: null,
      waitsSinceMs: clock.monotonicMs() + Math.max(0, leftMs),
      begunAtMs: 0,
      begunAt: null,
      movedAtMs: 0,
      cancellation: null,
      outcome: null,
      endedAtMs: 0,
    }
    if (leftMs > 0) this.#waitFor(run.queuedAt!, running)
    this.#running.set(run.id, running)
    this.#turns.claimed(claimed)
  }

  #waitFor(dueAt: Date, running: Running): void {
    const {clock} = this.#ports
    const leftMs = Math.min(earlyMs, dueAt.getTime() - clock.now().getTime())
    const endWait = clock.later(leftMs, () => {
      const stillMs = dueAt.getTime() - clock.now().getTime()
      if (stillMs > 0) this.#waitFor(dueAt, running)
      else this.#beginNext()
      // Where the clock was set back or another process has written, the next tick knows what becomes of the run.
      if (stillMs > roundingMs || this.#events.isChanged()) this.#events.wake()
    })
    running.early = {dueAt, endWait}
  }

  /** Begins what waits as far as there are threads, in the order in which it was claimed. */
  #beginNext(): void {
    const free = Math.max(0, this.#threads - this.#executing.length)
    if (free === 0) return
    const now = this.#ports.clock.now()
    const isDue = ({early}: Running) => early === null || (early.dueAt <= now && !this.#events.isChanged())
    for (const running of this.#waiting.filter(isDue).slice(0, free)) this.#begin(running)
  }

  #begin(running: Running): void {
    const {clock} = this.#ports
    running.early?.endWait()
    running.begunAt = clock.now()
    running.begunAtMs = clock.monotonicMs()
    running.movedAtMs = running.begunAtMs
    this.#tellBegun(running.claimed, running.begunAt)
    if (running.isStartOpen) clock.later(shortMs, () => this.#storeStart(running))
    void executeRun(this.#ports, running, this.#hooksOf(running)).then(outcome => {
      running.outcome = outcome
      running.endedAtMs = clock.monotonicMs()
      this.#beginNext()
      void this.#gather()
    })
  }

  /** Its end tells of its start as well, where that comes soon. */
  #storeStart({isStartOpen, outcome}: Running): void {
    if (isStartOpen && outcome === null) this.#events.wake()
  }

  #hooksOf(running: Running): ExecutionHooks {
    return {
      onProgress: progress => {
        running.progress = progress
        running.movedAtMs = this.#ports.clock.monotonicMs()
      },
      onAbandoned: ended => this.#events.abandoned.add(running.claimed.run, ended),
    }
  }

  #tellBegun(claimed: ClaimedRun, at: Date): void {
    const {run} = claimed
    // How late a run is that was caught up says when the daemon came back, not how well it keeps time.
    if (run.queuedAt && run.trigger !== 'catch-up')
      this.#events.started(at.getTime() - run.queuedAt.getTime())
    this.#ports.log.info('run-started', `"${run.reviewName}" started`, {
      runId: run.id,
      review: run.reviewName,
      trigger: run.trigger,
      attempt: run.retryCount + 1,
    })
    this.#ports.pings.started(claimed)
  }

  /** Asks for what has ended to be stored: at once when it is half of all, else when others have had a moment to end as well. */
  async #gather(): Promise<void> {
    if (2 * this.#ended.length >= this.#running.size) return this.#events.wake()
    if (this.#isGathering) return
    this.#isGathering = true
    await this.#ports.clock.sleep(gatherMs)
    this.#isGathering = false
    // None where enough have ended meanwhile: each time that it is asked for nothing costs a sync of the disk.
    if (this.#ended.length > 0) this.#events.wake()
  }
}

/** When a queued run is to be claimed that was not at `lookedAt`: early, or else when it may start. */
export function claimableFrom(queuedAt: Date, lookedAt: Date): Date {
  const early = new Date(queuedAt.getTime() - earlyMs)
  return early > lookedAt ? early : queuedAt
}

/** One connection holds at most two threads, and never all of them: a stuck CRM starves nobody. */
function perConnectionOf(concurrency: number): number {
  return Math.max(1, Math.min(2, concurrency - 1))
}
