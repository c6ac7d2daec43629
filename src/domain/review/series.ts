import {days as daysText} from '../rules/days.js'
import {type ActiveRule, optionsIn} from '../rules/rule.js'
import {zoneCalendar} from '../schedule/zone-calendar.js'
import type {ReviewSummary} from './analysis.js'
import {type CalendarDate, formatCalendarDate, parseCalendarDate} from './calendar-date.js'
import type {Skipped} from './judge.js'

/**
 * How many reviews in a row, this one too, were each compared with the one before, and since which day. Reviews of one day are one: to
 * run one again is no second reminder.
 */
export type Series = {reviews: number; since: CalendarDate; isLaterDay: boolean}

type At = {today: CalendarDate; timeZone: string}

export function seriesOf(previous: ReviewSummary | null, {today, timeZone}: At): Series {
  if (previous === null) return {reviews: 1, since: today, isLaterDay: true}
  const day = zoneCalendar(timeZone).dateOf(Date.parse(previous.asOf))
  const isLaterDay = day < today
  const {reviews, since} = previous.series ?? {reviews: 1, since: formatCalendarDate(day)}
  return {reviews: reviews + (isLaterDay ? 1 : 0), since: parseCalendarDate(since) ?? day, isLaterDay}
}

/** Why a rule that looks back over several reviews cannot find anything yet; null for all others. */
export function tooEarly(active: ActiveRule, series: Series, today: CalendarDate): Skipped | null {
  const {rule} = active
  if (!('looksBack' in rule) || !rule.looksBack) return null
  const {looksBack} = rule
  const spans = optionsIn(active).map(options => looksBack(options))
  const isEnough = spans.some(({reviews, days}) => series.reviews >= reviews && today - series.since >= days)
  if (isEnough) return null
  const [{reviews, days}] = spans as [{reviews: number; days: number}]
  const sofar =
    series.reviews === 1
      ? 'this is the first review'
      : `there are ${series.reviews} reviews so far, over ${daysText(today - series.since)}`
  return {reason: 'first-review', detail: `it needs ${reviews} reviews over ${daysText(days)}, ${sofar}`}
}
