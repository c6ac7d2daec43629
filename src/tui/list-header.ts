import type {DaemonStatus} from '../app/daemon-status.js'
import type {Overview} from '../app/overview.js'
import {counted} from '../report/amounts.js'
import {displayWidth, terminalText, truncateText} from '../report/escape.js'
import type {Paint} from '../report/paint.js'
import {clockText, spanText, whenText} from './time-texts.js'

type Moment = {now: Date; timeZone: string}

type Frame = Moment & {width: number; paint: Paint}

/** Two lines: the daemon and the time; what waits, runs and went wrong. A third one where something has to be mended. */
export function listHeader({status, reviews}: Overview, frame: Frame): string[] {
  const {paint, width, now, timeZone} = frame
  const clock = clockText(now, timeZone)
  const isAlive = status.daemon?.isAlive === true
  const about = asManyAsFit(['revsched', ...daemonTexts(status, frame)], width - clock.length - 2)
  const space = ' '.repeat(Math.max(1, width - displayWidth(about) - clock.length))
  const problem = problemTexts(status)[0]
  return [
    `${isAlive ? paint.bold(about) : paint.red(about)}${space}${clock}`,
    asManyAsFit(queueTexts(status, {reviews: reviews.length, now}), width),
    ...(problem ? [paint.yellow(truncateText(problem, width))] : []),
  ]
}

/** The first ones; one of them at least, cut where it has to be. */
function asManyAsFit([first = '', ...others]: readonly string[], width: number): string {
  let line = truncateText(first, width)
  for (const text of others) {
    if (displayWidth(line) + 2 + displayWidth(text) > width) break
    line += `  ${text}`
  }
  return line
}

/** Which process it is, or the command that starts one; what matters most first. */
export function daemonTexts({daemon}: DaemonStatus, {now, timeZone}: Moment): string[] {
  if (!daemon?.isAlive) {
    const gone = daemon && daemon.stoppedAt === null ? 'the daemon is gone' : 'no daemon runs'
    return [`${gone}: start one with revsched daemon`]
  }
  const {pid, version, startedAt} = daemon
  const up = `daemon up ${spanText(now.getTime() - startedAt.getTime())}`
  return [up, `pid ${pid}`, `version ${terminalText(version)}`, `since ${whenText(startedAt, timeZone)}`]
}

/** What waits and runs, what is next, and what went wrong since yesterday. */
export function queueTexts({queue}: DaemonStatus, {reviews, now}: {reviews: number; now: Date}): string[] {
  const {nextDueAt, queued, running, failed, missed, skipped} = queue
  const leftMs = nextDueAt ? nextDueAt.getTime() - now.getTime() : null
  const next = leftMs === null ? [] : [`next due ${leftMs <= 0 ? 'now' : `in ${spanText(leftMs)}`}`]
  const wrong = [
    `24 h: ${failed} failed`,
    missed > 0 && `${missed} missed`,
    skipped > 0 && `${skipped} skipped`,
  ]
  return [
    counted(reviews, 'review'),
    `${queued} waiting, ${running} running`,
    wrong.filter(Boolean).join(', '),
    ...next,
  ]
}

/** What is wrong and how it is mended; that no daemon runs stands in the first line. */
export function problemTexts({daemon, problems}: DaemonStatus): string[] {
  const others = daemon?.isAlive ? problems : problems.slice(1)
  return others.map(({message, fix}) => terminalText(`! ${message}; ${fix}`))
}
