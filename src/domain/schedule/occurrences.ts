import {Cron} from 'croner'
import {zoneCalendar} from './zone-calendar.js'
import {dateCrossingGaps} from './zone-gaps.js'

type Occurrences = {
  /** The first occurrence after an instant; null when none comes before the year 3000. */
  next(after: Date): Date | null
  /** The next `count` of them, or fewer where the pattern ends. */
  list(after: Date, count: number): Date[]
}

/** A Cron object holds about 80 kB; the least recently used ones beyond this many are dropped. */
const cacheSize = 300

const cache = new Map<string, Occurrences>()

/**
 * The occurrences of a checked cron line in a canonical IANA zone. croner computes them and is never a timer. Its rule
 * `no-wildcard` is the daylight-saving promise of docs/scheduling.md, with one case mended here: clocks that skip to the
 * next date (Nuuk, 23:00 to 00:00), where croner loses what was due in the skipped hour.
 */
export function occurrencesOf(cron: string, timeZone: string): Occurrences {
  const key = `${cron} ${timeZone}`
  const found = cache.get(key) ?? evaluator(cron, timeZone)
  cache.delete(key)
  cache.set(key, found)
  if (cache.size > cacheSize) cache.delete(cache.keys().next().value!)
  return found
}

function evaluator(cron: string, timeZone: string): Occurrences {
  // Of clocks that never change. An offset instead of a zone: croner would ask Intl for the time in UTC as well.
  const labels = new Cron(cron, {utcOffset: 0, mode: '5-part'})
  const exact = exactly(cron, timeZone, labels)
  const steady = whileClocksStand(timeZone, labels)
  const next = rememberingGaps((after: Date): Date | null => {
    const due = steady(after) ?? exact(after)
    if (due && due <= after)
      throw new Error(`"${cron}" in ${timeZone} came to ${due.toISOString()} after ${after.toISOString()}`)
    return due
  })
  return {next, list: (after, count) => listFrom(next, after, count)}
}

/** Reviews that are due together ask about the time before that and the one after it. */
const gapsKept = 2

/** Between an instant and the first occurrence after it there is none: each instant from there on leads to the same one. */
function rememberingGaps(next: (after: Date) => Date | null): (after: Date) => Date | null {
  const gaps: {fromMs: number; dueMs: number}[] = []
  return after => {
    const afterMs = after.getTime()
    const known = gaps.find(({fromMs, dueMs}) => fromMs <= afterMs && afterMs < dueMs)
    if (known) return new Date(known.dueMs)
    const due = next(after)
    if (due) gaps.unshift({fromMs: afterMs, dueMs: due.getTime()})
    if (gaps.length > gapsKept) gaps.pop()
    return due
  }
}

function exactly(cron: string, timeZone: string, labels: Cron): (after: Date) => Date | null {
  let clock: Cron | null = null
  const [minute = '', hour = ''] = cron.split(' ')
  const isWritten = !/[*/]/.test(minute) && !/[*/]/.test(hour)
  return after => {
    clock ??= cronerOf(cron, timeZone)
    const due = clock.nextRun(after)
    if (!isWritten) return due
    const skipped = dateCrossingGaps(timeZone, after.getTime(), due?.getTime() ?? after.getTime()).find(
      gap => {
        const label = labels.nextRun(new Date(gap.firstLabelMs - 1))
        return label !== null && label.getTime() < gap.midnightLabelMs
      },
    )
    return skipped ? new Date(skipped.endMs) : due
  }
}

const dayMs = 86_400_000
const weekMs = 7 * dayMs

/**
 * The same, several times as fast, where the clocks of the zone do not change from a day before to the occurrence: then its label
 * is that of a clock without changes. Null elsewhere. A change from further back repeats no label any more; no zone has changed its
 * clocks twice within a week and back again, so that looks a week apart find each change.
 */
function whileClocksStand(timeZone: string, labels: Cron): (after: Date) => Date | null {
  const {offsetAt} = zoneCalendar(timeZone)
  return after => {
    const afterMs = after.getTime()
    const offsetMs = offsetAt(afterMs - dayMs)
    if (offsetAt(afterMs) !== offsetMs) return null
    const label = labels.nextRun(new Date(afterMs + offsetMs))
    if (!label) return null
    const dueMs = label.getTime() - offsetMs
    for (let ms = afterMs + weekMs; ms < dueMs; ms += weekMs) if (offsetAt(ms) !== offsetMs) return null
    return offsetAt(dueMs) === offsetMs ? new Date(dueMs) : null
  }
}

function listFrom(next: (after: Date) => Date | null, after: Date, count: number): Date[] {
  const found: Date[] = []
  let at = next(after)
  while (at && found.length < count) {
    found.push(at)
    at = found.length < count ? next(at) : null
  }
  return found
}

/** A fresh options object each time: croner writes into it. Without a callback it holds no timer. */
function cronerOf(cron: string, timeZone: string): Cron {
  return new Cron(cron, {timezone: timeZone, mode: '5-part', fixedTimeRule: 'no-wildcard'})
}
