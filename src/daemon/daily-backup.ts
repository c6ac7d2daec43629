import {messageOf} from '../domain/errors.js'
import type {MakeBackup} from '../domain/ports/backup-maker.js'
import type {Clock} from '../domain/ports/clock.js'
import type {Logger} from '../domain/ports/logger.js'

const dayMs = 86_400_000

/** A clock that is wrong when the machine starts, or wakes, is set by then: what is done once a day goes by it. */
export const settleMs = 10 * 60_000

/** After one that failed. */
const againMs = 3_600_000

/** Where backups go, and how many of them stay there. */
export type BackupPlan = {folder: string; keep: number}

type Ports = {
  clock: Clock
  log: Logger
  makeBackup(plan: BackupPlan & {at: Date}, signal: AbortSignal): ReturnType<MakeBackup>
}

/** What `status` and the next daemon are told. */
type Told = {
  folder: string
  /** ISO 8601; of the last one, null before the first. */
  madeAt: string | null
  path: string | null
  bytes: number | null
  /** What is wrong with the backups; null when the last attempt went well. */
  problem: string | null
}

/**
 * A backup a day, not in the first ten minutes, where somebody has switched that on. A daemon that is started often makes no more of
 * them: it goes on from what the last one has told. One that fails is told, costs nothing else, and is tried again an hour later.
 */
export class DailyBackup {
  readonly #ports: Ports
  readonly #stop = new AbortController()
  readonly #startedAtMs: number
  #plan: BackupPlan | null = null
  #told: Told | null = null
  #nextAtMs = 0
  #isWorking = false

  /** `lastState` is what the daemon before this one wrote of itself. */
  constructor(ports: Ports, lastState: Readonly<Record<string, unknown>> | undefined) {
    this.#ports = ports
    this.#startedAtMs = ports.clock.now().getTime()
    this.#told = (lastState?.backup as Told | null | undefined) ?? null
  }

  /** Null switches them off. One that is being made is made to its end. */
  plan(plan: BackupPlan | null): void {
    this.#plan = plan
    if (plan === null) this.#told = null
    else if (this.#told?.folder !== plan.folder) this.#told = {...nothingYet, folder: plan.folder}
    const madeAtMs = Date.parse(this.#told?.madeAt ?? '')
    const isKnown = madeAtMs <= this.#ports.clock.now().getTime()
    this.#nextAtMs = Math.max(this.#startedAtMs + settleMs, isKnown ? madeAtMs + dayMs : 0)
  }

  /** To be called every few seconds; returns without waiting for a backup that it starts. */
  beat(): void {
    const now = this.#ports.clock.now()
    // After a clock that was ahead.
    this.#nextAtMs = Math.min(this.#nextAtMs, now.getTime() + dayMs)
    if (!this.#plan || this.#isWorking || this.#stop.signal.aborted || now.getTime() < this.#nextAtMs) return
    void this.#make(this.#plan, now)
  }

  /** Ends the one at hand, and starts no other. */
  stop(): void {
    this.#stop.abort()
  }

  told(): Told | null {
    return this.#told
  }

  async #make(plan: BackupPlan, at: Date): Promise<void> {
    const {log, makeBackup} = this.#ports
    this.#isWorking = true
    this.#nextAtMs = at.getTime() + dayMs
    try {
      const {path, bytes, removed, problem} = await makeBackup({...plan, at}, this.#stop.signal)
      log.info('backup-made', `wrote the backup ${path}, verified`, {path, bytes, removed})
      if (problem) log.error('backup-failed', problem)
      this.#tell(plan, {madeAt: at.toISOString(), path, bytes, problem})
    } catch (error) {
      if (this.#stop.signal.aborted) return
      const message = messageOf(error)
      log.error('backup-failed', `no backup was made, and those before it stay: ${message}`)
      this.#nextAtMs = at.getTime() + againMs
      this.#tell(plan, {problem: message})
    } finally {
      this.#isWorking = false
    }
  }

  /** Not of a folder that is no longer meant. */
  #tell({folder}: BackupPlan, news: Partial<Told>): void {
    if (this.#told?.folder === folder) this.#told = {...this.#told, ...news}
  }
}

const nothingYet: Omit<Told, 'folder'> = {madeAt: null, path: null, bytes: null, problem: null}
