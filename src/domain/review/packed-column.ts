/*
 * The values of a field, one per deal, in a form that is short as JSON: of one that is the same for all deals only that one, of a few
 * that repeat each one once, and numbers that lie close together as what they are more than the least. A column of codes is one text with a
 * character per value: JSON takes it as it stands, and deflate a fifth of the time of a list of numbers.
 */

export type ListColumn<Value> = readonly Value[] | {readonly all: Value}

export type RepeatingColumn<Value> =
  | {readonly all: Value}
  | {readonly values: readonly Value[]; readonly codes: string}

export type TextColumn = ListColumn<string | null> | RepeatingColumn<string | null>

export type NumberColumn = ListColumn<number | null> | {readonly from: number; readonly codes: string}

/** Whole steps from one of the instants: those of a file are days, hours apart where the clocks change. */
export type InstantColumn = {readonly fromMs: number; readonly stepMs: number; readonly steps: NumberColumn}

/** Control characters and the quotation mark, which JSON escapes, come before it. */
const firstCode = 0x23
/** Surrogates, which are no characters by themselves, come after. */
const codesEnd = 0xd800

/** Of the first `count` values, as the other columns below. */
export function listColumn<Value>(values: readonly Value[], count: number): ListColumn<Value> {
  return isSame(values, count) ? {all: values[0]!} : values.slice(0, count)
}

export function repeatingColumn<Value>(values: readonly Value[], count: number): RepeatingColumn<Value> {
  if (isSame(values, count)) return {all: values[0]!}
  return codedColumn(values, {count, most: count})!
}

/** What people write: each text once where most come again, else as they come. */
export function textColumn(values: readonly (string | null)[], count: number): TextColumn {
  if (isSame(values, count)) return {all: values[0]!}
  return codedColumn(values, {count, most: count / 4}) ?? values.slice(0, count)
}

/** Null where more than `most` values are different. */
function codedColumn<Value>(values: readonly Value[], {count, most}: {count: number; most: number}) {
  const places = new Map<Value, number>()
  const codes = new Uint16Array(count)
  for (let index = 0; index < count; index++) {
    const value = values[index]!
    let place = places.get(value)
    if (place === undefined) {
      if (places.size >= most) return null
      place = places.size
      places.set(value, place)
    }
    codes[index] = firstCode + place
  }
  return {values: [...places.keys()], codes: textOf(codes)}
}

export function numberColumn(numbers: Float64Array): NumberColumn {
  const first = numbers[0]!
  return isEach(first, numbers) ? {all: orNull(first)} : columnOf(numbers)
}

/** NaN stands for null: numbers beside nulls in a list would be an object each. */
function columnOf(numbers: Float64Array): NumberColumn {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  let areWhole = true
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index]!
    if (number < least) least = number
    if (number > most) most = number
    if (number !== Math.floor(number) && !Number.isNaN(number)) areWhole = false
  }
  const areSafe = Number.isSafeInteger(least) && Number.isSafeInteger(most)
  // One code stands for null.
  if (!areWhole || !areSafe || most - least + 1 + firstCode >= codesEnd) return listOf(numbers)
  const codes = new Uint16Array(numbers.length)
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index]!
    codes[index] = Number.isNaN(number) ? firstCode : firstCode + 1 + number - least
  }
  return {from: least, codes: textOf(codes)}
}

const stepsMs = [86_400_000, 3_600_000, 60_000, 1000, 1]

/** Milliseconds; they are used up. */
export function instantColumn(times: Float64Array): InstantColumn {
  const fromMs = firstOf(times)
  if (Number.isNaN(fromMs)) return {fromMs: 0, stepMs: 1, steps: {all: null}}
  if (!areExactFrom(fromMs, times)) return {fromMs: 0, stepMs: 1, steps: columnOf(times)}
  const stepMs = stepOf(times, fromMs)
  for (let index = 0; index < times.length; index++) times[index] = (times[index]! - fromMs) / stepMs
  return {fromMs, stepMs, steps: columnOf(times)}
}

/** NaN where there is none. */
function firstOf(times: Float64Array): number {
  for (let index = 0; index < times.length; index++) if (!Number.isNaN(times[index])) return times[index]!
  return Number.NaN
}

/** Differences of instants some hundred thousand years apart are not. */
function areExactFrom(fromMs: number, times: Float64Array): boolean {
  for (let index = 0; index < times.length; index++)
    if (Math.abs(times[index]! - fromMs) > Number.MAX_SAFE_INTEGER) return false
  return true
}

/** The longest step that leads from the one to all others. */
function stepOf(times: Float64Array, fromMs: number): number {
  let step = 0
  for (let index = 0; index < times.length; index++) {
    const time = times[index]!
    if (Number.isNaN(time)) continue
    while (!Number.isInteger((time - fromMs) / stepsMs[step]!)) step++
  }
  return stepsMs[step]!
}

function isSame(values: readonly unknown[], count: number): boolean {
  const first = values[0]
  for (let index = 1; index < count; index++) if (values[index] !== first) return false
  return true
}

/** NaN is NaN here. */
function isEach(value: number, numbers: Float64Array): boolean {
  for (let index = 0; index < numbers.length; index++)
    if (numbers[index] !== value && !(Number.isNaN(value) && Number.isNaN(numbers[index]))) return false
  return true
}

function listOf(numbers: Float64Array): (number | null)[] {
  const list: (number | null)[] = []
  for (let index = 0; index < numbers.length; index++) list.push(orNull(numbers[index]!))
  return list
}

function orNull(number: number): number | null {
  return Number.isNaN(number) ? null : number
}

function textOf(codes: Uint16Array): string {
  return Buffer.from(codes.buffer).toString('utf16le')
}

export function listValue<Value>(column: ListColumn<Value>, place: number): Value {
  return 'all' in column ? column.all : column[place]!
}

export function textValue(column: TextColumn, place: number): string | null {
  return 'codes' in column ? repeatingValue(column, place) : listValue(column, place)
}

export function repeatingValue<Value>(column: RepeatingColumn<Value>, place: number): Value {
  return 'all' in column ? column.all : column.values[column.codes.charCodeAt(place) - firstCode]!
}

export function numberValue(column: NumberColumn, place: number): number | null {
  if (!('codes' in column)) return listValue(column, place)
  const code = column.codes.charCodeAt(place) - firstCode
  return code === 0 ? null : column.from + code - 1
}

export function instantValue({fromMs, stepMs, steps}: InstantColumn, place: number): Date | null {
  const step = numberValue(steps, place)
  return step === null ? null : new Date(fromMs + step * stepMs)
}
