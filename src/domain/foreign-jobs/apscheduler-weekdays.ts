import {refusal} from './foreign-job.js'

const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/**
 * The day-of-week field of APScheduler 3, where 0 is Monday (its `CronTrigger`, also by `from_crontab`), as cron has it, where 1 is.
 * Steps count from Monday there and from Sunday in cron, so that the days are named one by one. Throws `usage` for what is none.
 */
export function cronWeekdays(field: string): string {
  if (field === '*') return '*'
  const days = new Set<number>()
  for (const item of field.toLowerCase().split(',')) for (const day of daysOf(item.trim())) days.add(day)
  return inCron([...days].sort((a, b) => a - b))
}

/** Whether its days are told by numbers, which mean another day to cron. */
export function hasNumbers(field: string): boolean {
  return /(^|[,-])\d/.test(field)
}

/** In words, as APScheduler reads it: `Tuesday` of `1`. */
export function weekdayWords(cronField: string): string {
  const long = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
  return cronField
    .replace(/\d/g, digit => long[Number(digit)]!)
    .replaceAll('-', ' to ')
    .replaceAll(',', ', ')
}

/** From 0, Monday, to 6. */
function daysOf(item: string): number[] {
  const [, all, first, last, step] =
    /^(?:(\*)|([a-z]{3}|\d)(?:-([a-z]{3}|\d))?)(?:\/(\d{1,2}))?$/.exec(item) ?? []
  if (all === undefined && first === undefined) throw bad(item, 'it is no day, range, list or step of days')
  const from = all ? 0 : dayOf(first!, item)
  const to = all ? 6 : last === undefined ? from : dayOf(last, item)
  if (to < from) throw bad(item, 'its range runs backwards')
  const every = Number(step ?? 1)
  if (every === 0) throw bad(item, 'a step of 0 goes nowhere')
  return Array.from({length: Math.floor((to - from) / every) + 1}, (_, index) => from + index * every)
}

function dayOf(text: string, item: string): number {
  const day = /^\d$/.test(text) ? Number(text) : names.indexOf(text)
  if (day >= 0 && day <= 6) return day
  throw bad(item, 'days are 0 (Monday) to 6 (Sunday), or mon to sun')
}

/** `1-5`, `1,3,5`; Sunday is 0 alone and 7 at the end of a range. */
function inCron(days: readonly number[]): string {
  if (days.length === 7) return '*'
  const parts: string[] = []
  for (let start = 0; start < days.length; ) {
    let end = start
    while (days[end + 1] === days[end]! + 1) end++
    const [first, last] = [days[start]! + 1, days[end]! + 1]
    if (end - start >= 2) parts.push(`${first}-${last}`)
    else for (const day of days.slice(start, end + 1)) parts.push(String((day + 1) % 7))
    start = end + 1
  }
  return parts.join(',')
}

function bad(item: string, why: string) {
  return refusal(`"${item}" is no day_of_week of APScheduler: ${why}`, 'look at the job where it was made')
}
