import {RevschedError} from '../errors.js'
import {checkField, cronFields, endingOnSunday} from './cron-fields.js'
import {occurrencesOf} from './occurrences.js'

const nicknames: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

export type CronPattern = {
  /** Five fields, names in capitals, single spaces. */
  cron: string
  /** What its owner may not expect; to be shown before it is stored. */
  warnings: string[]
  /** Both day fields are given, either of which is enough: the line that needs both. */
  bothDays: string | null
}

/** Reads a cron line. Throws `usage` with the reason and what to write instead; what croner wrongly accepts is refused here. */
export function parseCronPattern(text: string): CronPattern {
  refuseHiddenCharacters(text)
  const trimmed = text.trim().toUpperCase()
  if (trimmed === '') throw bad(text, 'it is empty', '"0 6 * * 1" is every Monday at 6:00')
  if (trimmed.startsWith('@'))
    return {cron: nickname(text, trimmed.toLowerCase()), warnings: [], bothDays: null}
  const fields = trimmed.split(/[ \t]+/)
  refuseWrongCount(text, fields)
  if (/\?/.test(trimmed)) throw bad(text, '"?" is not supported', 'write "*" instead')
  if (/^H|[ ,]H/.test(trimmed))
    throw bad(text, '"H" is not supported', 'choose a minute; --splay spreads the start of several reviews')
  for (const [index, field] of fields.entries()) checkField(field, cronFields[index]!)
  fields[4] = endingOnSunday(fields[4]!)
  const cron = fields.join(' ')
  if (occurrencesOf(cron, 'UTC').next(new Date('2024-01-01T00:00:00Z')) === null) {
    throw bad(
      text,
      'it is never due: no such date exists',
      'look at day and month; "L" is the last day of every month',
    )
  }
  const bothDays = bothDaysOf(fields)
  return {cron, warnings: [...bothDaysWarning(fields, bothDays), ...unevenStepWarnings(fields)], bothDays}
}

function nickname(text: string, name: string): string {
  const cron = Object.hasOwn(nicknames, name) ? nicknames[name] : undefined
  if (cron) return cron
  if (name === '@reboot') throw bad(text, 'a review has no reboot to wait for', 'give a time: "0 6 * * 1"')
  throw bad(text, 'there is no such nickname', `allowed: ${Object.keys(nicknames).join(', ')}`)
}

function refuseHiddenCharacters(text: string): void {
  const hidden = /[^\x20-\x7e\t]/u.exec(text)
  if (!hidden) return
  const point = hidden[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  throw bad(
    text.replace(hidden[0], `\\u${point}`),
    `it holds the character U+${point}`,
    'type the line again with plain spaces',
  )
}

function refuseWrongCount(text: string, fields: readonly string[]): void {
  if (fields.length === 5) return
  if (/^\d{4}-\d{2}-\d{2}/.test(fields[0] ?? ''))
    throw bad(text, 'dates are not schedules', 'a review repeats: "0 6 16 11 *" is every 16 November')
  if (fields.length === 6) {
    const isYear = /^(\d{4}|\*)$/.test(fields[5]!) && !/^\d$/.test(fields[5]!)
    const why = isYear
      ? 'it has six fields; years are not supported'
      : 'it has six fields; seconds are not supported'
    throw bad(text, why, `five fields: "${(isYear ? fields.slice(0, 5) : fields.slice(1)).join(' ')}"`)
  }
  throw bad(
    text,
    `it has ${fields.length} field${fields.length === 1 ? '' : 's'} instead of five`,
    'minute hour day-of-month month day-of-week, as "0 6 * * 1"',
  )
}

function bothDaysOf([minute, hour, day, month, weekday]: readonly string[]): string | null {
  if (day === '*' || weekday === '*' || weekday!.startsWith('+')) return null
  return `${minute} ${hour} ${day} ${month} +${weekday}`
}

function bothDaysWarning([, , day, , weekday]: readonly string[], both: string | null): string[] {
  if (both === null) return []
  const named = weekdays[Number(weekday)]
  const every = named ? `every ${named}` : `day-of-week ${weekday}`
  return [`it is due on day-of-month ${day} and also on ${every}; for days that are both, write "${both}"`]
}

/** By their numbers in a cron line; a list or a range has none. */
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

function unevenStepWarnings([minute, hour, day]: readonly string[]): string[] {
  return [
    ...unevenStepWarning(minute!, {unit: 'minutes', size: 60}),
    ...unevenStepWarning(hour!, {unit: 'hours', size: 24}),
    ...dayStepWarning(day!),
  ]
}

function unevenStepWarning(text: string, {unit, size}: {unit: string; size: number}): string[] {
  const step = stepThroughAll(text, 0, size - 1)
  if (size % step === 0) return []
  return [
    `"${text}" is not every ${step} ${unit}: it is due at ${valuesOf(0, size - 1, step)} and starts again`,
  ]
}

/** Months differ in length, so no step but 1 divides them all. */
function dayStepWarning(text: string): string[] {
  const step = stepThroughAll(text, 1, 31)
  if (step === 1) return []
  const days = valuesOf(1, 31, step)
  return [
    `"${text}" is not every ${step} days: it is due on day-of-month ${days} and starts again on the 1st`,
  ]
}

/** The step of `*` or of a range that covers the whole field, which is the same; 1 for any other text. */
function stepThroughAll(text: string, min: number, max: number): number {
  const [, all, first, last, step] = /^(?:(\*)|(\d+)-(\d+))\/(\d+)$/.exec(text) ?? []
  const isWhole = all !== undefined || (Number(first) === min && Number(last) === max)
  return isWhole ? Number(step) : 1
}

function valuesOf(min: number, max: number, step: number): string {
  return Array.from({length: Math.ceil((max - min + 1) / step)}, (_, index) => min + index * step).join(', ')
}

function bad(text: string, why: string, instead: string): RevschedError {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text
  return new RevschedError('usage', `"${shown}" is not a valid schedule: ${why}`, {hint: instead})
}
