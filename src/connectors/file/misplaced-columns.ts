import {RevschedError} from '../../domain/errors.js'
import type {FieldColumns} from './recognise-headers.js'
import type {FileSettings, MappableField} from './settings.js'
import {dateFields, numberFields} from './survey.js'

/** A column that a setting names and that is read as something else, so that the setting changes nothing. */
type MisplacedColumn = {message: string; hint: string}

type Header = {headers: readonly string[]; columns: FieldColumns}

/** Columns of `dateFormats` that are not read as dates, and of `decimal` that are not read as numbers; `*` stands for all. */
export function misplacedColumns(
  {dateFormats = {}, decimal = {}}: Pick<FileSettings, 'dateFormats' | 'decimal'>,
  header: Header,
): MisplacedColumn[] {
  const dates = {flag: '--date-format', kind: 'date', fields: dateFields}
  const numbers = {flag: '--decimal', kind: 'number', fields: numberFields}
  return [...misplaced(dateFormats, dates, header), ...misplaced(decimal, numbers, header)]
}

type Use = {flag: string; kind: string; fields: ReadonlySet<MappableField>}

function misplaced(
  given: Readonly<Record<string, string>>,
  {flag, kind, fields}: Use,
  {headers, columns}: Header,
): MisplacedColumn[] {
  const read = [...columns].filter(([field]) => fields.has(field)).map(([, index]) => headers[index]!)
  const known = read.length > 0 ? `read as ${kind}s: ${read.join(', ')}` : `no column is read as a ${kind}`
  return Object.keys(given)
    .filter(column => column !== '*' && !read.includes(column))
    .map(column => ({
      message: `the column "${column}" of ${flag} is not read as a ${kind}`,
      hint: `${known}; to read it as one: --map <field>="${column}", where the field is ${[...fields].join(', ')}`,
    }))
}

/** Throws `usage` for the first of them. */
export function refuseMisplaced([first]: readonly MisplacedColumn[]): void {
  if (first) throw new RevschedError('usage', first.message, {hint: first.hint})
}
