import type {SchedulePlan} from '../../app/plan-schedule.js'
import type {Upcoming} from '../../domain/schedule/local-time.js'
import {localDateText, localText} from '../../domain/schedule/local-time.js'
import {displayWidth, terminalText, wrapText} from '../../report/escape.js'
import {relativeTime} from '../../report/relative-time.js'
import type {Output} from '../io.js'

const label = 12

/** The schedule as cron and in words, and its next times, as `add`, `edit`, `show` and `next` print it. */
export function scheduleLines(plan: SchedulePlan, now: Date, output: Output): string {
  const words = plan.words ? ` (${plan.words})` : ''
  const next = plan.upcoming.map((upcoming, index) => {
    const relative = index === 0 ? relativeTime(upcoming.at, now) : null
    return upcomingLines(index === 0 ? 'next' : '', upcoming, {
      zone: plan.timezoneCanonical,
      relative,
      output,
    })
  })
  return `${labelled('schedule')}${plan.cron}${words}\n${labelled('zone')}${zoneText(plan)}\n${next.join('')}`
}

/** What its owner may not expect; below the warning that either day is enough, the dates that are both and may be meant. */
export function warningLines(
  {warnings, bothDays, timezoneCanonical}: SchedulePlan,
  output: Output,
): string[] {
  const lines = warnings.map(warning => output.paint.yellow(`warning: ${terminalText(warning)}\n`))
  if (bothDays === null) return lines
  const dates = bothDays.map(at => localDateText(at, timezoneCanonical))
  const [first = '', ...rest] = lines
  return [first, `  both days: ${dates.join(', ') || 'never'}\n`, ...rest]
}

/** One time; what the clocks do to it stands beside it, or below where there is no room. */
function upcomingLines(
  name: string,
  {at, note}: Upcoming,
  {zone, relative, output}: {zone: string; relative: string | null; output: Output},
): string {
  const {paint, width} = output
  const time = `${labelled(name)}${localText(at, zone)}`
  const line = `${time}${relative ? paint.dim(`  ${relative}`) : ''}`
  if (!note) return `${line}\n`
  const used = displayWidth(time) + (relative ? 2 + relative.length : 0)
  if (used + 2 + displayWidth(note) <= width) return `${line}${paint.yellow(`  ${note}`)}\n`
  const margin = ' '.repeat(label + 2)
  const below = wrapText(note, width, {first: margin, next: margin})
  return `${line}\n${below.map(part => `${paint.yellow(part)}\n`).join('')}`
}

function labelled(name: string): string {
  return `  ${name}`.padEnd(label)
}

function zoneText({timezone, timezoneCanonical}: SchedulePlan): string {
  return timezone === timezoneCanonical ? timezone : `${timezone} (${timezoneCanonical})`
}
