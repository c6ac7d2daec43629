import {grownLog, largestLogBytes} from '../app/grown-log.js'
import {keptHistory, pruneHistory} from '../app/prune-history.js'
import {messageOf} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {DaemonStore} from '../domain/ports/daemon-log.js'
import type {Logger} from '../domain/ports/logger.js'
import {clockWatch} from './clock-watch.js'
import {type DailyBackup, settleMs} from './daily-backup.js'

const dayMs = 86_400_000

/** Looked at with each beat; readers of other processes can make the log grow at any time. */
const walLimitBytes = 32 * 1024 * 1024

export type HousekeepingPorts = {
  store: Pick<DaemonStore, 'prune' | 'boundWal'>
  backups: Pick<DailyBackup, 'beat' | 'stop' | 'told'>
  clock: Clock
  log: Logger
}

/**
 * Removes old history once a day, beside the loop: runs go on meanwhile, for it works in small pieces with pauses. Then the backup of the
 * day is made. Nothing waits for it and nothing fails with it; what went wrong is logged and tried again a day later.
 */
export class Housekeeping {
  readonly #ports: HousekeepingPorts
  readonly #stop = new AbortController()
  readonly #clockStep: ReturnType<typeof clockWatch>
  #nextAtMs: number
  #isWorking = false
  #logBytes = 0

  constructor(ports: HousekeepingPorts) {
    this.#ports = ports
    this.#clockStep = clockWatch(ports.clock)
    this.#nextAtMs = ports.clock.now().getTime() + settleMs
  }

  /** To be called every few seconds; returns without waiting for a removal that it starts. */
  async beat(): Promise<void> {
    const nowMs = this.#ports.clock.now().getTime()
    if (this.#clockStep())
      this.#nextAtMs = Math.min(Math.max(this.#nextAtMs, nowMs + settleMs), nowMs + dayMs)
    await this.#boundLog()
    if (this.#isWorking || this.#stop.signal.aborted) return
    // What is old goes first: it need not be in the backup.
    if (nowMs < this.#nextAtMs) return this.#ports.backups.beat()
    this.#nextAtMs = nowMs + dayMs
    void this.#prune()
  }

  /** Of the log beside the database, as it was left by the last beat. */
  get logBytes(): number {
    return this.#logBytes
  }

  async #boundLog(): Promise<void> {
    const {store, log} = this.#ports
    const before = this.#logBytes
    this.#logBytes = await store.boundWal(walLimitBytes)
    if (before <= largestLogBytes && this.#logBytes > largestLogBytes)
      log.warn('log-not-emptied', grownLog(this.#logBytes), {bytes: this.#logBytes})
  }

  /** Ends a removal after the piece at hand, and a backup; starts no other. */
  stop(): void {
    this.#stop.abort()
    this.#ports.backups.stop()
  }

  async #prune(): Promise<void> {
    const {log} = this.#ports
    this.#isWorking = true
    try {
      const {runs, events} = await pruneHistory(this.#ports, keptHistory, this.#stop.signal)
      if (runs + events > 0)
        log.info('history-pruned', `removed ${runs} old runs and ${events} old events`, {runs, events})
    } catch (error) {
      // Stopped meanwhile, the database may have been closed below it.
      if (this.#stop.signal.aborted) return
      const message = messageOf(error)
      log.error('housekeeping-failed', `old history could not be removed: ${message}`)
    } finally {
      this.#isWorking = false
    }
  }
}
