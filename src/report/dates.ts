import {zoneCalendar} from '../domain/schedule/zone-calendar.js'
import {intlText, type Locale} from './intl-text.js'

const looks = {
  date: {dateStyle: 'medium'},
  minute: {dateStyle: 'medium', timeStyle: 'short'},
  weekday: {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

type Look = keyof typeof looks

const formats = new Map<string, Intl.DateTimeFormat>()

/** One per locale and look, as making one takes longer than a page of dates. All are of UTC: what they get is the time on the wall. */
function formatOf(locale: string, look: Look): Intl.DateTimeFormat {
  const key = `${look} ${locale}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, {...looks[look], timeZone: 'UTC'})
  formats.set(key, format)
  return format
}

/** `2026-11-16` as it is, or `16.11.2026`: in one piece, where a line is broken. Any other text stays. */
export function dateText(date: string, locale: Locale): string {
  if (locale === null) return date
  const at = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(date) : Number.NaN
  if (Number.isNaN(at)) return date
  return intlText(formatOf(locale, 'date').format(at)).replaceAll(' ', '\u00a0')
}

/** The dates in a sentence of a rule, but for what it quotes: that is of the CRM. */
export function withDates(sentence: string, locale: Locale): string {
  if (locale === null) return sentence
  return sentence.replace(/"[^"]*"|(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])/g, found => dateText(found, locale))
}

/** `2026-11-16 12:00`, or `Mo., 16. Nov. 2026, 12:00`: as the clocks of the zone showed it. */
export function wallTimeText(instant: string, timeZone: string, locale: Locale): string {
  const wall = wallTime(instant, timeZone)
  if (locale === null) return wall.toISOString().slice(0, 16).replace('T', ' ')
  return intlText(formatOf(locale, 'weekday').format(wall))
}

/** `2026-11-16`, or `2026-11-16 12:00` where `other` is of the same day. */
export function dayText(
  instant: string,
  {other, timeZone}: {other: string; timeZone: string},
  locale: Locale,
): string {
  const [wall, otherWall] = [wallTime(instant, timeZone), wallTime(other, timeZone)]
  const isSameDay = wall.toISOString().slice(0, 10) === otherWall.toISOString().slice(0, 10)
  if (!isSameDay) return dateText(wall.toISOString().slice(0, 10), locale)
  return locale === null
    ? wallTimeText(instant, timeZone, null)
    : intlText(formatOf(locale, 'minute').format(wall))
}

/** As if it were of UTC. */
function wallTime(instant: string, timeZone: string): Date {
  const ms = Date.parse(instant)
  return new Date(ms + zoneCalendar(timeZone).offsetAt(ms))
}
