import type {SchedulePlan} from '../../app/plan-schedule.js'
import type {Upcoming} from '../../domain/schedule/local-time.js'
import {localText} from '../../domain/schedule/local-time.js'
import type {Paint} from '../../report/paint.js'
import {relativeTime} from '../../report/relative-time.js'

/** The schedule as cron and in words, and its next times, as `add`, `edit` and `show` print it. */
export function scheduleLines(plan: SchedulePlan, now: Date, paint: Paint): string {
  const words = plan.words ? ` (${plan.words})` : ''
  return `  schedule  ${plan.cron}${words}\n  zone      ${zoneText(plan)}\n${upcomingLines(plan.upcoming, plan.timezoneCanonical, now, paint)}`
}

export function upcomingLines(times: readonly Upcoming[], timeZone: string, now: Date, paint: Paint): string {
  const lines = times.map(({at, note}, index) => {
    const label = index === 0 ? '  next      ' : '            '
    const relative = index === 0 ? paint.dim(`  ${relativeTime(at, now)}`) : ''
    return `${label}${localText(at, timeZone)}${relative}${note ? paint.yellow(`  ${note}`) : ''}\n`
  })
  return lines.join('')
}

function zoneText({timezone, timezoneCanonical}: SchedulePlan): string {
  return timezone === timezoneCanonical ? timezone : `${timezone} (${timezoneCanonical})`
}
