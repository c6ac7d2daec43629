import type {DaemonEvent} from '../domain/ports/daemon-log.js'
import type {Database} from '../domain/ports/store.js'
import type {Run} from '../domain/run/run.js'
import type {User} from '../domain/user.js'
import {counted} from '../report/amounts.js'
import {terminalText} from '../report/escape.js'
import {shownScore} from '../report/shown-numbers.js'
import {clockText, whenText} from './time-texts.js'

export type LogEntry = {
  at: Date
  text: string
  kind: 'done' | 'open' | 'bad' | 'event'
}

const runsShown = 300
const eventsShown = 100

/** What happened last, oldest first: runs by their last state, and what happened to the daemon and its clock. */
export async function logEntries(
  store: Pick<Database, 'listRuns' | 'listEvents'>,
  actor: User,
  timeZone: string,
): Promise<LogEntry[]> {
  const runs = await store.listRuns({userId: actor.id, limit: runsShown})
  const since = runs.at(-1)?.createdAt ?? new Date(0)
  const events = await store.listEvents(since, eventsShown)
  const entries = [...runs.map(runEntry), ...events.map(eventEntry)]
  return entries
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map(entry => ({...entry, text: `${timeText(entry.at, timeZone)}  ${terminalText(entry.text)}`}))
}

/** `Thu 26 Nov 14:59:02`. */
function timeText(at: Date, timeZone: string): string {
  return `${whenText(at, timeZone).padStart(16)}:${clockText(at, timeZone).slice(6)}`
}

function runEntry(run: Run): LogEntry {
  const {status, reviewName, completedAt, startedAt, createdAt} = run
  const at = completedAt ?? startedAt ?? createdAt
  const kind = status === 'completed' ? 'done' : status === 'queued' || status === 'running' ? 'open' : 'bad'
  return {at, kind, text: `${reviewName}  ${status}${detailOf(run)}`}
}

function detailOf({status, healthScore, dealsAnalyzed, issuesFound, errorMessage, missedCount}: Run): string {
  if (status === 'completed') {
    const score = healthScore === null ? 'no score' : `score ${shownScore(healthScore, null)}`
    return `, ${score}, ${counted(dealsAnalyzed ?? 0, 'deal')}, ${counted(issuesFound ?? 0, 'finding')}`
  }
  const times = missedCount === null ? '' : ` ${counted(missedCount, 'time')}`
  return errorMessage ? `${times}: ${errorMessage}` : times
}

function eventEntry({kind, at}: DaemonEvent): LogEntry {
  return {at, kind: 'event', text: kind.replaceAll('-', ' ')}
}
