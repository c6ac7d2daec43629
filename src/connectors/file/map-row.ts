import type {Refusal} from '../../domain/ports/deal-source.js'
import type {Deal, ForecastCategory} from '../../domain/review/deal.js'
import {zoneCalendar} from '../../domain/schedule/zone-calendar.js'
import type {Row} from './csv-rows.js'
import {orderEvidence, readDate, type WrittenDate} from './dates.js'
import {decimalEvidence, plainNumber, readNumber} from './numbers.js'
import {readFlag, stageOutcomes} from './outcome.js'
import type {FieldColumns} from './recognise-headers.js'
import {Restart} from './restart.js'
import type {FileSettings, MappableField} from './settings.js'
import type {ColumnReading} from './survey.js'

export type Mapping = {
  headers: readonly string[]
  columns: FieldColumns
  readings: readonly ColumnReading[]
  settings: FileSettings
  timeZone: string
  customFields: readonly string[] | 'all'
  /** False once the whole file was surveyed: what still does not fit is refused. */
  mayRestart: boolean
}

/** Values repeat (dates above all): read ones are kept by their text, up to this many a column. */
const cacheSize = 20_000

/** The first value of a row that cannot be read. */
export class BadValue {
  readonly column: string | null
  readonly value: string
  readonly reason: string

  constructor(column: string | null, value: string, reason: string) {
    this.column = column
    this.value = value
    this.reason = reason
  }

  refusal(row: number): Refusal {
    const {column, value, reason} = this
    return {row, column, value: value.length > 80 ? `${value.slice(0, 80)}…` : value, reason}
  }
}

/** Turns rows into deals; throws BadValue for a row that is refused and Restart for a reading that was wrong. */
export function rowMapper(mapping: Mapping): (row: Row) => Deal {
  const {headers, settings} = mapping
  const at = (field: MappableField) => mapping.columns.get(field) ?? -1
  const text = (field: MappableField) => textReader(at(field))
  const day = dateReader(mapping, at('closeDate'), (date, calendar) =>
    date.offsetMs === null
      ? date.date
      : calendar.dateOf(date.date * 86_400_000 + date.msOfDay - date.offsetMs),
  )
  const instant = (field: MappableField) =>
    dateReader(
      mapping,
      at(field),
      (date, calendar) =>
        new Date(
          date.offsetMs === null
            ? calendar.instantOf(date.date, date.msOfDay)
            : date.date * 86_400_000 + date.msOfDay - date.offsetMs,
        ),
    )
  const [id, name, currency, pipeline, stage] = [
    text('id'),
    text('name'),
    text('currency'),
    text('pipeline'),
    text('stage'),
  ]
  const [owner, account, nextStep, url] = [text('owner'), text('account'), text('nextStep'), text('url')]
  const [amount, contactCount] = [
    numberReader(mapping, at('amount')),
    numberReader(mapping, at('contactCount')),
  ]
  const probability = probabilityReader(mapping, at('probability'))
  const [createdAt, stageAt, lastAt, nextAt] = [
    instant('createdAt'),
    instant('lastStageChangeAt'),
    instant('lastActivityAt'),
    instant('nextActivityAt'),
  ]
  const outcomeOf = outcomeReader(settings, at('isClosed'), at('isWon'))
  const categoryOf = categoryReader(at('forecastCategory'))
  const custom = customReader(mapping)
  const identify = at('id') >= 0 ? null : nameIdentity()
  return row => {
    if (row.length !== headers.length) checkWidth(row, headers.length)
    const dealName = name(row)
    const dealAccount = account(row)
    const dealId = identify ? identify(dealName, dealAccount) : id(row)
    if (dealId === null) throw new BadValue(headers[at('id')] ?? null, '', 'the id is empty')
    const dealStage = stage(row)
    return {
      id: dealId,
      name: dealName,
      amount: amount(row),
      currency: currency(row),
      pipeline: pipeline(row),
      stage: dealStage,
      probability: probability(row),
      forecastCategory: categoryOf(row),
      owner: owner(row),
      account: dealAccount,
      contactCount: contactCount(row),
      nextStep: nextStep(row),
      closeDate: day(row),
      createdAt: createdAt(row),
      lastStageChangeAt: stageAt(row),
      lastActivityAt: lastAt(row),
      nextActivityAt: nextAt(row),
      outcome: outcomeOf(row, dealStage),
      url: url(row),
      custom: custom(row),
    }
  }
}

/** Rows may be longer only by empty fields; a shorter row may be cut off and is refused. */
function checkWidth(row: Row, width: number): void {
  if (row.length > width && row.slice(width).every(value => value === '')) return
  throw new BadValue(null, row.join(','), `it has ${row.length} of ${width} fields`)
}

function textReader(index: number): (row: Row) => string | null {
  if (index < 0) return () => null
  return row => {
    const value = row[index]!
    if (value === '') return null
    const first = value.charCodeAt(0)
    const last = value.charCodeAt(value.length - 1)
    if (first > 32 && last > 32 && first !== 0xa0 && last !== 0xa0) return value
    return value.trim() || null
  }
}

type Calendar = ReturnType<typeof zoneCalendar>

function dateReader<Value>(
  mapping: Mapping,
  index: number,
  convert: (date: WrittenDate, calendar: Calendar) => Value,
): (row: Row) => Value | null {
  if (index < 0) return () => null
  const {order, isOrderSeen} = mapping.readings[index]!
  const calendar = zoneCalendar(mapping.timeZone)
  const cache = new Map<string, Value>()
  return row => {
    const value = row[index]!
    if (value === '') return null
    const cached = cache.get(value)
    if (cached !== undefined) return cached
    const trimmed = value.trim()
    if (trimmed === '') return null
    const date = readDate(trimmed, order)
    if (!date) throw unreadableDate(mapping, index, trimmed)
    // The order was chosen without having seen one such value: look at the whole file first.
    if (!isOrderSeen && mapping.mayRestart && orderEvidence(trimmed) !== null) throw new Restart('reading')
    const converted = convert(date, calendar)
    if (cache.size < cacheSize) cache.set(value, converted)
    return converted
  }
}

function unreadableDate(
  {mayRestart, headers, readings}: Mapping,
  index: number,
  value: string,
): Error | BadValue {
  const other = readings[index]!.order === 'mdy' ? 'dmy' : 'mdy'
  if (mayRestart && readDate(value, other)) return new Restart('reading')
  return new BadValue(
    headers[index]!,
    value,
    'not a date that revsched reads, as 2026-11-16, 11/16/2026 or 16.11.2026',
  )
}

function numberReader(mapping: Mapping, index: number): (row: Row) => number | null {
  if (index < 0) return () => null
  const {decimal, isDecimalSeen} = mapping.readings[index]!
  const isSettled = isDecimalSeen || !mapping.mayRestart
  const other = decimal === 'point' ? 'comma' : 'point'
  return row => {
    const value = row[index]!
    if (value === '') return null
    if (!isSettled && decimalEvidence(value) !== null) throw new Restart('reading')
    const plain = decimal === 'point' ? plainNumber(value) : null
    if (plain !== null) return plain
    const trimmed = value.trim()
    if (trimmed === '') return null
    const number = readNumber(trimmed, decimal)
    if (number !== null) return number
    if (mapping.mayRestart && readNumber(trimmed, other) !== null) throw new Restart('reading')
    throw new BadValue(mapping.headers[index]!, trimmed, 'not a number')
  }
}

function probabilityReader(mapping: Mapping, index: number): (row: Row) => number | null {
  if (index < 0) return () => null
  const number = numberReader(mapping, index)
  const {isPercent} = mapping.readings[index]!
  return row => {
    const value = number(row)
    if (value === null) return null
    const probability = isPercent ? value / 100 : value
    if (probability >= 0 && probability <= 1) return probability
    if (!isPercent && value <= 100 && mapping.mayRestart) throw new Restart('reading')
    throw new BadValue(mapping.headers[index]!, String(value), 'not a probability from 0 to 100 %')
  }
}

function outcomeReader(
  settings: FileSettings,
  closed: number,
  won: number,
): (row: Row, stage: string | null) => Deal['outcome'] {
  const byStage = stageOutcomes(settings)
  if (closed < 0 && won < 0) return (_, stage) => byStage(stage)
  const given = new Set(
    [...(settings.wonStages ?? []), ...(settings.lostStages ?? []), ...(settings.openStages ?? [])].map(
      stage => stage.toLowerCase(),
    ),
  )
  return (row, stage) => {
    if (stage !== null && given.has(stage.toLowerCase())) return byStage(stage)
    const isWon = won < 0 ? null : readFlag(row[won]!)
    const isClosed = closed < 0 ? isWon : readFlag(row[closed]!)
    if (isWon) return 'won'
    if (isClosed === null) return byStage(stage)
    if (!isClosed) return closed < 0 ? byStage(stage) : 'open'
    return isWon === null && byStage(stage) === 'won' ? 'won' : 'lost'
  }
}

const categories: Readonly<Record<string, ForecastCategory>> = {
  omitted: 'omitted',
  omit: 'omitted',
  notforecasted: 'omitted',
  pipeline: 'pipeline',
  bestcase: 'best-case',
  mostlikely: 'best-case',
  commit: 'commit',
  committed: 'commit',
  forecast: 'commit',
  closed: 'closed',
  closedwon: 'closed',
}

function categoryReader(index: number): (row: Row) => ForecastCategory | null {
  if (index < 0) return () => null
  const cache = new Map<string, ForecastCategory | null>()
  return row => {
    const value = row[index]!
    const cached = cache.get(value)
    if (cached !== undefined) return cached
    const category = forecastCategory(value)
    if (cache.size < cacheSize) cache.set(value, category)
    return category
  }
}

function forecastCategory(text: string): ForecastCategory | null {
  const key = text.toLowerCase().replace(/[^a-z]/g, '')
  return Object.hasOwn(categories, key) ? categories[key]! : null
}

function customReader({headers, columns, customFields}: Mapping): (row: Row) => Deal['custom'] {
  const mapped = new Set(columns.values())
  const wanted = headers
    .map((header, index) => ({header, index}))
    .filter(({header, index}) =>
      customFields === 'all' ? !mapped.has(index) : customFields.includes(header),
    )
  if (wanted.length === 0) return () => noCustom
  return row => Object.fromEntries(wanted.map(({header, index}) => [header, row[index] ?? '']))
}

const noCustom: Deal['custom'] = Object.freeze({})

/** Without an id column a deal is its name and account; the second of two such deals gets a number. */
function nameIdentity(): (name: string | null, account: string | null) => string | null {
  const seen = new Map<string, number>()
  return (name, account) => {
    if (name === null) return null
    const key = account === null ? name : `${name} (${account})`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count === 1 ? key : `${key} #${count}`
  }
}
