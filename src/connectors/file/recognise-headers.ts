import {RevschedError} from '../../domain/errors.js'
import {didYouMean} from '../../domain/ref.js'
import {headerAliases, normalised} from './header-aliases.js'
import {Restart} from './restart.js'
import {type FileSettings, type MappableField, mappableFields} from './settings.js'

/** Index of the column for each field that has one. */
export type FieldColumns = ReadonlyMap<MappableField, number>

/** More than any CRM has columns of a deal. */
export const maxColumns = 5000

/** Columns of a CSV, keys of the first JSON records, or keys of all of them. */
type HeaderKind = 'columns' | 'first-keys' | 'all-keys'

/**
 * Finds the column of every field; throws `source-failed` or `usage` when the header or `map` cannot be right, and Restart where
 * later records may have what is missing.
 */
export function recogniseHeaders(
  headers: readonly string[],
  map: FileSettings['map'] = {},
  kind: HeaderKind = 'columns',
): FieldColumns {
  if (headers.length > maxColumns) throw tooManyColumns(headers.length)
  const names = headers.map(header => header.trim())
  refuseTwice(names)
  const keys = names.map(normalised)
  const columns = new Map<MappableField, number>()
  for (const [field, column] of Object.entries(map)) {
    if (column === null) continue
    const index = indexOf(column, names)
    if (index < 0) throw noSuchColumn(column, field, {names, kind})
    const other = [...columns].find(([, taken]) => taken === index)
    if (other) throw mappedTwice(column, [other[0], field])
    columns.set(field as MappableField, index)
  }
  const taken = new Set(columns.values())
  for (const field of mappableFields) {
    if (columns.has(field) || map[field] === null) continue
    const found = firstMatch(headerAliases(field), keys, taken)
    if (found === -1) continue
    columns.set(field, found)
    taken.add(found)
  }
  if (columns.size === 0) throw kind === 'first-keys' ? new Restart('keys') : noKnownColumn(names)
  return columns
}

function indexOf(column: string, names: readonly string[]): number {
  const exact = names.indexOf(column)
  return exact >= 0 ? exact : names.findIndex(name => normalised(name) === normalised(column))
}

/**
 * Throws `usage` for a column of `dateFormats` or `decimal` that the file does not have; `*` stands for all. Throws Restart where
 * later records may have it.
 */
export function refuseUnknownColumns(
  headers: readonly string[],
  {dateFormats = {}, decimal = {}}: Pick<FileSettings, 'dateFormats' | 'decimal'>,
  kind: HeaderKind,
): void {
  const known = new Set(['*', ...headers])
  for (const [flag, columns] of Object.entries({'--date-format': dateFormats, '--decimal': decimal})) {
    const column = Object.keys(columns).find(name => !known.has(name))
    if (column !== undefined) throw noSuchColumn(column, flag, {names: headers, kind})
  }
}

function noSuchColumn(
  column: string,
  wantedBy: string,
  {names, kind}: {names: readonly string[]; kind: HeaderKind},
): Restart | RevschedError {
  if (kind === 'first-keys') return new Restart('keys')
  const [message, known] =
    kind === 'columns'
      ? [`there is no column "${column}" for ${wantedBy}`, 'columns']
      : [`no record of the file has the key "${column}" for ${wantedBy}`, 'keys of all records']
  return new RevschedError('usage', message, {
    hint: `${didYouMean(column, names) ?? ''} ${known}: ${names.join(', ')}`.trim(),
  })
}

function mappedTwice(column: string, [first, second]: readonly [string, string]): RevschedError {
  return new RevschedError('usage', `the column "${column}" is mapped to ${first} and to ${second}`, {
    hint: 'map each column to one field',
  })
}

function firstMatch(aliases: readonly string[], keys: readonly string[], taken: ReadonlySet<number>): number {
  for (const alias of aliases) {
    const index = keys.findIndex((key, at) => key === alias && !taken.has(at))
    if (index >= 0) return index
  }
  return -1
}

function refuseTwice(names: readonly string[]): void {
  const places = new Map<string, number>()
  for (const [index, name] of names.entries()) {
    const first = places.get(name)
    if (name !== '' && first !== undefined) {
      throw new RevschedError(
        'source-failed',
        `two columns are called "${name}", the ${ordinal(first + 1)} and the ${ordinal(index + 1)}`,
        {hint: 'rename one of them in the file'},
      )
    }
    places.set(name, index)
  }
}

/** `1st`, `2nd`, `11th`. */
function ordinal(position: number): string {
  const ends: Readonly<Record<string, string>> = {one: 'st', two: 'nd', few: 'rd', other: 'th'}
  return `${position}${ends[new Intl.PluralRules('en', {type: 'ordinal'}).select(position)]}`
}

function tooManyColumns(count: number): RevschedError {
  return new RevschedError('source-failed', `the header has ${count} columns, more than ${maxColumns}`, {
    hint: 'export fewer columns, or give --delimiter if they are separated by another character',
  })
}

function noKnownColumn(names: readonly string[]): RevschedError {
  if (names.length === 0) {
    return new RevschedError(
      'source-failed',
      'no records with values were found at the top or under results, records, deals or data',
      {hint: 'put the deals into a list, as {"deals": [{"name": "Northwind", "amount": 1200}]}'},
    )
  }
  const shown = names.slice(0, 12).join(', ').slice(0, 300)
  return new RevschedError('source-failed', `no known column in the header: ${shown}`, {
    hint: 'name the columns, as --map id="Deal No" --map name="Deal" --map amount="Value" --map stage="Phase"',
  })
}
