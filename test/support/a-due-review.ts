import {
  type DueDecision,
  decideDue,
  type LedgerEntry,
  type OpenRun,
} from '../../src/domain/schedule/decide-due.js'
import {occurrencesOf} from '../../src/domain/schedule/occurrences.js'

export type DueReview = Parameters<typeof decideDue>[0]

/** Hourly in UTC, decided up to the last midnight of 14 March 2027; catches up the latest within twelve hours. */
export function aDueReview(changes: Partial<DueReview> = {}): DueReview {
  return {
    id: 'review-1',
    schedule: '0 * * * *',
    timezoneCanonical: 'UTC',
    cursor: new Date('2027-03-14T00:00:00Z'),
    createdAt: new Date('2027-01-01T00:00:00Z'),
    catchUp: 'latest',
    catchUpWindowMs: 12 * 3_600_000,
    overlap: 'skip',
    splayMs: 0,
    ...changes,
  }
}

/** `2027-03-14T05:00Z catch-up`, `2027-03-14T04:00Z missed superseded`, `... to ... missed superseded x 120`. */
export function entryText(entry: LedgerEntry): string {
  const at = minuteText(entry.at)
  if (entry.kind === 'queued') return `${at} ${entry.trigger}`
  if (entry.kind === 'missed-range')
    return `${at} to ${minuteText(entry.until)} missed ${entry.reason} x ${entry.count}`
  return `${at} ${entry.kind} ${entry.reason}`
}

function minuteText(at: Date): string {
  return at.toISOString().replace(/:00\.000Z$/, 'Z')
}

/** Decides until nothing is left, as a daemon does that asks again at once. */
export function decideAll(
  review: DueReview,
  now: Date,
  openRuns: readonly OpenRun[] = [],
): {calls: DueDecision[]; entries: LedgerEntry[]; cursor: Date} {
  const calls: DueDecision[] = []
  let cursor = review.cursor
  do {
    const decision = decideDue({...review, cursor}, {now, openRuns})
    calls.push(decision)
    cursor = decision.cursor
  } while (calls.at(-1)!.hasMore && calls.length < 100)
  return {calls, entries: calls.flatMap(({entries}) => entries), cursor}
}

/** One line for each occurrence: ranges are taken apart by the plain list of occurrences. */
export function singly({schedule, timezoneCanonical}: DueReview, entries: readonly LedgerEntry[]): string[] {
  const {list} = occurrencesOf(schedule, timezoneCanonical)
  return entries.flatMap(entry => {
    if (entry.kind !== 'missed-range') return [entryText(entry)]
    const all = list(new Date(entry.at.getTime() - 1), entry.count)
    if (all.at(-1)?.getTime() !== entry.until.getTime()) throw new Error(`${entryText(entry)} is not a row`)
    return all.map(at => `${minuteText(at)} missed ${entry.reason}`)
  })
}
