import type {Logger} from '../domain/ports/logger.js'
import type {RunQueue, SettledRun} from '../domain/ports/run-queue.js'
import {afterCrash} from '../domain/run/retry-policy.js'
import type {RunPings} from './run-pings.js'

type Ports = {
  store: Pick<RunQueue, 'settleDead' | 'settleDue' | 'nextLeaseEnd'>
  isOwnerAlive(leaseOwner: string): boolean
  log: Logger
  pings: Pick<RunPings, 'settled'>
  /** Called for a run that may start at once. */
  wake(): void
}

/** Settles the runs whose process is gone, and tells of it. A run of this process, `leaseOwner`, is never dead. */
export function deadRuns({store, isOwnerAlive, log, pings, wake}: Ports, leaseOwner: string) {
  let nextLeaseEnd: Date | null = null
  const tell = (settled: readonly SettledRun[]) => {
    for (const run of settled) {
      const {runId, reviewName, outcome, errorCode} = run
      if (outcome === 'returned') {
        log.info(
          'run-returned',
          `"${reviewName}" waits again: the process that was about to run it is gone`,
          {runId},
        )
        continue
      }
      const words = `the process that ran "${reviewName}" is gone or was stopped for too long; the run is ${outcome}`
      log.warn('run-crashed', words, {runId, errorCode})
      pings.settled(run)
    }
  }
  const ruleAt = (now: Date) => ({now, isOwnerAlive, decide: afterCrash(now)})
  return {
    /** Once the leases of this process are renewed. */
    async settleAll(now: Date): Promise<void> {
      const settled = await store.settleDead(ruleAt(now))
      tell(settled)
      if (settled.some(({outcome}) => outcome === 'retried' || outcome === 'returned')) wake()
      nextLeaseEnd = await store.nextLeaseEnd(leaseOwner)
    },
    /** A lease was taken, renewed or moved by somebody else, perhaps; one that has run out meanwhile is settled. */
    async look({now, isChanged}: {now: Date; isChanged: boolean}): Promise<void> {
      if (nextLeaseEnd !== null && nextLeaseEnd <= now) await this.settleAll(now)
      else if (isChanged) nextLeaseEnd = await store.nextLeaseEnd(leaseOwner)
    },
    /** When a run of another process may be dead: on another host, nothing tells so before. Null while nobody else has one. */
    nextAt: () => nextLeaseEnd,
    /** Before what is due is decided: what is dead is in nobody's way. */
    async settleDue(now: Date): Promise<void> {
      tell(await store.settleDue({...ruleAt(now), leaseOwner}))
    },
  }
}
