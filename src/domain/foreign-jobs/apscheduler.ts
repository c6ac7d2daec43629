import {cronWeekdays, hasNumbers, weekdayWords} from './apscheduler-weekdays.js'
import {type ForeignJob, type ForeignJobs, readEach, refusal} from './foreign-job.js'

/** A job as an export tells of it: a `cron` line, a `trigger` as APScheduler prints it, or the fields of a CronTrigger by their names. */
export type ExportedJob = Readonly<Record<string, string>>

/** In the order of its `CronTrigger.FIELD_NAMES`. */
const fieldNames = ['year', 'month', 'day', 'week', 'day_of_week', 'hour', 'minute', 'second'] as const

/** Of fields after the last one that is given: the others are `*`. */
const defaults: Readonly<Record<string, string>> = {
  year: '*',
  month: '1',
  day: '1',
  week: '*',
  day_of_week: '*',
  hour: '0',
  minute: '0',
  second: '0',
}

type Fields = Readonly<Record<(typeof fieldNames)[number], string>>

type Options = {
  /** What a number in day_of_week means: 0 is Monday to APScheduler, and Sunday to cron. */
  weekdays: 'apscheduler' | 'cron'
}

/** Cron jobs of APScheduler 3; each time is due when its job was. */
export function readApscheduler(jobs: readonly ExportedJob[], options: Options): ForeignJobs {
  return readEach(
    [...jobs.entries()],
    ([index, job]) => ({place: `job ${index + 1}`, was: writtenTime(job)}),
    ([, job]) => jobOf(job, options),
  )
}

function writtenTime(job: ExportedJob): string {
  const fields = fieldNames.filter(name => job[name] !== undefined).map(name => `${name}=${job[name]}`)
  return job.cron ?? (fields.length > 0 ? fields.join(' ') : (job.trigger ?? ''))
}

function jobOf(job: ExportedJob, {weekdays}: Options): Omit<ForeignJob, 'place' | 'was'> {
  const fields = fieldsOf(job)
  refuseWhatCronLacks(fields)
  const notes: string[] = []
  const {day, weekday} = daysOf(fields, weekdays, notes)
  // APScheduler needs all of its fields to hold, where cron takes either of both day fields.
  const days =
    day !== '*' && weekday !== '*'
      ? `${day} ${fields.month} +${weekday}`
      : `${day} ${fields.month} ${weekday}`
  return {
    name: job.name || job.id || null,
    schedule: `${fields.minute} ${fields.hour} ${days}`,
    timezone: job.timezone || null,
    notes,
  }
}

function fieldsOf(job: ExportedJob): Fields {
  if (job.cron !== undefined) return fieldsOfLine(job.cron)
  if (job.trigger !== undefined && !fieldNames.some(name => job[name] !== undefined))
    return withDefaults(fieldsOfTrigger(job.trigger))
  const given = Object.fromEntries(
    fieldNames.flatMap(name => (job[name] === undefined ? [] : [[name, job[name].trim()]])),
  )
  if (Object.keys(given).length === 0)
    throw refusal(
      'it has no time',
      `a job has "cron": "0 6 * * mon", "trigger", or fields of their own: ${fieldNames.join(', ')}`,
    )
  return withDefaults(given)
}

/** What `CronTrigger.from_crontab` takes. */
function fieldsOfLine(line: string): Fields {
  const words = line.trim().split(/\s+/)
  if (words.length !== 5)
    throw refusal(
      `"${line}" has ${words.length} fields instead of five`,
      'minute hour day-of-month month day-of-week, as CronTrigger.from_crontab takes them',
    )
  const [minute, hour, day, month, day_of_week] = words as [string, string, string, string, string]
  return {year: '*', month, day, week: '*', day_of_week, hour, minute, second: '0'}
}

/** `cron[day_of_week='mon', hour='6']`, as `str(job.trigger)` prints it. */
function fieldsOfTrigger(trigger: string): Record<string, string> {
  const [, kind, inside = ''] = /^\s*(\w+)\s*\[(.*)\]\s*$/.exec(trigger) ?? []
  if (kind === 'interval' || kind === 'date')
    throw refusal(
      `"${trigger}" is no cron trigger`,
      kind === 'date' ? 'it runs once: revsched run-now' : 'say when it is due: --schedule "every 2 hours"',
    )
  if (kind !== 'cron')
    throw refusal(
      `"${trigger}" is no trigger that can be read`,
      "as str(job.trigger) prints it: cron[hour='6']",
    )
  return Object.fromEntries([...inside.matchAll(/(\w+)='([^']*)'/g)].map(([, name, value]) => [name, value]))
}

/** As the constructor of CronTrigger fills in what is not given. */
function withDefaults(given: Readonly<Record<string, string>>): Fields {
  const last = Math.max(...fieldNames.map((name, index) => (given[name] === undefined ? -1 : index)))
  return Object.fromEntries(
    fieldNames.map((name, index) => [name, given[name] ?? (index > last ? defaults[name] : '*')]),
  ) as Fields
}

function refuseWhatCronLacks({year, week, second}: Fields): void {
  const instead = 'a review has minutes, hours, days, months and days of the week'
  if (year !== '*') throw refusal(`it is for the year "${year}"`, instead)
  if (week !== '*') throw refusal(`it is for the week "${week}" of the year`, instead)
  if (second !== '0' && second !== '00') throw refusal(`it is due at the second "${second}"`, instead)
}

/** `2nd fri` and `last fri` are days of the month there. */
const nth = /^(?:(1st|2nd|3rd|4th|5th)|last)\s+(mon|tue|wed|thu|fri|sat|sun)$/i

function daysOf(
  {day, day_of_week}: Fields,
  weekdays: Options['weekdays'],
  notes: string[],
): {day: string; weekday: string} {
  const weekday = weekdayOf(day_of_week, weekdays, notes)
  const counted = nth.exec(day)
  if (counted) {
    if (weekday !== '*')
      throw refusal(`it needs "${day}" to be the day of the week "${day_of_week}"`, 'leave one of them out')
    const number = counted[1] === undefined ? 'L' : counted[1][0]
    return {day: '*', weekday: `${counted[2]!.toUpperCase()}#${number}`}
  }
  return {day: day.toLowerCase() === 'last' ? 'L' : day, weekday}
}

function weekdayOf(field: string, weekdays: Options['weekdays'], notes: string[]): string {
  if (weekdays === 'cron') return field
  const inCron = cronWeekdays(field)
  if (hasNumbers(field) && inCron !== '*')
    notes.push(`day ${field} is ${weekdayWords(inCron)} to APScheduler, which cron writes as ${inCron}`)
  return inCron
}
