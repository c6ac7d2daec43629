import {valueAt} from './soql-answer.js'
import type {Row} from './tables.js'

type Out = {object: string; rate: number}

/** A column's name in the answer and its value; `alias=convertCurrency(Amount)` is a column with a function. */
export function columnValue(row: Row, column: string, rate: number): {name: string; value: unknown} {
  const [, alias, fn, field] = /^(\w+)=(\w+)\((\w+)\)$/.exec(column) ?? []
  if (alias === undefined) return {name: column, value: valueAt(row, column)}
  const value = valueAt(row, field!)
  const isConverted = fn!.toLowerCase() === 'convertcurrency' && typeof value === 'number'
  return {name: alias, value: isConverted ? value * rate : value}
}

/** A record as the query resource gives it: only what was selected, parents nested. */
export function recordOf(row: Row, columns: readonly string[], {object, rate}: Out): Record<string, unknown> {
  const record: Record<string, unknown> = {
    attributes: {type: object, url: `/services/data/v66.0/sobjects/${object}/${row.Id}`},
  }
  for (const column of columns) {
    const {name, value} = columnValue(row, column, rate)
    const [parent, child] = name.split('.')
    if (child === undefined) record[name] = value
    else if (row[parent!] == null) record[parent!] = null
    else record[parent!] = {attributes: {type: parent}, ...Object(record[parent!]), [child]: value}
  }
  return record
}
