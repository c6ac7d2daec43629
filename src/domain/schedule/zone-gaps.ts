import {type ZoneCalendar, zoneCalendar} from './zone-calendar.js'

/** A forward change of the clocks whose skipped labels begin on the date before the one on which they end. */
type DateCrossingGap = {
  /** The first instant after the change. */
  endMs: number
  /** The skipped labels of the earlier date, as milliseconds of a clock without zone: from the first up to midnight. */
  firstLabelMs: number
  midnightLabelMs: number
}

const dayMs = 86_400_000
const weekMs = 7 * dayMs

const byZone = new Map<string, {calendar: ZoneCalendar; weeks: Map<number, readonly DateCrossingGap[]>}>()

/** Such gaps with fromMs < endMs <= toMs, earliest first. Nearly every zone has none; weeks are looked at once each. */
export function dateCrossingGaps(timeZone: string, fromMs: number, toMs: number): readonly DateCrossingGap[] {
  const zone = byZone.get(timeZone) ?? {calendar: zoneCalendar(timeZone), weeks: new Map()}
  byZone.set(timeZone, zone)
  const found: DateCrossingGap[] = []
  for (let week = Math.floor(fromMs / weekMs); week * weekMs <= toMs; week++) {
    const gaps = zone.weeks.get(week) ?? gapsOfWeek(zone.calendar, week * weekMs)
    zone.weeks.set(week, gaps)
    for (const gap of gaps) if (gap.endMs > fromMs && gap.endMs <= toMs) found.push(gap)
  }
  return found
}

/** No zone has changed its clocks twice within a week and back again, so the two ends of a week tell of a change. */
function gapsOfWeek({offsetAt}: ZoneCalendar, startMs: number): readonly DateCrossingGap[] {
  const before = offsetAt(startMs)
  const after = offsetAt(startMs + weekMs)
  if (after <= before) return []
  let [low, high] = [startMs, startMs + weekMs]
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000
    if (offsetAt(middle) === before) low = middle
    else high = middle
  }
  const firstLabelMs = high + before
  const midnightLabelMs = Math.floor((high + after) / dayMs) * dayMs
  return midnightLabelMs > firstLabelMs ? [{endMs: high, firstLabelMs, midnightLabelMs}] : []
}
