import {RevschedError} from '../../domain/errors.js'
import {type CalendarDate, formatCalendarDate} from '../../domain/review/calendar-date.js'

/** A field, or one of a parent as `Owner.Name`. Only such names go into a query. */
const identifier = /^[A-Za-z]\w{0,79}(\.[A-Za-z]\w{0,79}){0,4}$/

type Query = {
  fields: readonly string[]
  from: string
  where: readonly string[]
  /** Fields with their direction, and how many rows of that order are given. */
  first?: {orderBy: readonly string[]; count: number}
}

/** The text of a query. Conditions must all hold; each stands in parentheses of its own. */
export function soqlOf({fields, from, where, first}: Query): string {
  const conditions = where.map(condition => `(${condition})`).join(' AND ')
  const end = first ? ` ORDER BY ${first.orderBy.join(', ')} LIMIT ${first.count}` : ''
  return `SELECT ${fields.join(', ')} FROM ${name(from)}${conditions && ` WHERE ${conditions}`}${end}`
}

export function name(text: string): string {
  if (identifier.test(text)) return text
  throw new RevschedError('schema', `"${text.slice(0, 80)}" cannot be the name of a field in Salesforce`, {
    hint: 'the rules of the review name it: letters, digits and _, as Next_Step__c',
  })
}

/** A string literal: what could end it, or begin an escape, is escaped. */
export function literal(text: string): string {
  const escapes: Readonly<Record<string, string>> = {'\n': '\\n', '\r': '\\r', '\t': '\\t'}
  return `'${text.replace(/[\\'"]/g, '\\$&').replace(/[\n\r\t]/g, sign => escapes[sign]!)}'`
}

export function anyOf(field: string, values: readonly string[]): string {
  return `${name(field)} IN (${values.map(literal).join(', ')})`
}

export function date(value: CalendarDate): string {
  return formatCalendarDate(value)
}
