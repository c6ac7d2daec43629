import type {User} from '../domain/user.js'
import {counted} from '../report/amounts.js'
import {daemonStatus} from './daemon-status.js'
import type {Diagnosis} from './diagnose.js'

type Ports = Parameters<typeof daemonStatus>[0]

/** Whether a daemon keeps the schedules, is of this version, and is late with nothing. None is no fault while nothing waits for one. */
export async function diagnoseDaemon(ports: Ports, actor: User, version: string): Promise<Diagnosis[]> {
  const {daemon, problems, queue} = await daemonStatus(ports, actor)
  const about = {group: 'daemon', name: 'daemon'} as const
  const wrong = (detail: string, fix: string): Diagnosis => ({...about, isOk: false, detail, fix})
  if (!daemon?.isAlive) {
    const {message, fix} = problems[0]!
    if (queue.overdue > 0)
      return [
        wrong(
          `${message}, and ${counted(queue.overdue, ['review is', 'reviews are'])} overdue`,
          'revsched daemon, or for good: revsched service install',
        ),
      ]
    // Whoever stopped it meant to.
    if (daemon !== null && daemon.stoppedAt === null) return [wrong(message, fix)]
    return [{...about, isOk: true, detail: 'none runs; what is due starts only while one does', fix: null}]
  }
  const found = problems.map(({message, fix}) => wrong(message, fix))
  if (daemon.version !== version)
    found.push(
      wrong(
        `it is of version ${daemon.version}, and this program of ${version}`,
        'start it again: systemctl --user restart revsched.service, or end it and run revsched daemon',
      ),
    )
  if (found.length > 0) return found
  const detail = `pid ${daemon.pid} since ${daemon.startedAt.toISOString()}; nothing is overdue`
  return [{...about, isOk: true, detail, fix: null}]
}
