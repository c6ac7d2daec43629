import type {Logger} from '../domain/ports/logger.js'
import type {RunQueue, SettledRun} from '../domain/ports/run-queue.js'
import {afterCrash} from '../domain/run/retry-policy.js'
import type {RunPings} from './run-pings.js'

type Ports = {
  store: Pick<RunQueue, 'settleDead' | 'settleDue'>
  isOwnerAlive(leaseOwner: string): boolean
  log: Logger
  pings: Pick<RunPings, 'settled'>
}

/** Settles the runs whose process is gone, and tells of it. A run of this process, `leaseOwner`, is never dead. */
export function deadRuns({store, isOwnerAlive, log, pings}: Ports, leaseOwner: string) {
  const tell = (settled: readonly SettledRun[]) => {
    for (const run of settled) {
      const {runId, reviewName, outcome, errorCode} = run
      const words = `the process that ran "${reviewName}" is gone or was stopped for too long; the run is ${outcome}`
      log.warn('run-crashed', words, {runId, errorCode})
      pings.settled(run)
    }
  }
  const ruleAt = (now: Date) => ({now, isOwnerAlive, decide: afterCrash(now)})
  return {
    /** Once the leases of this process are renewed. */
    async settleAll(now: Date): Promise<void> {
      tell(await store.settleDead(ruleAt(now)))
    },
    /** Before what is due is decided: what is dead is in nobody's way. */
    async settleDue(now: Date): Promise<void> {
      tell(await store.settleDue({...ruleAt(now), leaseOwner}))
    },
  }
}
