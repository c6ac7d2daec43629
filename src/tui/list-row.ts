import type {WatchedReview} from '../app/overview.js'
import {counted} from '../report/amounts.js'
import {terminalText} from '../report/escape.js'
import type {Locale} from '../report/intl-text.js'
import {sparkline} from '../report/sparkline.js'

/** What is the matter with a scheduled review; of several, the first of these. */
type RowState = 'running' | 'waiting' | 'paused' | 'login' | 'failed' | 'ended' | 'idle'

/** A scheduled review as a list shows it. All texts may go to a terminal; what counts with the clock is left to the frame. */
export type ListRow = {
  id: string
  name: string
  connection: string
  /** How numbers and dates of its reports are written. */
  locale: Locale
  isActive: boolean
  state: RowState
  /** Why it is so, or how far it is; empty where the state says all. */
  detail: string
  /** Since when it runs, or until when it waits. */
  stateAt: Date | null
  /** How much of its source is read, 0 to 1; null where that is not known. */
  share: number | null
  /** The run that runs or waits. */
  openRunId: string | null
  nextRunAt: Date | null
  score: number | null
  trend: string
  highRiskDeals: number | null
  undelivered: number
  issuesFound: number | null
  lastRunAt: Date | null
  /** The last run that has a report. */
  lastRunId: string | null
}

export function listRow(review: WatchedReview): ListRow {
  const last = review.results.at(-1) ?? null
  return {
    id: review.id,
    name: terminalText(review.name),
    connection: terminalText(review.connectionName),
    locale: review.locale,
    isActive: review.isActive,
    ...doing(review),
    nextRunAt: review.isActive ? review.nextRunAt : null,
    score: last?.healthScore ?? null,
    trend: sparkline(
      review.results.map(({healthScore, isUnderOtherRules}) => ({
        value: healthScore,
        isBreak: isUnderOtherRules,
      })),
      {least: 0, most: 100},
    ),
    highRiskDeals: last?.highRiskDeals ?? null,
    undelivered: last?.undelivered ?? 0,
    issuesFound: last?.issuesFound ?? null,
    lastRunAt: last?.completedAt ?? null,
    lastRunId: last?.runId ?? null,
  }
}

type Doing = Pick<ListRow, 'state' | 'detail' | 'stateAt' | 'share' | 'openRunId'>

function doing(review: WatchedReview): Doing {
  const {running, waiting, isActive, pausedReason, connectionNeedsLogin, lastRun} = review
  const still = (state: RowState, detail: string | null): Doing => ({
    state,
    detail: terminalText(detail ?? ''),
    stateAt: null,
    share: null,
    openRunId: null,
  })
  if (running) return runningNow(running)
  if (waiting)
    return {
      ...still('waiting', waiting.retryCount > 0 ? waiting.errorMessage : null),
      stateAt: waiting.queuedAt,
      openRunId: waiting.id,
    }
  if (!isActive) return still('paused', pausedReason)
  if (connectionNeedsLogin !== null) return still('login', connectionNeedsLogin)
  if (lastRun?.status === 'failed') return still('failed', lastRun.errorMessage)
  if (lastRun && lastRun.status !== 'completed') return still('ended', endText(lastRun))
  return still('idle', null)
}

/** `skipped: the run before it still goes on`; most reasons begin with that word themselves. */
function endText({status, errorMessage}: NonNullable<WatchedReview['lastRun']>): string {
  if (errorMessage === null) return status
  return errorMessage.startsWith(status) ? errorMessage : `${status}: ${errorMessage}`
}

function runningNow({run, progress}: NonNullable<WatchedReview['running']>): Doing {
  const rows = progress?.rowsRead ? counted(progress.rowsRead, 'row') : ''
  const attempt = run.retryCount > 0 ? `attempt ${run.retryCount + 1}` : ''
  const isLost = progress !== null && !progress.isAlive
  const step = progress?.step ?? ''
  const detail = [[step, rows].filter(Boolean).join(' '), attempt].filter(Boolean).join(', ')
  // Neither time nor bar goes on for it, and a narrow column would cut off what is the matter behind them.
  const seen = isLost
    ? {detail: 'its process is gone', stateAt: null, share: null}
    : {detail: terminalText(detail), stateAt: run.startedAt, share: progress?.share ?? null}
  return {state: 'running', ...seen, openRunId: run.id}
}
