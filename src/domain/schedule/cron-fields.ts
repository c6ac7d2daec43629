import {RevschedError} from '../errors.js'

type FieldSpec = {name: string; min: number; max: number; names: readonly string[]}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/** The five fields of a cron line; names count from `min`. Sunday is 0 and 7. */
export const cronFields = [
  {name: 'minute', min: 0, max: 59, names: []},
  {name: 'hour', min: 0, max: 23, names: []},
  {name: 'day-of-month', min: 1, max: 31, names: []},
  {name: 'month', min: 1, max: 12, names: months},
  {name: 'day-of-week', min: 0, max: 7, names: weekdays},
] as const satisfies readonly FieldSpec[]

/** Throws `usage` when a field is not of the grammar in docs/scheduling.md. */
export function checkField(field: string, spec: FieldSpec): void {
  if (field === '') throw bad(field, spec, 'it is empty')
  const body = spec.name === 'day-of-week' && field.startsWith('+') ? field.slice(1) : field
  const items = body.split(',')
  for (const item of items) checkItem(item, spec)
  if (items.length > 1 && items.some(item => item.toUpperCase() === 'LW'))
    throw bad(field, spec, '"LW" stands alone; the other days need a schedule of their own')
}

/** A checked day-of-week field with Sunday as 7 where a range ends on it: croner takes `SAT-SUN`, but not `6-0`. */
export function endingOnSunday(field: string): string {
  return field.replace(/(?<=[1-6A-Z]-)0+(?=$|[,/])/g, '7')
}

function checkItem(item: string, spec: FieldSpec): void {
  if (isSpecial(item, spec)) return
  const match = /^(\*|[A-Za-z0-9]+(?:-[A-Za-z0-9]+)?)(?:\/(\d+))?$/.exec(item)
  if (!match) throw bad(item, spec, 'it is not a number, name, range, list or step')
  const [, range = '', step] = match
  const [from, to] = rangeOf(range, spec)
  if (step === undefined) return
  if (!range.includes('-') && range !== '*')
    throw bad(item, spec, `a step needs a range or "*", as */${step} or ${range}-${spec.max}/${step}`)
  const length = range === '*' ? spec.max - spec.min + (spec.name === 'day-of-week' ? 0 : 1) : to - from + 1
  if (Number(step) === 0 || Number(step) >= length) {
    throw bad(
      item,
      spec,
      `the step ${step} is not smaller than the field's ${length} values; name the one value instead`,
    )
  }
}

function rangeOf(range: string, spec: FieldSpec): [number, number] {
  if (range === '*') return [spec.min, spec.max]
  const [from, to] = range.split('-').map(value => numberOf(value, spec)) as [number, number | undefined]
  if (spec.name === 'day-of-week' && isSundayToSunday(range))
    throw bad(range, spec, 'from Sunday to Sunday may be one day or all; write "SUN" or "*"')
  if (to !== undefined && to < from && !(spec.name === 'day-of-week' && to === 0)) {
    throw bad(range, spec, 'the range runs backwards; write it as two, separated by a comma')
  }
  return [from, to === undefined ? from : to < from ? 7 : to]
}

/** `0-0` is one day and `0-7` is all of them, but croner takes `SUN-SUN` for all and has no answer to `7-0`. */
function isSundayToSunday(range: string): boolean {
  return /^((SUN|0+)-SUN|0*7-0+)$/i.test(range)
}

function numberOf(text: string, spec: FieldSpec): number {
  const named = spec.names.indexOf(text.toUpperCase())
  const value = named >= 0 ? named + spec.min : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  if (value >= spec.min && value <= spec.max) return value
  const names = spec.names.length > 0 ? ` or ${spec.names[0]}-${spec.names.at(-1)}` : ''
  throw bad(text, spec, `allowed: ${spec.min}-${spec.max}${names}`)
}

/** `L`, `LW`, `15W` for days of the month; `FRI#2`, `5L` for days of the week. */
function isSpecial(item: string, spec: FieldSpec): boolean {
  const upper = item.toUpperCase()
  if (spec.name === 'day-of-month')
    return upper === 'L' || upper === 'LW' || /^([1-9]|[12]\d|3[01])W$/.test(upper)
  if (spec.name !== 'day-of-week') return false
  const match = /^([0-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(#[1-5L]|L)$/.exec(upper)
  return match !== null
}

function bad(value: string, spec: FieldSpec, why: string): RevschedError {
  return new RevschedError('usage', `"${value}" is not valid in the ${spec.name} field: ${why}`, {
    hint: 'five fields: minute hour day-of-month month day-of-week, as "0 6 * * 1"',
  })
}
