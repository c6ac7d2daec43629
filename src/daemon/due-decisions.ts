import type {Clock} from '../domain/ports/clock.js'
import type {Ids} from '../domain/ports/ids.js'
import type {Logger} from '../domain/ports/logger.js'
import type {RunQueue} from '../domain/ports/run-queue.js'
import {decideDue} from '../domain/schedule/decide-due.js'
import type {VitalSigns} from './vital-signs.js'

/** Reviews whose occurrences are decided in one transaction: more while that is quick, fewer where each was missed for long. */
const mostAtOnce = 200
const firstAtOnce = 4
const quickMs = 100

type Ports = {
  store: Pick<RunQueue, 'decideDue'>
  clock: Clock
  ids: Ids
  log: Logger
  signs: Pick<VitalSigns, 'failed'>
}

/** Writes down what becomes of the occurrences that are due, some reviews at a time, and tells of it. */
export class DueDecisions {
  readonly #ports: Ports
  #atOnce = firstAtOnce

  constructor(ports: Ports) {
    this.#ports = ports
  }

  /** Returns when the next one is due; that may be `now` or before, where some are left. Null when none is. */
  async decide(now: Date): Promise<Date | null> {
    const {store, ids, clock} = this.#ports
    const startedMs = clock.monotonicMs()
    const decided = await store.decideDue({
      now,
      limit: this.#atOnce,
      decide: (review, openRuns) => decideDue(review, {now, openRuns}),
      newId: ids.next,
    })
    const isQuick = clock.monotonicMs() - startedMs < quickMs
    this.#atOnce = isQuick
      ? Math.min(mostAtOnce, this.#atOnce * 2)
      : Math.max(1, Math.floor(this.#atOnce / 2))
    this.#tell(decided, now)
    return decided.nextDueAt
  }

  #tell({queued, missed, skipped, quarantined}: Awaited<ReturnType<RunQueue['decideDue']>>, now: Date): void {
    const {log, signs} = this.#ports
    if (queued + missed + skipped > 0)
      log.debug('due', `${queued} queued, ${missed} missed, ${skipped} skipped`)
    if (missed > 0) log.warn('missed', `${missed} occurrences were missed: revsched history --status missed`)
    for (const {name, reason} of quarantined) {
      signs.failed(now, `"${name}": ${reason}`)
      log.error('quarantined', `"${name}" is paused: ${reason}`, {review: name})
    }
  }
}
