import type {ScheduledReview} from '../scheduled-review.js'
import {type Fate, fateOf} from './catch-up.js'
import {localText} from './local-time.js'
import {occurrencesOf} from './occurrences.js'
import {splayOffsetMs} from './splay.js'

// Every occurrence between a review's cursor and now is given one record: it is queued, or missed or skipped for a reason. First
// the catch-up policy says which of them are to run (catch-up.ts), then the overlap policy what that means while others run.

/** A run of the same review that has not ended. */
export type OpenRun = {
  id: string
  status: 'queued' | 'running'
  scheduledFor: Date | null
  startedAt: Date | null
}

/** One row for the ledger. `reason` is a code, told in words by `words`. */
export type LedgerEntry =
  | {kind: 'queued'; at: Date; startAt: Date; trigger: 'schedule' | 'catch-up'}
  | {kind: 'missed' | 'skipped'; at: Date; reason: string; words: string}
  | {kind: 'missed-range'; at: Date; until: Date; count: number; reason: string; words: string}

export type DueDecision = {
  entries: readonly LedgerEntry[]
  /** Never before the review's cursor. */
  cursor: Date
  /** Strictly after `cursor`; null when the pattern never comes again. Where `hasMore`, an instant <= now. */
  nextRunAt: Date | null
  /** Open runs that `cancel-previous` ends. */
  cancelRunIds: readonly string[]
  /** More occurrences up to `now` are left for the next call: one call never lists more than 1,000. */
  hasMore: boolean
}

type DueReview = Pick<
  ScheduledReview,
  | 'id'
  | 'schedule'
  | 'timezoneCanonical'
  | 'cursor'
  | 'createdAt'
  | 'catchUp'
  | 'catchUpWindowMs'
  | 'overlap'
  | 'splayMs'
>

type MissedEntry = Extract<Fate, {kind: 'missed'}>
type SkippedEntry = {kind: 'skipped'; at: Date; reason: string; words: string}
type SingleEntry = Extract<LedgerEntry, {kind: 'queued'}> | MissedEntry | SkippedEntry
type Blocker = Omit<OpenRun, 'id'>

/** Decided by one call: a year of a minutely schedule may not keep the others waiting. */
const decidedAtOnce = 1000

/** More misses in a row than these become a range. */
const missesInARow = 100

/**
 * Decides the occurrences in (cursor, now]. Where it leaves some to the next call, that call decides as this one would have: what
 * is to run is never torn apart. A clock that went back before the cursor decides nothing until it has come to it again.
 */
export function decideDue(
  review: DueReview,
  {now, openRuns}: {now: Date; openRuns: readonly OpenRun[]},
): DueDecision {
  const occurrences = occurrencesOf(review.schedule, review.timezoneCanonical)
  const from = review.cursor ?? review.createdAt
  const due = lazily(occurrences.next, from, now)
  const fates: Fate[] = []
  while (fates.length < decidedAtOnce && due(fates.length))
    fates.push(fateOf(fates.length, {due, now, review}))
  const decided = due(fates.length) ? beforeFirstRun(fates) : fates
  const left = due(decided.length)
  const cursor = left ? decided.at(-1)!.at : now > from ? now : from
  const entries = entriesOf(decided, review, openRuns)
  const isCancelling = review.overlap === 'cancel-previous' && entries.some(({kind}) => kind === 'queued')
  return {
    entries: missesTogether(entries),
    cursor,
    nextRunAt: left ?? occurrences.next(cursor),
    cancelRunIds: isCancelling ? openRuns.map(({id}) => id) : [],
    hasMore: left !== null,
  }
}

/** Gives the occurrences in (from, until] by their number; each is looked for when it is first asked for. */
function lazily(next: (after: Date) => Date | null, from: Date, until: Date): (index: number) => Date | null {
  const found: Date[] = []
  let isWhole = false
  return index => {
    while (found.length <= index && !isWhole) {
      const at = next(found.at(-1) ?? from)
      if (at && at <= until) found.push(at)
      else isWhole = true
    }
    return found[index] ?? null
  }
}

/**
 * Those that run are the last few of all that are due, so all of them fit into the next call; torn apart, the first of them would
 * be in the way of the others. Never empty, or the cursor would stand still.
 */
function beforeFirstRun(fates: readonly Fate[]): readonly Fate[] {
  const firstRun = fates.findIndex(({kind}) => kind === 'runs')
  return firstRun > 0 ? fates.slice(0, firstRun) : fates
}

function entriesOf(fates: readonly Fate[], review: DueReview, openRuns: readonly OpenRun[]): SingleEntry[] {
  const offsetMs = splayOffsetMs(review.id, review.splayMs)
  const entries: SingleEntry[] = []
  for (const fate of fates) {
    if (fate.kind === 'missed') {
      entries.push(fate)
      continue
    }
    const {at, trigger} = fate
    // Runs caught up together are not in each other's way; for one that is on time, those queued just now are as open as others.
    const queuedNow = trigger === 'schedule' ? entries.filter(({kind}) => kind === 'queued') : []
    const open = [...openRuns, ...queuedNow.map(waitingRun)]
    if (review.overlap === 'cancel-previous') replace(entries, queuedNow)
    const skipped = skippedFor(open, review)
    entries.push(
      skipped
        ? {kind: 'skipped', at, ...skipped}
        : {kind: 'queued', at, startAt: new Date(at.getTime() + offsetMs), trigger},
    )
  }
  return entries
}

function waitingRun({at}: SingleEntry): Blocker {
  return {status: 'queued', scheduledFor: at, startedAt: null}
}

/** `cancel-previous` for runs that have no id yet: they are not even queued. */
function replace(entries: SingleEntry[], replaced: readonly SingleEntry[]): void {
  for (const entry of replaced)
    entries[entries.indexOf(entry)] = {
      kind: 'skipped',
      at: entry.at,
      reason: 'replaced',
      words: 'skipped: a later one took its place before it could start',
    }
}

/** Why a run does not even wait while others are open; null when it is queued. */
function skippedFor(
  open: readonly Blocker[],
  {overlap, timezoneCanonical}: DueReview,
): {reason: string; words: string} | null {
  const waiting = open.find(({status}) => status === 'queued')
  if (overlap === 'queue' && waiting)
    return {
      reason: 'already-waiting',
      words: `skipped: ${nameOf(waiting, timezoneCanonical)} is already waiting to start, and no more than one waits`,
    }
  const inTheWay = open.find(({status}) => status === 'running') ?? waiting
  if (overlap !== 'skip' || !inTheWay) return null
  const state = inTheWay.status === 'running' ? 'still running' : 'still waiting to start'
  return {reason: 'overlap', words: `skipped: ${nameOf(inTheWay, timezoneCanonical)} is ${state}`}
}

/** `the run due Mon 15 Mar 2027 06:00 -04:00, started Mon 15 Mar 2027 06:01 -04:00,`. */
function nameOf({status, scheduledFor, startedAt}: Blocker, timeZone: string): string {
  const name = scheduledFor
    ? `the run due ${localText(scheduledFor, timeZone)}`
    : 'a run outside of the schedule'
  return status === 'running' && startedAt ? `${name}, started ${localText(startedAt, timeZone)},` : name
}

/** Long rows of misses become a range for each reason: a daemon that was off for a year leaves no half a million rows. */
function missesTogether(entries: readonly SingleEntry[]): LedgerEntry[] {
  const together: LedgerEntry[] = []
  let row: MissedEntry[] = []
  const endRow = () => {
    together.push(...(row.length > missesInARow ? rangesOf(row) : row))
    row = []
  }
  for (const entry of entries) {
    if (entry.kind === 'missed') {
      row.push(entry)
      continue
    }
    endRow()
    together.push(entry)
  }
  endRow()
  return together
}

function rangesOf(row: readonly MissedEntry[]): LedgerEntry[] {
  const ranges: LedgerEntry[] = []
  for (let start = 0; start < row.length; ) {
    const first = row[start]!
    const {at, reason, words} = first
    const end = row.findIndex((entry, index) => index > start && entry.reason !== reason)
    const count = (end < 0 ? row.length : end) - start
    const until = row[start + count - 1]!.at
    ranges.push(count === 1 ? first : {kind: 'missed-range', at, until, count, reason, words})
    start += count
  }
  return ranges
}
