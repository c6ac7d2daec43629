import {
  type Condition,
  type FieldType,
  parseQuery,
  type Query,
  type WhereClause,
} from '@jetstreamapp/soql-parser-js'
import type {Row, Table, Tables} from './tables.js'

/** An error as the REST API gives it. */
export class SoqlError extends Error {
  readonly errorCode: string
  constructor(errorCode: string, message: string) {
    super(message)
    this.errorCode = errorCode
  }
}

type Selected = {columns: readonly string[]; rows: Row[]; object: string; isCount: boolean}

/** Rows that a query asks for, and the names of its columns in order. Throws what the API refuses. */
export function answerQuery(soql: string, tables: Tables, today: string): Selected {
  if (soql.length > 100_000)
    throw new SoqlError('MALFORMED_QUERY', 'SOQL statements cannot be longer than 100000 characters.')
  const query = parsed(soql)
  const object = query.sObject!
  const table = tables[object]
  if (!table) throw new SoqlError('INVALID_TYPE', `sObject type '${object}' is not supported.`)
  const columns = (query.fields ?? []).map(field => columnOf(field, {object, table, tables}))
  for (const path of pathsOf(query.where)) mustFilter(path, {object, table, tables})
  const matches = query.where ? matcher(query.where, today) : () => true
  const rows = table.rows.filter(row => row.IsDeleted !== true && matches(row))
  order(rows, query)
  const limited = query.limit === undefined ? rows : rows.slice(0, query.limit)
  return {
    columns: columns.map(({name}) => name),
    rows: limited,
    object,
    isCount: columns[0]?.name === 'COUNT()',
  }
}

function parsed(soql: string): Query {
  try {
    return parseQuery(soql)
  } catch (cause) {
    throw new SoqlError('MALFORMED_QUERY', `unexpected token: ${String(cause).slice(0, 60)}`)
  }
}

type Within = {object: string; table: Table; tables: Tables}

function columnOf(field: FieldType, within: Within): {name: string} {
  if (field.type === 'Field') {
    mustKnow(field.field, within)
    return {name: field.field}
  }
  if (field.type === 'FieldRelationship') {
    const path = [...field.relationships, field.field].join('.')
    mustKnow(path, within)
    return {name: path}
  }
  if (field.type === 'FieldFunctionExpression') {
    if (/^count$/i.test(field.functionName) && field.parameters.length === 0) return {name: 'COUNT()'}
    const [parameter] = field.parameters
    if (/^(convertCurrency|toLabel)$/i.test(field.functionName) && typeof parameter === 'string') {
      mustKnow(parameter, within)
      return {name: `${field.alias ?? parameter}=${field.functionName}(${parameter})`}
    }
  }
  throw new SoqlError('MALFORMED_QUERY', 'this form of query is not known')
}

function mustKnow(path: string, {object, table, tables}: Within): Table['fields'][string] | null {
  const [first, ...rest] = path.split('.') as [string, ...string[]]
  if (rest.length === 0) {
    const name = Object.keys(table.fields).find(known => known.toLowerCase() === first.toLowerCase())
    if (name === undefined)
      throw new SoqlError(
        'INVALID_FIELD',
        `\nSELECT ${first} FROM ${object}\n       ^\nERROR at Row:1:Column:8\nNo such column '${first}' on entity '${object}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.`,
      )
    return table.fields[name]!
  }
  const lookup = Object.values(table.fields).find(({relationshipName}) => relationshipName === first)
  const parent = lookup?.referenceTo?.length === 1 ? tables[lookup.referenceTo[0]!] : undefined
  if (lookup?.referenceTo && lookup.referenceTo.length > 1 && /^(Type|Name)$/.test(rest.join('.')))
    return null
  if (!lookup || !parent)
    throw new SoqlError('INVALID_FIELD', `Didn't understand relationship '${first}' in field path.`)
  return mustKnow(rest.join('.'), {object: lookup.referenceTo![0]!, table: parent, tables})
}

function mustFilter(path: string, within: Within): void {
  if (mustKnow(path, within)?.filterable === false)
    throw new SoqlError('INVALID_FIELD', `field '${path}' can not be filtered in a query call`)
}

function pathsOf(where: WhereClause | undefined): string[] {
  if (!where) return []
  const {left} = where
  const own = left && 'field' in left ? [left.field] : []
  return [...own, ...('right' in where ? pathsOf(where.right) : [])]
}

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | ((row: Row) => boolean)

/** The parser gives a chain with counts of parentheses; as tokens, it is read like any expression. */
function tokensOf(where: WhereClause, today: string): Token[] {
  const {left} = where
  const parens = (count: number | undefined, sign: '(' | ')') => Array<Token>(count ?? 0).fill(sign)
  const tokens: Token[] = []
  if (left && 'operator' in left && !('valueQuery' in left)) {
    tokens.push(...parens(left.openParen, '('), condition(left, today), ...parens(left.closeParen, ')'))
  } else if (left) tokens.push(...parens(left.openParen, '('))
  if ('operator' in where && where.operator) tokens.push(where.operator, ...tokensOf(where.right, today))
  return tokens
}

function matcher(where: WhereClause, today: string): (row: Row) => boolean {
  const tokens = tokensOf(where, today)
  let at = 0
  function any(): (row: Row) => boolean {
    const first = one()
    const operator = tokens[at]
    if (operator !== 'AND' && operator !== 'OR') return first
    const all = [first]
    while (tokens[at] === 'AND' || tokens[at] === 'OR') {
      // Salesforce takes no mix of both without parentheses.
      if (tokens[at] !== operator)
        throw new SoqlError('MALFORMED_QUERY', `unexpected token: ${String(tokens[at])}`)
      at++
      all.push(one())
    }
    return operator === 'AND' ? row => all.every(test => test(row)) : row => all.some(test => test(row))
  }
  function one(): (row: Row) => boolean {
    const token = tokens[at++]
    if (token === 'NOT') {
      const test = one()
      return row => !test(row)
    }
    if (token === '(') {
      const test = any()
      if (tokens[at++] !== ')') throw new SoqlError('MALFORMED_QUERY', 'unexpected token: <EOF>')
      return test
    }
    if (typeof token !== 'function')
      throw new SoqlError('MALFORMED_QUERY', `unexpected token: ${String(token)}`)
    return token
  }
  const test = any()
  if (at < tokens.length) throw new SoqlError('MALFORMED_QUERY', `unexpected token: ${String(tokens[at])}`)
  return test
}

function condition(given: Condition, today: string): (row: Row) => boolean {
  if (!('field' in given)) throw new SoqlError('MALFORMED_QUERY', 'a function in WHERE is not known')
  const {field, operator, value, literalType} = given
  const types = [literalType].flat()
  const values = [value].flat().map((text, at) => literal(text, types[at] ?? types[0]))
  const days =
    types[0] === 'DATE_N_LITERAL' || types[0] === 'DATE_LITERAL' ? span(String(value), today) : null
  return row => {
    const found = comparable(valueAt(row, field))
    if (days) return inSpan(found, operator, days)
    const [wanted] = values
    if (operator === 'IN') return values.includes(found)
    if (operator === 'NOT IN') return !values.includes(found)
    if (operator === '=') return found === wanted
    if (operator === '!=') return found !== wanted
    if (found === null || wanted == null) return false
    if (operator === 'LIKE') return like(String(wanted)).test(String(found))
    if (operator === '<') return found < wanted
    if (operator === '<=') return found <= wanted
    if (operator === '>') return found > wanted
    return found >= wanted
  }
}

type Value = string | number | boolean | null

/** Text without regard to case; instants as numbers, for the two notations of zones. */
function comparable(value: unknown): Value {
  if (typeof value === 'string')
    return /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : value.toLowerCase()
  return typeof value === 'number' || typeof value === 'boolean' ? value : null
}

function literal(text: string, type: string | undefined): Value {
  if (type === 'STRING') return text.slice(1, -1).replace(/\\(.)/g, '$1').toLowerCase()
  if (type === 'INTEGER' || type === 'DECIMAL') return Number(text)
  if (type === 'BOOLEAN') return /^true$/i.test(text)
  if (type === 'NULL') return null
  return type === 'DATETIME' ? Date.parse(text) : text
}

function span(text: string, today: string): {from: string; to: string} {
  const plus = (days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)
  const [name, count] = text.split(':')
  if (name === 'TODAY') return {from: today, to: today}
  if (name === 'LAST_N_DAYS') return {from: plus(-Number(count)), to: today}
  if (name === 'NEXT_N_DAYS') return {from: plus(1), to: plus(Number(count))}
  throw new SoqlError('MALFORMED_QUERY', `the literal ${text} is not known to the fake`)
}

function inSpan(found: Value, operator: string, {from, to}: {from: string; to: string}): boolean {
  if (found === null) return operator === '!='
  const date = typeof found === 'number' ? new Date(found).toISOString().slice(0, 10) : String(found)
  const isIn = date >= from && date <= to
  const results: Record<string, boolean> = {
    '=': isIn,
    '!=': !isIn,
    '>': date > to,
    '>=': date >= from,
    '<': date < from,
    '<=': date <= to,
  }
  return results[operator] ?? false
}

function like(pattern: string): RegExp {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.')
  return new RegExp(`^${source}$`, 'iu')
}

export function valueAt(row: Row, path: string): unknown {
  return (
    path
      .split('.')
      .reduce<unknown>((within, key) => (within == null ? null : Reflect.get(Object(within), key)), row) ??
    null
  )
}

function order(rows: Row[], {orderBy}: Query): void {
  const keys = [orderBy ?? []].flat()
  rows.sort((a, b) => {
    for (const key of keys) {
      if (!('field' in key)) continue
      const [left, right] = [comparable(valueAt(a, key.field)), comparable(valueAt(b, key.field))]
      if (left === right) continue
      const isBefore =
        left === null ? key.nulls !== 'LAST' : right === null ? key.nulls === 'LAST' : left < right
      return (isBefore ? -1 : 1) * (key.order === 'DESC' ? -1 : 1)
    }
    return 0
  })
}
