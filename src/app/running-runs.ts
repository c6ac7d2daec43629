import type {DaemonRow} from '../domain/ports/daemon-log.js'
import type {Run} from '../domain/run/run.js'

export type RunningRun = {
  runId: string
  reviewName: string
  jobId: string | null
  startedAt: Date | null
  /** False when the process that ran it is gone: a daemon settles it. */
  isAlive: boolean
  /** `reading`, `judging`, as the daemon last told; null for what it has not told of yet, and for runs of others. */
  step: string | null
  rowsRead: number | null
  /** How much of the source is read, 0 to 1; null where that is not known. */
  share: number | null
}

type Told = {runId: string; jobId: string | null; step: string; rowsRead: number; share?: number | null}

/** Runs as the ledger has them now, with how far the daemon said they were: it tells every few seconds. */
export function runningRuns(
  runs: readonly Run[],
  daemon: Pick<DaemonRow, 'state'> | null,
  isOwnerAlive: (leaseOwner: string) => boolean,
): RunningRun[] {
  const progress = toldBy(daemon)
  return runs.map(({id, reviewName, jobId, startedAt, leaseOwner}) => {
    const told = progress.find(one => one.runId === id && one.jobId === jobId)
    return {
      runId: id,
      reviewName,
      jobId,
      startedAt,
      isAlive: leaseOwner !== null && isOwnerAlive(leaseOwner),
      step: told?.step ?? null,
      rowsRead: told?.rowsRead ?? null,
      share: told?.share ?? null,
    }
  })
}

/** A newer daemon may write something else. */
function toldBy(daemon: Pick<DaemonRow, 'state'> | null): readonly Told[] {
  const inProgress = daemon?.state.inProgress
  return Array.isArray(inProgress) ? inProgress : []
}
