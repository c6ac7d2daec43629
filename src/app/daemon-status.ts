import type {Clock} from '../domain/ports/clock.js'
import type {DaemonEvent, DaemonRow, DaemonStore, QueueNumbers} from '../domain/ports/daemon-log.js'
import type {RunStore} from '../domain/ports/store.js'
import type {User} from '../domain/user.js'
import {counted} from '../report/amounts.js'
import {grownLog, largestLogBytes} from './grown-log.js'
import {type RunningRun, runningRuns} from './running-runs.js'

const dayMs = 86_400_000
/** A daemon writes every 20 s that it lives, and more often while it has runs. */
const silentMs = 45_000
const eventsShown = 10
const silentFix = 'see its log; a full disk, a locked database or a stopped process keep it from writing'

export type DaemonStatus = {
  isHealthy: boolean
  problems: readonly {message: string; fix: string}[]
  /** The daemon that started last; null when none ever did. */
  daemon: (Omit<DaemonRow, 'leaseOwner'> & {isAlive: boolean}) | null
  queue: QueueNumbers
  /** Oldest first. */
  running: readonly RunningRun[]
  events: readonly DaemonEvent[]
}

type AlivePorts = {store: Pick<DaemonStore, 'lastDaemon'>; isOwnerAlive(leaseOwner: string): boolean}

/** The daemon that keeps the schedules of this database now; null when none does. */
export async function livingDaemon({store, isOwnerAlive}: AlivePorts): Promise<DaemonRow | null> {
  const last = await store.lastDaemon()
  return isAlive(last, isOwnerAlive) ? last : null
}

/** Whether a daemon keeps the schedules of this database now. */
export async function isDaemonAlive(ports: AlivePorts): Promise<boolean> {
  return (await livingDaemon(ports)) !== null
}

function isAlive(last: DaemonRow | null, isOwnerAlive: (leaseOwner: string) => boolean): last is DaemonRow {
  return last !== null && last.stoppedAt === null && isOwnerAlive(last.leaseOwner)
}

/** How the daemon is and what it has to do, with what is wrong and mends it. */
export async function daemonStatus(
  ports: {
    store: Pick<DaemonStore, 'lastDaemon' | 'queueNumbers' | 'listEvents'> & Pick<RunStore, 'listRuns'>
    clock: Clock
    isOwnerAlive(leaseOwner: string): boolean
  },
  actor: User,
): Promise<DaemonStatus> {
  const now = ports.clock.now()
  const since = new Date(now.getTime() - dayMs)
  const last = await ports.store.lastDaemon()
  const lives = isAlive(last, ports.isOwnerAlive)
  const queue = await ports.store.queueNumbers(actor.id, since)
  const runs = await ports.store.listRuns({userId: actor.id, statuses: ['running']})
  const running = runningRuns(runs.reverse(), last, ports.isOwnerAlive)
  const problems = problemsOf({last, lives, queue, now})
  return {
    isHealthy: problems.length === 0,
    problems,
    daemon: last && {...shownOf(last), isAlive: lives},
    queue: {...queue, running: running.length},
    running,
    events: await ports.store.listEvents(since, eventsShown),
  }
}

/** Without the lease, and without the runs as they were when the daemon last wrote. */
function shownOf({leaseOwner: _, ...row}: DaemonRow): Omit<DaemonRow, 'leaseOwner'> {
  const {inProgress: __, ...state} = row.state
  return {...row, state}
}

function problemsOf({
  last,
  lives,
  queue,
  now,
}: {
  last: DaemonRow | null
  lives: boolean
  queue: QueueNumbers
  now: Date
}): DaemonStatus['problems'] {
  if (!lives) {
    const message =
      last === null
        ? 'no daemon keeps this database'
        : last.stoppedAt === null
          ? 'the daemon is gone without having stopped'
          : 'the daemon is stopped'
    return [{message, fix: 'start it: revsched daemon'}]
  }
  const quietMs = now.getTime() - last!.lastSeenAt.getTime()
  const problems: {message: string; fix: string}[] = []
  if (quietMs > silentMs)
    problems.push({
      message: `the daemon has written nothing for ${Math.round(quietMs / 1000)} s`,
      fix: silentFix,
    })
  // A daemon that is well writes by the new clock within 20 s. One that is not would be called well for hours.
  if (quietMs < -silentMs)
    problems.push({
      message: `the clock was set back, and the daemon has written nothing since: it wrote last at ${last!.lastSeenAt.toISOString()}`,
      fix: `look again in half a minute; if it says the same, ${silentFix}`,
    })
  const {abandonedThreads: hanging, concurrency, logBytes} = last!.state
  if (typeof hanging === 'number' && hanging >= Number(concurrency))
    problems.push({
      message: `${counted(hanging, ['thread hangs', 'threads hang'])} in the system and cannot be ended`,
      fix: 'look at the disks and network shares that reviews read from, then start the daemon again',
    })
  if (typeof logBytes === 'number' && logBytes > largestLogBytes)
    problems.push({
      message: grownLog(logBytes),
      fix: 'end what has it open for long, as a database browser, a backup or a copy that hangs: fuser -v <database>',
    })
  const backup = last!.state.backup as {problem?: unknown} | null | undefined
  if (typeof backup?.problem === 'string')
    problems.push({
      message: `the daily backup fails: ${backup.problem}`,
      fix: 'see that the folder of backups may be written and has space: revsched config get backupFolder',
    })
  if (queue.overdue > 0)
    problems.push({
      message: `${counted(queue.overdue, ['review is', 'reviews are'])} overdue`,
      fix: 'see the log of the daemon, and revsched doctor',
    })
  return problems
}
