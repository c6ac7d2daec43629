import {Cron} from 'croner'
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
  const clock = cronerOf(cron, timeZone)
  const [minute = '', hour = ''] = cron.split(' ')
  const isWritten = !/[*/]/.test(minute) && !/[*/]/.test(hour)
  let labels: Cron | null = null
  const next = (after: Date): Date | null => {
    const due = clock.nextRun(after)
    if (due && due <= after)
      throw new Error(
        `croner gave ${due.toISOString()} after ${after.toISOString()} for "${cron}" in ${timeZone}`,
      )
    if (!isWritten) return due
    const skipped = dateCrossingGaps(timeZone, after.getTime(), due?.getTime() ?? after.getTime()).find(
      gap => {
        labels ??= cronerOf(cron, 'UTC')
        const label = labels.nextRun(new Date(gap.firstLabelMs - 1))
        return label !== null && label.getTime() < gap.midnightLabelMs
      },
    )
    return skipped ? new Date(skipped.endMs) : due
  }
  return {next, list: (after, count) => listFrom(next, after, count)}
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
