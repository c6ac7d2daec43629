import * as z from 'zod/mini'
import {RevschedError} from '../domain/errors.js'
import {parseCalendarDate} from '../domain/review/calendar-date.js'

// Schemas of what flags and arguments may hold. Each turns the text into the value that a command works with, or throws
// `usage` with the bad value and what is allowed.

/** `--json`: one JSON document on stdout. */
export const jsonFlag = {syntax: '--json', describe: 'Print one JSON document'}

export const flag = () => z._default(z.boolean(), false)

export const text = () => z.string()

/** `--ndjson`, where rows can be many. */
const ndjsonFlag = {syntax: '--ndjson', describe: 'Print one JSON object a line'}

/** `--fields`, of a command that prints a document, and of one that prints rows. */
const fieldsFlag = {
  syntax: '--fields <names>',
  describe: 'Only these, as name,lastRun.status: tab-separated, or within --json',
}

/** The flags of a command that prints a document, and what they are parsed to. */
export const documentFlags = [jsonFlag, fieldsFlag]

export const documentInput = {json: flag(), fields: z.optional(text())}

/** The same of a command that prints rows, which may be many. */
export const rowFlags = [jsonFlag, ndjsonFlag, fieldsFlag]

export const rowInput = {...documentInput, ndjson: flag()}

export const texts = () => z._default(z.array(z.string()), [])

/** A path as it is given; an empty one, as of a shell variable that is not set, would mean the folder where the command runs. */
export function filePath(name: string, example: string) {
  return filledIn({name, allowed: 'the path of a file', example})
}

/** What names one call among many; an empty one, as of a shell variable that is not set, would be the same for all of them. */
export function callKey(name: string, example: string) {
  return filledIn({name, allowed: 'a text that is another one for each call', example})
}

function filledIn(about: Record<'name' | 'allowed' | 'example', string>) {
  return converted(value => {
    if (value.trim() !== '') return value
    throw bad({...about, value})
  })
}

export function wholeNumber(name: string, min: number, max: number) {
  return converted(value => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
    if (number >= min && number <= max) return number
    const allowed = `a whole number from ${min} to ${max}`
    throw bad({name, value, allowed, example: String(Math.min(max, Math.max(min, 10)))})
  })
}

/** `2026-11-16`, `2026-11-16T09:00Z`: a date is the start of that day in UTC unless `startIn` places it elsewhere. */
export function instant(name: string) {
  return converted(value => {
    const isDate = parseCalendarDate(value) !== null
    const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(value)
    const at = new Date(isDate ? `${value}T00:00:00Z` : value)
    const isReal = !Number.isNaN(at.getTime()) && parseCalendarDate(value.slice(0, 10)) !== null
    if ((isDate || isInstant) && isReal) return {at, date: isDate ? parseCalendarDate(value) : null}
    const allowed = 'a date as 2026-11-16 or an instant as 2026-11-16T09:00:00Z'
    throw bad({name, value, allowed, example: '2026-11-16'})
  })
}

const unitMs = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000} as const

/** `90s`, `10m`, `12h`, `2d`, in milliseconds. */
export function duration(name: string, minMs: number, maxMs: number) {
  return converted(value => {
    const match = /^(\d{1,9})(s|m|h|d)$/.exec(value)
    const ms = match ? Number(match[1]) * unitMs[match[2] as keyof typeof unitMs] : Number.NaN
    if (ms >= minMs && ms <= maxMs) return ms
    const allowed = `a duration from ${durationText(minMs)} to ${durationText(maxMs)}, as 90s, 10m, 12h or 2d`
    const example = durationText(Math.min(maxMs, Math.max(minMs, 10 * unitMs.m)))
    throw bad({name, value, allowed, example})
  })
}

/** The shortest exact form that `duration` reads. */
export function durationText(ms: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find(name => ms % unitMs[name] === 0) ?? 's'
  return `${ms / unitMs[unit]}${ms === 0 ? 's' : unit}`
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]) {
  return z.enum(choices as readonly [Choice, ...Choice[]])
}

function converted<Value>(convert: (value: string) => Value) {
  return z.pipe(z.string(), z.transform(convert))
}

function bad({name, value, allowed, example}: Record<'name' | 'value' | 'allowed' | 'example', string>) {
  return new RevschedError('usage', `"${value}" is not a valid ${name}: it takes ${allowed}`, {
    hint: `for example: ${name} ${example}`,
  })
}
