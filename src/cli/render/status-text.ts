import type {DaemonStatus} from '../../app/daemon-status.js'
import type {RunningRun} from '../../app/running-runs.js'
import {localText} from '../../domain/schedule/local-time.js'
import {count, counted} from '../../report/amounts.js'
import {terminalText, wrapText} from '../../report/escape.js'
import {relativeTime} from '../../report/relative-time.js'
import type {Output} from '../io.js'
import {shortLocalText} from './short-local-text.js'

type Shown = {now: Date; timeZone: string; output: Output}

/** For people: is it alive, what does it do, what went wrong. The first problem is left out: it is the error that follows. */
export function statusText(status: DaemonStatus, shown: Shown): string {
  const {queue} = status
  const lines = [
    ...daemonLines(status, shown),
    line('next due', queue.nextDueAt ? whenText(queue.nextDueAt, shown) : 'nothing'),
    line(
      'queue',
      `${queue.queued} waiting, ${queue.running} running${queue.overdue > 0 ? `, ${queue.overdue} overdue` : ''}`,
    ),
    line(
      'last 24 h',
      `${queue.missed} missed, ${queue.skipped} skipped, ${queue.failed} failed, ${queue.crashed} crashed`,
    ),
    ...pingLines(status, shown),
    ...deliveryLines(status, shown),
    ...backupLines(status, shown),
    ...runningLines(status, shown),
    ...errorLines(status, shown),
    ...eventLines(status, shown),
    ...status.problems
      .slice(1)
      .map(({message, fix}) => longLine('problem', `${message}; ${fix}`, {...shown, isBad: true})),
  ]
  return lines.join('')
}

function line(title: string, text: string): string {
  return `${title.padEnd(10)} ${text}\n`
}

/** Of any length, and perhaps with names in it: broken between words in a terminal. */
function longLine(title: string, text: string, {output, isBad}: Shown & {isBad?: boolean}): string {
  const {isTerminal, width, paint} = output
  const margin = ' '.repeat(11)
  const shown = terminalText(text)
  const lines = isTerminal ? wrapText(shown, width, {first: margin, next: margin}) : [margin + shown]
  const paintLine = isBad ? paint.red : (plain: string) => plain
  return line(title, lines.map(one => paintLine(one.slice(margin.length))).join(`\n${margin}`))
}

function daemonLines({daemon}: DaemonStatus, shown: Shown): string[] {
  const {paint} = shown.output
  if (!daemon) return [line('daemon', paint.red('never started'))]
  const {isAlive, pid, version, startedAt, stoppedAt, lastSeenAt} = daemon
  if (!isAlive) {
    const words = stoppedAt
      ? `stopped ${whenText(stoppedAt, shown)}`
      : `gone; last seen ${whenText(lastSeenAt, shown)}`
    return [line('daemon', paint.red(words))]
  }
  const {lateness, loopLagMs, abandonedThreads} = stateOf(daemon.state)
  const {p50Ms, p99Ms} = lateness
  return [
    line('daemon', `${paint.green('running')} since ${whenText(startedAt, shown)}`),
    line('process', `pid ${pid}, revsched ${version}`),
    ...(p50Ms === null
      ? []
      : [line('lateness', `${msText(p50Ms)} in half of the runs, ${msText(p99Ms ?? p50Ms)} in all but 1 %`)]),
    line('loop lag', msText(loopLagMs)),
    ...(abandonedThreads === 0
      ? []
      : [line('threads', paint.red(`${abandonedThreads} abandoned: they hang in the system`))]),
  ]
}

/** Nothing where nobody is told of runs. */
function pingLines({daemon}: DaemonStatus, shown: Shown): string[] {
  if (!daemon?.isAlive) return []
  const {sent, failed, dropped, waiting, failingReviews} = stateOf(daemon.state).pings
  if (sent + failed + dropped + waiting === 0) return []
  const failing =
    failingReviews > 0 ? `; those of ${counted(failingReviews, 'review')} fail now: see the log` : ''
  return [
    longLine(
      'pings',
      `${sent} sent, ${failed} failed, ${dropped} dropped, ${waiting} waiting${failing}`,
      shown,
    ),
  ]
}

/** Nothing where nothing was to be delivered since it started. */
function deliveryLines({daemon}: DaemonStatus, shown: Shown): string[] {
  if (!daemon?.isAlive) return []
  const {sent, failed, unknown, sending} = stateOf(daemon.state).deliveries
  if (sent + failed + unknown + sending === 0) return []
  const words = `${sent} sent, ${failed} failed, ${unknown} of unknown end, ${sending} being sent`
  return [longLine('digests', words, {...shown, isBad: failed + unknown > 0})]
}

/** Nothing where they are switched off. What is wrong with them is a problem. */
function backupLines({daemon}: DaemonStatus, shown: Shown): string[] {
  const {backup} = daemon?.isAlive ? stateOf(daemon.state) : nothingYet
  if (!backup) return []
  const {madeAt, path, bytes, folder} = backup
  const words = madeAt
    ? `made ${whenText(new Date(madeAt), shown)}, ${Math.ceil((bytes ?? 0) / 1024)} kB, as ${path}`
    : `none yet in ${folder}`
  return [longLine('backup', words, shown)]
}

function runningLines({running}: DaemonStatus, shown: Shown): string[] {
  return running.map(({reviewName, startedAt, isAlive, ...progress}) => {
    const since = startedAt ? `, started ${relativeTime(startedAt, shown.now)}` : ''
    const state = isAlive ? progressText(progress) : ', its process is gone'
    return longLine('running', `${reviewName}${state}${since}`, {...shown, isBad: !isAlive})
  })
}

function progressText({step, rowsRead}: Pick<RunningRun, 'step' | 'rowsRead'>): string {
  if (step === null || step === 'starting') return ''
  return rowsRead ? `, ${step} ${count(rowsRead)} rows` : `, ${step}`
}

function errorLines({daemon}: DaemonStatus, shown: Shown): string[] {
  if (!daemon?.isAlive) return []
  return stateOf(daemon.state).errors.map(({at, message}) =>
    longLine('error', `${message} (${relativeTime(new Date(at), shown.now)})`, {...shown, isBad: true}),
  )
}

function eventLines({events}: DaemonStatus, {now}: Shown): string[] {
  return events.map(({kind, at}) => line('event', `${kind.replaceAll('-', ' ')} ${relativeTime(at, now)}`))
}

function whenText(at: Date, {now, timeZone}: Shown): string {
  return `${shortLocalText(localText(at, timeZone))} (${relativeTime(at, now)})`
}

function msText(ms: number): string {
  return ms < 10_000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`
}

type State = {
  lateness: {p50Ms: number | null; p99Ms: number | null}
  loopLagMs: number
  /** Threads that cannot be ended. */
  abandonedThreads: number
  pings: {sent: number; failed: number; dropped: number; waiting: number; failingReviews: number}
  deliveries: {sent: number; failed: number; unknown: number; sending: number}
  /** Null where there are to be none. */
  backup: {folder: string; madeAt: string | null; path: string | null; bytes: number | null} | null
  errors: readonly {at: string; message: string}[]
}

const nothingYet: State = {
  lateness: {p50Ms: null, p99Ms: null},
  loopLagMs: 0,
  abandonedThreads: 0,
  pings: {sent: 0, failed: 0, dropped: 0, waiting: 0, failingReviews: 0},
  deliveries: {sent: 0, failed: 0, unknown: 0, sending: 0},
  backup: null,
  errors: [],
}

/** What the daemon wrote of itself, which a newer one may write differently. */
function stateOf(state: Readonly<Record<string, unknown>>): State {
  return {...nothingYet, ...(state as Partial<State>)}
}
