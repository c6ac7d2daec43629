import type {Refusal} from '../../domain/ports/deal-source.js'
import type {CalendarDate} from '../../domain/review/calendar-date.js'
import {parseCalendarDate} from '../../domain/review/calendar-date.js'
import {dateInZone} from './zone-dates.js'

/** A value that cannot be what its property holds; the deal is refused with it. */
export class WrongValue extends Error {
  readonly refusal: Omit<Refusal, 'row'>

  constructor(column: string, value: unknown, reason: string) {
    super(reason)
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
    this.refusal = {column, value: text.slice(0, 80), reason}
  }
}

/** The values of one deal's properties. HubSpot gives all of them as texts, and those without a value as null or not at all. */
export class PropertyValues {
  readonly #values: Readonly<Record<string, unknown>>

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values
  }

  text(name: string): string | null {
    const value = Object.hasOwn(this.#values, name) ? this.#values[name] : null
    if (value === null || value === undefined || value === '') return null
    if (typeof value !== 'string')
      throw new WrongValue(name, value, 'not a text, as HubSpot gives every value')
    return value
  }

  number(name: string): number | null {
    const text = this.text(name)
    if (text === null) return null
    const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN
    if (!Number.isFinite(number)) throw new WrongValue(name, text, 'not a number')
    return number
  }

  share(name: string): number | null {
    const number = this.number(name)
    if (number !== null && (number < 0 || number > 1))
      throw new WrongValue(name, String(number), 'not from 0 to 1')
    return number
  }

  count(name: string): number | null {
    const number = this.number(name)
    if (number !== null && (number < 0 || !Number.isInteger(number)))
      throw new WrongValue(name, String(number), 'not a count')
    return number
  }

  instant(name: string): Date | null {
    const text = this.text(name)
    if (text === null) return null
    const at = instantOf(text)
    if (at === null) throw new WrongValue(name, text, 'not an instant')
    return at
  }

  /** The date in this zone of an instant, or a date as it stands. */
  date(name: string, zone: string): CalendarDate | null {
    const text = this.text(name)
    if (text === null) return null
    const at = instantOf(text)
    const date = parseCalendarDate(text) ?? (at && dateInZone(at, zone))
    if (date === null) throw new WrongValue(name, text, 'not a date')
    return date
  }
}

/** `2026-03-31T22:00:00Z` with or without parts of a second, or milliseconds since 1970. */
export function instantOf(text: string): Date | null {
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[-+]\d\d:\d\d)$/.test(text)
  const ms = isInstant ? Date.parse(text) : /^-?\d{11,14}$/.test(text) ? Number(text) : Number.NaN
  return Number.isNaN(ms) ? null : new Date(ms)
}
