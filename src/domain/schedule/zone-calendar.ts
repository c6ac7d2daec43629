import type {CalendarDate} from '../review/calendar-date.js'

const dayMs = 86_400_000

/** Converts between instants and dates of one time zone. Cheap enough for a call per deal and field. */
export type ZoneCalendar = {
  /** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
  offsetAt(instantMs: number): number
  /** The date that the zone's clocks show at an instant (milliseconds since the epoch). */
  dateOf(instantMs: number): CalendarDate
  /** The instant of a local wall-clock time: the first one when clocks repeat it, the end of the gap when they skip it. */
  instantOf(date: CalendarDate, msOfDay: number): number
}

const calendars = new Map<string, ZoneCalendar>()
/** A process meets a handful of zones; each keeps some kilobytes. */
const calendarsKept = 50

/** `timeZone` must be a name that Intl accepts. Kept, for what it has learnt of the zone's days serves the next as well. */
export function zoneCalendar(timeZone: string): ZoneCalendar {
  const known = calendars.get(timeZone)
  if (known) return known
  const calendar = calendarOf(timeZone)
  if (calendars.size === calendarsKept) calendars.clear()
  calendars.set(timeZone, calendar)
  return calendar
}

function calendarOf(timeZone: string): ZoneCalendar {
  const offsetAt = zoneOffsets(timeZone)
  return {
    offsetAt,
    dateOf: instantMs => Math.floor((instantMs + offsetAt(instantMs)) / dayMs),
    instantOf(date, msOfDay) {
      const wallMs = date * dayMs + msOfDay
      // The offset before a change is the larger candidate for a repeated time and gives the first of the two instants.
      const before = offsetAt(wallMs - dayMs)
      const after = offsetAt(wallMs + dayMs)
      if (before === after) return wallMs - offsetAt(wallMs - before)
      const first = wallMs - before
      if (offsetAt(first) === before) return first
      const second = wallMs - after
      if (offsetAt(second) === after) return second
      return changeBetween(offsetAt, second, first)
    },
  }
}

/** The first instant in (lowMs, highMs] whose offset differs from the one at lowMs. */
function changeBetween(offsetAt: (ms: number) => number, lowMs: number, highMs: number): number {
  const start = offsetAt(lowMs)
  let [low, high] = [lowMs, highMs]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle) === start) low = middle
    else high = middle
  }
  return high
}

/** Eleven years; a power of two. */
const recentKept = 4096
const noDay = -0x80000000

/** Three centuries. */
const daysKept = 110_000

/** Offset from UTC in milliseconds, cached per UTC day, and per instant on the days with a change: Intl takes microseconds. */
function zoneOffsets(timeZone: string): (instantMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const exact = (instantMs: number) => {
    const part: Record<string, string> = {}
    for (const {type, value} of format.formatToParts(instantMs)) part[type] = value
    const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year)
    const wall = new Date(0)
    wall.setUTCFullYear(year, Number(part.month) - 1, Number(part.day))
    wall.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second))
    return wall.getTime() - Math.floor(instantMs / 1000) * 1000
  }
  const byDay = new Map<number, number | 'changes'>()
  const onChangeDays = new Map<number, number>()
  // In front of the map, for a look that costs a third: days without a change, each in the one place it can have.
  const recentDays = new Int32Array(recentKept).fill(noDay)
  const recentOffsets = new Int32Array(recentKept)
  const learnedOffset = (day: number, instantMs: number) => {
    let offset = byDay.get(day)
    if (offset === undefined) {
      const start = exact(day * dayMs)
      offset = exact((day + 1) * dayMs - 1000) === start ? start : 'changes'
      if (byDay.size === daysKept) byDay.clear()
      byDay.set(day, offset)
    }
    if (offset !== 'changes') {
      recentDays[day & (recentKept - 1)] = day
      recentOffsets[day & (recentKept - 1)] = offset
      return offset
    }
    let changing = onChangeDays.get(instantMs)
    if (changing === undefined) {
      changing = exact(instantMs)
      if (onChangeDays.size === daysKept) onChangeDays.clear()
      onChangeDays.set(instantMs, changing)
    }
    return changing
  }
  return instantMs => {
    const day = Math.floor(instantMs / dayMs)
    const place = day & (recentKept - 1)
    return recentDays[place] === day ? recentOffsets[place]! : learnedOffset(day, instantMs)
  }
}
