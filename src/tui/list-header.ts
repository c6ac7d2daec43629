import type {DaemonStatus} from '../app/daemon-status.js'
import type {Overview} from '../app/overview.js'
import {localText} from '../domain/schedule/local-time.js'
import {counted} from '../report/amounts.js'
import {displayWidth, terminalText, truncateText} from '../report/escape.js'
import type {Paint} from '../report/paint.js'
import {spanText} from './time-texts.js'

type Frame = {now: Date; timeZone: string; clock: string; width: number; paint: Paint}

/** Two lines: the daemon and the time; what waits, runs and went wrong. A third one where something has to be mended. */
export function listHeader({status, reviews}: Overview, frame: Frame): string[] {
  const {paint, width, clock} = frame
  const alive = status.daemon?.isAlive === true
  const about = truncateText(`revsched  ${daemonText(status, frame)}`, width - clock.length - 2)
  const space = ' '.repeat(Math.max(1, width - displayWidth(about) - clock.length))
  const [first, ...others] = status.problems
  const problem = alive ? first : others[0]
  return [
    `${alive ? paint.bold(about) : paint.red(about)}${space}${clock}`,
    truncateText(queueText(status, {reviews: reviews.length, now: frame.now}), width),
    ...(problem
      ? [paint.yellow(truncateText(terminalText(`! ${problem.message}; ${problem.fix}`), width))]
      : []),
  ]
}

/** Which process it is, or the command that starts one. */
export function daemonText({daemon}: DaemonStatus, {now, timeZone}: Pick<Frame, 'now' | 'timeZone'>): string {
  if (!daemon?.isAlive) {
    const gone = daemon && daemon.stoppedAt === null ? 'the daemon is gone' : 'no daemon runs'
    return `${gone}: start one with revsched daemon`
  }
  const {pid, version, startedAt} = daemon
  const since = localText(startedAt, timeZone)
    .replace(/ \d{4} /, ' ')
    .replace(/ [+-]\d{2}:\d{2}$/, '')
  const up = spanText(now.getTime() - startedAt.getTime())
  return `daemon up ${up}, pid ${pid}, version ${terminalText(version)}, since ${since}`
}

export function queueText({queue}: DaemonStatus, {reviews, now}: {reviews: number; now: Date}): string {
  const {nextDueAt, queued, running, failed, missed, skipped} = queue
  const leftMs = nextDueAt ? nextDueAt.getTime() - now.getTime() : null
  const next = leftMs === null ? '' : `, next due ${leftMs <= 0 ? 'now' : `in ${spanText(leftMs)}`}`
  const open = `${queued} waiting, ${running} running`
  return `${counted(reviews, 'review')}${next}  ${open}  24 h: ${failed} failed, ${missed} missed, ${skipped} skipped`
}
