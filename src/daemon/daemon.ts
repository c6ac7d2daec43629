import {setImmediate as breathe} from 'node:timers/promises'
import {RevschedError} from '../domain/errors.js'
import type {ClockStep, DaemonRow, DaemonStore} from '../domain/ports/daemon-log.js'
import type {DeliveryStore} from '../domain/ports/delivery-store.js'
import type {RunQueue} from '../domain/ports/run-queue.js'
import type {ServiceNotifier} from '../domain/ports/service-notifier.js'
import type {Database} from '../domain/ports/store.js'
import {renewEveryMs} from '../domain/run/lease.js'
import {AbandonedThreads} from './abandoned-threads.js'
import {Alarm} from './alarm.js'
import {clockWatch, stepBackSince} from './clock-watch.js'
import {deadRuns} from './dead-runs.js'
import {DeliveryDesk, type SendDelivery} from './delivery-desk.js'
import {DueDecisions} from './due-decisions.js'
import {EventOutbox} from './event-outbox.js'
import {Housekeeping, type HousekeepingPorts} from './housekeeping.js'
import {isFileLost, refuseLostFile} from './lost-file.js'
import type {PingQueue} from './ping-queue.js'
import {replanZones} from './replan-zones.js'
import {type RunPings, runPings} from './run-pings.js'
import {claimableFrom, type PoolPorts, RunPool} from './run-pool.js'
import {StorageOutage} from './storage-outage.js'
import {isStorageError} from './storage-refusal.js'
import {VitalSigns} from './vital-signs.js'

/**
 * How often the daemon writes that it lives, and looks for runs whose process is dead: while it has runs, and while it has none. No
 * wait is longer.
 */
const busyBeatMs = 5000
const idleBeatMs = 20_000
/** After the database refused: long enough not to spin, short enough to resume within 10 s of space returning. */
const storageRetryMs = 2000

/** Longer than it takes to copy the log of a large result back into the database. */
const quietMs = 300

/** So long at most a tick waits for runs that are about to begin, and so long it takes to give one to its thread. */
const calmMs = 200
const handOverMs = 5

type DaemonPorts = Omit<PoolPorts, 'queue' | 'pings'> & {
  pings: Pick<PingQueue, 'add' | 'close' | 'told'>
  store: RunQueue & DaemonStore & DeliveryStore & Pick<Database, 'isInPlace' | 'newerVersion' | 'hurry'>
  backups: HousekeepingPorts['backups']
  /** One attempt at a delivery; see app/send-delivery.ts. */
  send: SendDelivery
  notifier: ServiceNotifier
  isOwnerAlive(leaseOwner: string): boolean
  /** Calls `listener` when somebody asks for the configuration to be read again. Returns what ends that. */
  onReload(listener: () => void): () => void
  /** Throws `config` for one that is wrong. */
  reload(): Promise<{concurrency: number}>
}

type DaemonOptions = {
  row: Omit<DaemonRow, 'startedAt' | 'lastSeenAt' | 'stoppedAt' | 'state'>
  concurrency: number
  /** How long running reviews may go on after the wish to stop. */
  graceMs: number
}

/**
 * Keeps the schedules until `stop` is aborted. What it does is decided anew at each wake from the wall clock and the database:
 * a late wake, a machine that slept, a clock that was set and a restart are one case.
 *
 * starting -> keeping (tick, wait, tick, ...) -> draining -> stopped
 */
export async function runDaemon(
  ports: DaemonPorts,
  options: DaemonOptions,
  stop: AbortSignal,
): Promise<void> {
  const daemon = new Daemon(ports, options)
  // Before the start: an early SIGHUP would end the process.
  const endReloads = ports.onReload(() => void daemon.reload())
  stop.addEventListener('abort', daemon.hurry, {once: true})
  try {
    await daemon.start()
    while (!stop.aborted) {
      await daemon.tick()
      // Signals, results and timers have their turn, also while there is a backlog to be decided and nothing is waited for.
      await breathe()
      if (!stop.aborted) await daemon.wait()
      if (!stop.aborted) await daemon.letBegin(stop)
    }
  } finally {
    stop.removeEventListener('abort', daemon.hurry)
    await daemon.drain()
    endReloads()
  }
}

class Daemon {
  readonly #ports: DaemonPorts
  readonly #options: DaemonOptions
  readonly #signs = new VitalSigns()
  readonly #outage: StorageOutage
  readonly #events: EventOutbox
  readonly #abandoned: AbandonedThreads
  readonly #alarm: Alarm
  readonly #pool: RunPool
  readonly #pings: RunPings
  readonly #dead: ReturnType<typeof deadRuns>
  readonly #desk: DeliveryDesk
  readonly #decisions: DueDecisions
  readonly #housekeeping: Housekeeping
  readonly #clockStep: (now: Date) => ClockStep | null
  /** As it was read last. */
  #concurrency: number
  /** Null while nothing is known: then it is looked up. */
  #nextDueAt: Date | null = new Date(0)
  #nextQueuedAt: Date | null = null
  /** When the queue was looked at. */
  #lookedAt = new Date(0)
  #changes = -1
  #beatAtMs = 0
  #abandonedTold = 0
  #unwatch = (): void => undefined
  #isDraining = false

  constructor(ports: DaemonPorts, options: DaemonOptions) {
    this.#ports = ports
    this.#options = options
    this.#decisions = new DueDecisions({...ports, signs: this.#signs})
    this.#housekeeping = new Housekeeping(ports)
    this.#clockStep = clockWatch(ports.clock)
    this.#alarm = new Alarm(ports.clock, ms => this.#signs.lagged(ms))
    this.#pings = runPings(ports.pings)
    const {concurrency, row} = options
    this.#dead = deadRuns({...ports, pings: this.#pings, wake: this.#alarm.ring}, row.leaseOwner)
    this.#concurrency = concurrency
    this.#events = new EventOutbox(ports.store, row.id)
    this.#outage = new StorageOutage({...ports, events: this.#events, signs: this.#signs}, row.id)
    this.#abandoned = new AbandonedThreads({
      now: ports.clock.now,
      log: ports.log,
      events: this.#events,
      wake: this.#alarm.ring,
    })
    this.#pool = new RunPool(
      {...ports, queue: ports.store, pings: this.#pings},
      {
        concurrency,
        leaseOwner: row.leaseOwner,
        daemonId: row.id,
      },
      {
        wake: this.#alarm.ring,
        started: lateMs => this.#signs.started(lateMs),
        abandoned: this.#abandoned,
        // While the database refuses, nobody knows.
        isChanged: () => this.#outage.isOn || this.#isChanged(),
        delivering: () => this.#desk.expect(),
      },
    )
    this.#desk = new DeliveryDesk({...ports, leaseOwner: row.leaseOwner}, this.#alarm.ring)
  }

  get #beatEveryMs(): number {
    const ownMs = this.#pool.size > 0 ? busyBeatMs : idleBeatMs
    return Math.min(ownMs, this.#ports.notifier.watchdogIntervalMs ?? ownMs)
  }

  /** Somebody wants the daemon to stop: a database that is locked is no reason to stay. */
  hurry = (): void => {
    this.#ports.store.hurry(hurryMs)
    this.#alarm.ring()
  }

  async start(): Promise<void> {
    const {store, clock, log, notifier} = this.#ports
    const {row, concurrency} = this.#options
    const before = await store.lastDaemon()
    // First: once the row stands, a later start sees no difference to the last daemon any more.
    if (before && before.tzVersion !== row.tzVersion) await replanZones(this.#ports, row, before.tzVersion)
    const now = clock.now()
    const step = before && stepBackSince(before.lastSeenAt, now)
    await store.startDaemon({...row, startedAt: now, lastSeenAt: now, stoppedAt: null, state: {}}, step)
    log.info('daemon-started', `revsched ${row.version} keeps the schedules`, {
      daemonId: row.id,
      pid: row.pid,
      concurrency,
    })
    if (step) this.#logStep(step)
    await this.#dead.settleAll(now)
    this.#unwatch = await store.watchWrites(() => {
      if (this.#isChanged()) this.#alarm.ring()
    })
    await notifier.ready('keeping the schedules')
  }

  /** A configuration that is wrong is told; what was read before stays. */
  async reload(): Promise<void> {
    const {reload, log, notifier} = this.#ports
    if (this.#isDraining) return
    notifier.reloading()
    try {
      const {concurrency} = await reload()
      this.#concurrency = concurrency
      // `status` tells of it with the next beat.
      this.#beatAtMs = 0
      this.#pool.resize(concurrency)
      log.info('config-reloaded', 'the configuration was read again', {concurrency})
    } catch (error) {
      if (!(error instanceof RevschedError)) throw error
      log.error('config-refused', `the configuration stays as it was: ${error.message}`)
    }
    await notifier.ready('keeping the schedules')
    this.#alarm.ring()
  }

  /** All that is to be done now. A database that refuses is told and tried again; anything else is a bug and ends the daemon. */
  async tick(): Promise<void> {
    const {store, clock, notifier} = this.#ports
    refuseLostFile(store)
    try {
      // One reading for all of this: a clock that is set in between would have leases run out before they are moved with it.
      const now = clock.now()
      const step = this.#clockStep(now)
      if (step) {
        this.#logStep(step)
        this.#events.addClockStep(step)
      }
      // First: what waits and what is held is moved by a step of the clock.
      await this.#events.write()
      const changes = store.changeCounter()
      const isChanged = changes !== this.#changes
      if (isChanged || (this.#nextDueAt !== null && this.#nextDueAt <= now)) {
        await this.#dead.settleDue(now)
        this.#nextDueAt = await this.#decisions.decide(now)
      }
      if (isChanged || step || this.#outage.isOn) this.#pool.giveBackEarly()
      // Not before: a change that a locked database kept from being looked at is still news when the lock is gone.
      this.#changes = changes
      this.#lookedAt = clock.now()
      this.#nextQueuedAt = await this.#pool.advance({claims: 'wanted', nextDueAt: this.#nextDueAt})
      await this.#dead.look({now, isChanged: isChanged || step !== null})
      // Also at each beat: for what processes that are gone have left, and what nobody wants any more.
      if (isChanged || this.#desk.isDue(now) || this.#isBeatDue(now))
        await this.#desk.advance({claims: 'wanted'})
      const hasBeat = this.#isBeatDue(now)
      if (hasBeat) await this.#beat(now)
      await this.#events.write()
      await this.#outage.over()
      if (this.#isQuiet()) await store.copyLogBack()
      // A beat is a write. A tick without one has perhaps written nothing, which a full disk does not refuse.
      if (hasBeat) notifier.alive()
    } catch (error) {
      refuseLostFile(store)
      this.#outage.refused(error)
    }
  }

  /** Nothing will be due for a moment, and nothing waits that may start. */
  #isQuiet(): boolean {
    const soon = new Date(this.#ports.clock.now().getTime() + quietMs)
    const times = [this.#nextDueAt, this.#nextQueuedAt, this.#pool.nextBeginAt]
    return !this.#desk.isDue(soon) && times.every(at => at === null || at > soon)
  }

  async wait(): Promise<void> {
    const {clock} = this.#ports
    const now = clock.now().getTime()
    if (this.#outage.isOn) return this.#alarm.until(new Date(now + storageRetryMs), () => false)
    // A beat that is yet to come by a clock that was set back since would be waited for as long as that.
    const times = [Math.min(this.#beatAtMs, now) + this.#beatEveryMs]
    if (this.#pool.size > 0) times.push(now + this.#pool.restMs)
    for (const at of [this.#nextDueAt, this.#dead.nextAt()]) if (at) times.push(at.getTime())
    times.push(...this.#desk.wakeTimes(now, renewEveryMs))
    // A run that might have started then and did not waits for a thread or its connection: whoever ends one rings.
    const claimAt = this.#nextQueuedAt && claimableFrom(this.#nextQueuedAt, this.#lookedAt)
    if (claimAt) times.push(claimAt > this.#lookedAt ? claimAt.getTime() : now + renewEveryMs)
    await this.#alarm.until(new Date(Math.min(...times)), () => this.#isChanged())
  }

  /**
   * What is about to begin by the clock does so before the next tick, which may write, and so wait for the disk. Anything that is
   * due by then comes first, and so does what another process has written.
   */
  async letBegin(stop: AbortSignal): Promise<void> {
    const {clock} = this.#ports
    const untilMs = clock.monotonicMs() + calmMs
    while (!stop.aborted && !this.#isChanged()) {
      const beginAt = this.#pool.nextBeginAt
      if (beginAt === null) return
      const goesOnAt = new Date(beginAt.getTime() + handOverMs)
      if ([this.#nextDueAt, this.#nextQueuedAt].some(at => at !== null && at <= goesOnAt)) return
      if (goesOnAt.getTime() - clock.now().getTime() > untilMs - clock.monotonicMs()) return
      await this.#alarm.until(goesOnAt, () => this.#isChanged())
    }
  }

  /** True when another process has written since the last tick. A database that refuses is looked at by the next one. */
  #isChanged(): boolean {
    if (this.#outage.isOn) return false
    try {
      return this.#ports.store.changeCounter() !== this.#changes
    } catch (error) {
      if (!isStorageError(error)) throw error
      return true
    }
  }

  /** Gives back what has not begun, lets running reviews end for a while, then gives them back as well. */
  async drain(): Promise<void> {
    const {clock, store, log, notifier, pings} = this.#ports
    const {graceMs, row} = this.#options
    this.#isDraining = true
    this.#unwatch()
    this.#housekeeping.stop()
    this.#pool.giveBackWaiting()
    const waitsFor = `waiting for ${this.#pool.executing} running reviews and ${this.#desk.size} messages`
    await notifier.stopping(waitsFor)
    if (this.#pool.executing + this.#desk.size > 0)
      log.info('daemon-draining', `${waitsFor} to end`, {graceMs})
    await this.#drainUntil(clock.monotonicMs() + graceMs)
    const pingsClosed = pings.close(pingPatienceMs)
    const stopped = new RevschedError('terminated', 'stopped with the daemon')
    this.#pool.stopAll(stopped)
    this.#desk.stopAll(stopped)
    await this.#drainUntil(clock.monotonicMs() + stopMs)
    await pingsClosed
    try {
      if (!isFileLost(store)) {
        await this.#events.write()
        await store.stopDaemon(row.id, clock.now())
      }
    } catch (error) {
      this.#outage.tell(error)
    }
    log.info('daemon-stopped', 'stopped', {daemonId: row.id, left: this.#left})
  }

  /** Reviews and messages that are under way. */
  get #left(): number {
    return this.#pool.size + this.#desk.size
  }

  async #drainUntil(deadlineMs: number): Promise<void> {
    const {clock, store} = this.#ports
    // In a file that was moved away nobody finds a result, and a result that nobody finds is not told.
    while (this.#left > 0 && !isFileLost(store) && clock.monotonicMs() < deadlineMs) {
      try {
        if (this.#pool.size > 0) await this.#pool.advance({claims: 'none'})
        if (this.#desk.hasEnded) await this.#desk.advance({claims: 'none'})
      } catch (error) {
        this.#outage.tell(error)
      }
      if (this.#left === 0) return
      const leftMs = Math.min(renewEveryMs, deadlineMs - clock.monotonicMs())
      await this.#alarm.until(new Date(clock.now().getTime() + leftMs), () => false)
    }
  }

  #isBeatDue(now: Date): boolean {
    const agoMs = now.getTime() - this.#beatAtMs
    return agoMs >= this.#beatEveryMs || agoMs < 0 || this.#abandoned.count !== this.#abandonedTold
  }

  async #beat(now: Date): Promise<void> {
    const {store, notifier, pings, backups} = this.#ports
    await this.#dead.settleAll(now)
    const inProgress = this.#pool.inProgress
    const abandonedThreads = this.#abandoned.count
    const state = {
      ...this.#signs.told(),
      concurrency: this.#concurrency,
      inProgress,
      abandonedThreads,
      logBytes: this.#housekeeping.logBytes,
      pings: pings.told(),
      deliveries: this.#desk.told(),
      backup: backups.told(),
    }
    await store.beat(this.#options.row.id, now, state)
    this.#abandonedTold = abandonedThreads
    this.#beatAtMs = now.getTime()
    await this.#housekeeping.beat()
    const next = this.#nextDueAt ? `next due ${this.#nextDueAt.toISOString()}` : 'nothing is due'
    notifier.status(`${this.#pool.executing} running; ${next}`)
  }

  #logStep({byMs}: ClockStep): void {
    const words = `the clock moved ${byMs > 0 ? 'forward' : 'back'} by ${Math.round(Math.abs(byMs) / 1000)} s`
    this.#ports.log.warn('clock-step', words, {byMs})
  }
}

/** From the wish to stop until a review's thread has been ended. */
const stopMs = 2000
/** How long each write waits for a locked database after the wish to stop. */
const hurryMs = 500
/** How long pings that are left may take meanwhile. */
const pingPatienceMs = 2000
