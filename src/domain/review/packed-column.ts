/*
 * The values of a field, one per deal, in a form that is short as JSON: of one that is the same for all deals only that one, of a few
 * that repeat each one once, and numbers that lie close together as what they are more than the least. A column of codes is one text with a
 * character per value: JSON takes it as it stands, and deflate a fifth of the time of a list of numbers.
 */

export type ListColumn<Value> = readonly Value[] | {readonly all: Value}

export type RepeatingColumn<Value> =
  | {readonly all: Value}
  | {readonly values: readonly Value[]; readonly codes: string}

export type NumberColumn = ListColumn<number | null> | {readonly from: number; readonly codes: string}

/** Whole steps from one of the instants: those of a file are days, hours apart where the clocks change. */
export type InstantColumn = {readonly fromMs: number; readonly stepMs: number; readonly steps: NumberColumn}

type Read<Item, Value> = (item: Item) => Value

/** Control characters and the quotation mark, which JSON escapes, come before it. */
const firstCode = 0x23
/** Surrogates, which are no characters by themselves, come after. */
const codesEnd = 0xd800

export function listColumn<Item, Value>(items: readonly Item[], read: Read<Item, Value>): ListColumn<Value> {
  return isSame(items, read) ? {all: read(items[0]!)} : items.map(read)
}

export function repeatingColumn<Item, Value>(
  items: readonly Item[],
  read: Read<Item, Value>,
): RepeatingColumn<Value> {
  if (isSame(items, read)) return {all: read(items[0]!)}
  const places = new Map<Value, number>()
  const codes = new Uint16Array(items.length)
  for (let index = 0; index < items.length; index++) {
    const value = read(items[index]!)
    let place = places.get(value)
    if (place === undefined) {
      place = places.size
      places.set(value, place)
    }
    codes[index] = firstCode + place
  }
  return {values: [...places.keys()], codes: textOf(codes)}
}

export function numberColumn<Item>(items: readonly Item[], read: Read<Item, number | null>): NumberColumn {
  if (isSame(items, read)) return {all: read(items[0]!)}
  const numbers = new Float64Array(items.length)
  for (let index = 0; index < items.length; index++) numbers[index] = read(items[index]!) ?? Number.NaN
  return columnOf(numbers)
}

/** NaN stands for null: numbers beside nulls in a list would be an object each. */
function columnOf(numbers: Float64Array): NumberColumn {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  let areWhole = true
  for (const number of numbers) {
    if (number < least) least = number
    if (number > most) most = number
    if (number !== Math.floor(number) && !Number.isNaN(number)) areWhole = false
  }
  const areSafe = Number.isSafeInteger(least) && Number.isSafeInteger(most)
  // One code stands for null.
  if (!areWhole || !areSafe || most - least + 1 + firstCode >= codesEnd)
    return Array.from(numbers, number => (Number.isNaN(number) ? null : number))
  const codes = new Uint16Array(numbers.length)
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index]!
    codes[index] = Number.isNaN(number) ? firstCode : firstCode + 1 + number - least
  }
  return {from: least, codes: textOf(codes)}
}

const stepsMs = [86_400_000, 3_600_000, 60_000, 1000, 1]

export function instantColumn<Item>(items: readonly Item[], read: Read<Item, Date | null>): InstantColumn {
  if (isSame(items, read) && read(items[0]!) === null) return {fromMs: 0, stepMs: 1, steps: {all: null}}
  const times = new Float64Array(items.length)
  for (let index = 0; index < items.length; index++)
    times[index] = read(items[index]!)?.getTime() ?? Number.NaN
  const fromMs = times.find(time => !Number.isNaN(time))!
  // Differences of instants some hundred thousand years apart are not exact.
  if (times.some(time => Math.abs(time - fromMs) > Number.MAX_SAFE_INTEGER))
    return {fromMs: 0, stepMs: 1, steps: columnOf(times)}
  const stepMs = stepOf(times, fromMs)
  return {fromMs, stepMs, steps: columnOf(times.map(time => (time - fromMs) / stepMs))}
}

/** The longest step that leads from the one to all others. */
function stepOf(times: Float64Array, fromMs: number): number {
  let step = 0
  for (const time of times) {
    if (Number.isNaN(time)) continue
    while (!Number.isInteger((time - fromMs) / stepsMs[step]!)) step++
  }
  return stepsMs[step]!
}

function isSame<Item, Value>(items: readonly Item[], read: Read<Item, Value>): boolean {
  const first = read(items[0]!)
  for (const item of items) if (read(item) !== first) return false
  return true
}

function textOf(codes: Uint16Array): string {
  return Buffer.from(codes.buffer).toString('utf16le')
}

export function listValue<Value>(column: ListColumn<Value>, place: number): Value {
  return 'all' in column ? column.all : column[place]!
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
