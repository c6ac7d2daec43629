import type {ForecastCategory} from '../../domain/review/deal.js'
import {flatText} from '../../domain/review/flat-text.js'
import {zoneCalendar} from '../../domain/schedule/zone-calendar.js'
import {BadValue} from './bad-value.js'
import {orderEvidence, readDate, type WrittenDate} from './dates.js'
import type {FieldBlock} from './field-block.js'
import {forecastCategoryOf} from './forecast-category.js'
import {type DecimalSign, decimalEvidence, plainNumberOf, readNumber} from './numbers.js'
import {readFlag} from './outcome.js'
import {RepeatedValues} from './repeated-values.js'
import {Restart} from './restart.js'
import type {ColumnReading} from './survey.js'

/** Reads one field of a row that begins at the field `first`; null for an empty one. */
type Reader<Value> = (block: FieldBlock, first: number) => Value | null

/** How one column is read. A reader throws BadValue for a value it cannot read and Restart for a reading that was wrong. */
export type Column = {
  /** Of the field in its row; negative where the file has no such column. */
  index: number
  header: string
  reading: Omit<ColumnReading, 'filled' | 'isAmbiguous' | 'isMixed'>
  /** False once the whole file was surveyed: what still does not fit is refused. */
  mayRestart: boolean
}

const nothing = () => null

/** Texts that are rarely the same, as names. */
export function textReader({index}: Column): Reader<string> {
  if (index < 0) return nothing
  return (block, first) => {
    const field = first + index
    const start = block.starts[field]!
    const end = block.ends[field]!
    if (start === end) return null
    const text = block.textOf(field)
    return isTrimmed(block.bytes, start, end) ? text : text.trim() || null
  }
}

/** True when neither end is white space; other white space than ASCII's begins with a byte above it. */
function isTrimmed(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]!
  const last = bytes[end - 1]!
  return first > 32 && first < 127 && last > 32 && last < 127
}

/** Texts that come again and again, as stages and owners. */
export function repeatedTextReader({index}: Column): Reader<string> {
  if (index < 0) return nothing
  return repeated(index, text => flatText(text.trim()) || null)
}

function repeated<Value>(index: number, make: (text: string) => Value | null): Reader<Value> {
  const values = new RepeatedValues(make)
  return (block, first) => values.read(block, first + index)
}

/** What a forecast category's name stands for. */
export function forecastCategoryReader({index}: Column): Reader<ForecastCategory> {
  if (index < 0) return nothing
  return repeated(index, forecastCategoryOf)
}

/** Yes or no; null for what is neither. */
export function flagReader({index}: Column): Reader<boolean> {
  if (index < 0) return nothing
  return repeated(index, text => readFlag(text.trim()))
}

/** Dates of the calendar; of a written instant the date in `timeZone`. */
export function dayReader(column: Column, timeZone: string): Reader<number> {
  const {dateOf} = zoneCalendar(timeZone)
  return dateReader(column, written =>
    written.offsetMs === null ? written.date : dateOf(instantMs(written, written.offsetMs)),
  )
}

/** Instants; what is written without an offset is a time in `timeZone`, a date its first moment. */
export function instantReader(column: Column, timeZone: string): Reader<Date> {
  const {instantOf} = zoneCalendar(timeZone)
  return dateReader(
    column,
    written =>
      new Date(
        written.offsetMs === null
          ? instantOf(written.date, written.msOfDay)
          : instantMs(written, written.offsetMs),
      ),
  )
}

function instantMs({date, msOfDay}: WrittenDate, offsetMs: number): number {
  return date * 86_400_000 + msOfDay - offsetMs
}

function dateReader<Value>(column: Column, convert: (written: WrittenDate) => Value): Reader<Value> {
  const {index, mayRestart, reading} = column
  if (index < 0) return nothing
  return repeated(index, text => {
    const trimmed = text.trim()
    if (trimmed === '') return null
    const written = readDate(trimmed, reading.order)
    if (!written) throw unreadableDate(column, trimmed)
    // The order was chosen without having seen one such value: look at the whole file first.
    if (!reading.isOrderSeen && mayRestart && orderEvidence(trimmed) !== null) throw new Restart('reading')
    return convert(written)
  })
}

function unreadableDate({mayRestart, header, reading}: Column, value: string): Restart | BadValue {
  const other = reading.order === 'mdy' ? 'dmy' : 'mdy'
  if (mayRestart && readDate(value, other)) return new Restart('reading')
  return new BadValue(
    header,
    value,
    'not a date that revsched reads, as 2026-11-16, 11/16/2026 or 16.11.2026',
  )
}

const signBytes: Readonly<Record<DecimalSign, number>> = {point: 0x2e, comma: 0x2c}
const noSign = -1

export function numberReader(column: Column): Reader<number> {
  const {index, mayRestart, header, reading} = column
  if (index < 0) return nothing
  const {decimal, isDecimalSeen} = reading
  // Until a sign was seen, a value with one may show that the reading was wrong.
  const isSettled = isDecimalSeen || !mayRestart
  const sign = isSettled ? signBytes[decimal] : noSign
  const other = decimal === 'point' ? 'comma' : 'point'
  return (block, first) => {
    const field = first + index
    const start = block.starts[field]!
    const end = block.ends[field]!
    if (start === end) return null
    const plain = plainNumberOf(block.bytes, {start, end, sign})
    if (!Number.isNaN(plain)) return plain
    const text = block.textOf(field).trim()
    if (text === '') return null
    if (!isSettled && decimalEvidence(text) !== null) throw new Restart('reading')
    const number = readNumber(text, decimal)
    if (number !== null) return number
    if (mayRestart && readNumber(text, other) !== null) throw new Restart('reading')
    throw new BadValue(header, text, 'not a number')
  }
}

/**
 * 0 to 1. Where shares and percent stand in one column, the whole file decides which it is: what is not written in the
 * column's form restarts the read.
 */
export function probabilityReader(column: Column): Reader<number> {
  const {index, mayRestart, header, reading} = column
  if (index < 0) return nothing
  const number = numberReader(column)
  return (block, first) => {
    const value = number(block, first)
    if (value === null) return null
    const isPercent = (value > 1 && value <= 100) || hasPercentSign(block, first + index)
    if (mayRestart && (reading.isPercent ? !isPercent && value > 0 && value < 1 : isPercent))
      throw new Restart('reading')
    const probability = reading.isPercent || isPercent ? value / 100 : value
    if (probability >= 0 && probability <= 1) return probability
    throw new BadValue(header, String(value), 'not a probability from 0 to 100 %')
  }
}

function hasPercentSign(block: FieldBlock, field: number): boolean {
  let end = block.ends[field]! - 1
  while (end > block.starts[field]! && block.bytes[end]! <= 32) end--
  return block.bytes[end] === 0x25
}
