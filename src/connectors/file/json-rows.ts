import {JSONParser} from '@streamparser/json'
import {RevschedError} from '../../domain/errors.js'
import {blockOf, type FieldBlock} from './field-block.js'
import {maxColumns} from './recognise-headers.js'
import {Restart} from './restart.js'

type JsonRecord = Readonly<Record<string, string>>

/** Of a line of NDJSON, the texts of a record, and what may be read without a record ending in it. */
const maxRecordLength = 4 * 1024 * 1024

/** Lists of deals stand at the top, or under one of these names, as Salesforce and HubSpot send them. */
const listPaths = ['$.results.*', '$.records.*', '$.deals.*', '$.data.*']

/** What tells beside such a list that it is one page of several: of Salesforce, and of HubSpot. */
const pagePaths = ['$.done', '$.totalSize', '$.paging.next']

/** Told while a file is read whose list may go on elsewhere. */
export type Warn = (warning: string) => void

/** The keys of all records, in the order in which they come. */
export async function jsonKeys(
  texts: AsyncIterable<string>,
  format: 'json' | 'ndjson',
): Promise<readonly string[]> {
  const keys = new Set<string>()
  for await (const batch of recordsOf(texts, format)) {
    for (const record of batch) for (const key of Object.keys(record)) keys.add(key)
    refuseTooMany(keys.size)
  }
  return [...keys]
}

function refuseTooMany(keys: number): void {
  if (keys <= maxColumns) return
  throw new RevschedError('source-failed', `the records have more than ${maxColumns} different keys`, {
    hint: 'export fewer properties',
  })
}

/**
 * Rows of JSON records under a header, which is the first row: the given keys, or those of the first chunk; then throws
 * Restart when a later record has another one.
 */
export async function* jsonBlocks(
  texts: AsyncIterable<string>,
  {format, given, warn}: {format: 'json' | 'ndjson'; given: readonly string[] | null; warn: Warn},
): AsyncIterable<FieldBlock> {
  let header: readonly string[] | null = null
  let known: ReadonlySet<string> = new Set()
  for await (const batch of recordsOf(texts, format, warn)) {
    if (batch.length === 0) continue
    const rows: (readonly string[])[] = []
    if (!header) {
      header = given ?? [...new Set(batch.flatMap(record => Object.keys(record)))]
      refuseTooMany(header.length)
      known = new Set(header)
      rows.push(header)
    }
    const keys = header
    for (const record of batch) {
      if (Object.keys(record).some(key => !known.has(key))) throw new Restart('keys')
      rows.push(keys.map(key => record[key] ?? ''))
    }
    yield blockOf(rows)
  }
}

function recordsOf(
  texts: AsyncIterable<string>,
  format: 'json' | 'ndjson',
  warn: Warn = () => undefined,
): AsyncIterable<JsonRecord[]> {
  return format === 'json' ? arrayRecords(texts, warn) : lineRecords(texts)
}

async function* arrayRecords(texts: AsyncIterable<string>, warn: Warn): AsyncIterable<JsonRecord[]> {
  let batch: JsonRecord[] = []
  let parser: JSONParser | null = null
  const page: Page = {totalSize: 0, warn}
  let recordsBefore = 0
  let lengthWithoutRecord = 0
  for await (const text of texts) {
    if (text.trim() === '') continue
    parser ??= parserOf(text.trimStart().startsWith('[') ? 'list' : 'object', page, record =>
      batch.push(record),
    )
    // Also after the end of the document: what follows it is an error.
    parsing(parser, document => document.write(text))
    lengthWithoutRecord = batch.length > 0 ? 0 : lengthWithoutRecord + text.length
    const long = batch.findIndex(record => lengthOf(record) > maxRecordLength)
    if (long >= 0 || lengthWithoutRecord > maxRecordLength)
      throw tooLong(recordsBefore + Math.max(0, long) + 1)
    recordsBefore += batch.length
    yield batch
    batch = []
  }
  if (parser && !parser.isEnded) parsing(parser, document => document.end())
  if (page.totalSize > recordsBefore) throw onePage(`${recordsBefore} of ${page.totalSize} records`)
}

function lengthOf(record: JsonRecord): number {
  return Object.values(record).reduce((length, text) => length + text.length, 0)
}

function tooLong(position: number): RevschedError {
  return new RevschedError('source-failed', `record ${position} is larger than 4 MB`, {
    hint: 'look at that record in a text editor; export fewer properties',
  })
}

/** Only errors of the parser are about JSON; those of the file below it pass by. */
function parsing(parser: JSONParser, step: (document: JSONParser) => void): void {
  try {
    step(parser)
  } catch (error) {
    if (error instanceof RevschedError) throw error
    throw new RevschedError(
      'source-failed',
      `the file is not valid JSON, or cut off: ${(error as Error).message}`,
      {hint: 'export the file again', cause: error},
    )
  }
}

type Page = {totalSize: number; warn: Warn}

function parserOf(top: 'list' | 'object', page: Page, take: (record: JsonRecord) => void): JSONParser {
  const paths = top === 'list' ? ['$.*'] : [...listPaths, ...pagePaths]
  const parser = new JSONParser({paths, keepStack: false})
  parser.onValue = ({value, key, stack}) => {
    if (top === 'object' && (stack.length === 1 || stack[1]?.key === 'paging')) notePage(page, key, value)
    else if (isObject(value)) take(flattened(value))
    else if (typeof key === 'number') {
      throw new RevschedError('source-failed', `record ${key + 1} is not an object`, {
        hint: 'deals are objects, as {"name": "Northwind", "amount": 1200}',
      })
    }
  }
  return parser
}

function notePage(page: Page, key: unknown, value: unknown): void {
  if (key === 'done' && value === false) throw onePage('"done" is false')
  if (key === 'totalSize' && typeof value === 'number') page.totalSize = value
  if (key === 'next' && value !== null)
    page.warn('the file is one page of a longer answer ("paging.next"): deals of other pages are missing')
}

function onePage(why: string): RevschedError {
  return new RevschedError('source-failed', `the file holds one page of a longer answer: ${why}`, {
    hint: 'fetch all pages and put their records into one list',
  })
}

async function* lineRecords(texts: AsyncIterable<string>): AsyncIterable<JsonRecord[]> {
  let rest = ''
  let lineNumber = 0
  for await (const text of texts) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxRecordLength) throw badLine(lineNumber + lines.length + 1, 'it is longer than 4 MB')
    yield lines.flatMap(line => recordOf(line, ++lineNumber))
  }
  yield recordOf(rest, lineNumber + 1)
}

function recordOf(line: string, lineNumber: number): JsonRecord[] {
  if (line.trim() === '') return []
  if (line.length > maxRecordLength) throw badLine(lineNumber, 'it is longer than 4 MB')
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw badLine(lineNumber, (error as Error).message)
  }
  if (!isObject(value)) throw badLine(lineNumber, 'it is not an object')
  return [flattened(value)]
}

function badLine(lineNumber: number, why: string): RevschedError {
  return new RevschedError('source-failed', `line ${lineNumber} is not a JSON record: ${why}`, {
    hint: 'NDJSON has one object on each line',
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * One level of texts: HubSpot's `properties` stand beside `id`, Salesforce's relations become `Account.Name`; `attributes`,
 * lists and deeper objects are left out. Keys are kept in a map without prototype.
 */
function flattened(record: Record<string, unknown>): JsonRecord {
  const flat: Record<string, string> = Object.create(null)
  for (const [key, value] of Object.entries(record)) {
    if (key === 'attributes' || key === 'associations') continue
    if (key === 'properties' && isObject(value)) {
      for (const [name, inner] of Object.entries(value)) if (isPlain(inner)) flat[name] = textOf(inner)
    } else if (isObject(value)) {
      for (const [name, inner] of Object.entries(value))
        if (isPlain(inner)) flat[`${key}.${name}`] = textOf(inner)
    } else if (isPlain(value) && !(key in flat)) flat[key] = textOf(value)
  }
  return flat
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

function textOf(value: string | number | boolean | null): string {
  return value === null ? '' : String(value)
}
