import {JSONParser} from '@streamparser/json'
import {RevschedError} from '../../domain/errors.js'
import {BadValue} from './bad-value.js'
import {blockOf, type FieldBlock} from './field-block.js'
import {insteadOf, shortened, wordAt} from './json-fault.js'
import {flattened, isObject, type JsonRecord} from './json-record.js'
import {lineRecords} from './line-records.js'
import {maxColumns} from './recognise-headers.js'
import {Restart} from './restart.js'

/** Of the texts of a record, and of what may be read without a record ending in it. */
const maxRecordLength = 4 * 1024 * 1024

/** Lines that cannot be read before the first that can. */
const maxWaiting = 1000

/** Lists of deals stand at the top, or under one of these names, as Salesforce and HubSpot send them. */
const listPaths = ['$.results.*', '$.records.*', '$.deals.*', '$.data.*']

/** What tells beside such a list that it is one page of several: of Salesforce, and of HubSpot. */
const pagePaths = ['$.done', '$.totalSize', '$.paging.next']

/** Told while a file is read whose list may go on elsewhere. */
export type Warn = (warning: string) => void

type Records = {
  format: 'json' | 'ndjson'
  /** Of the file, for errors. */
  path: string
}

/** The keys of all records, in the order in which they come. */
export async function jsonKeys(texts: AsyncIterable<string>, records: Records): Promise<readonly string[]> {
  const keys = new Set<string>()
  for await (const batch of recordsOf(texts, records)) {
    for (const key of keysOf(batch)) keys.add(key)
    refuseTooMany(keys.size)
  }
  return [...keys]
}

function keysOf(batch: readonly (JsonRecord | BadValue)[]): Set<string> {
  return new Set(batch.flatMap(record => (record instanceof BadValue ? [] : Object.keys(record))))
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
  {given, warn, ...records}: Records & {given: readonly string[] | null; warn: Warn},
): AsyncIterable<FieldBlock> {
  let header: readonly string[] | null = null
  let known: ReadonlySet<string> = new Set()
  /** Lines that cannot be read, before the first record. */
  let waiting: (JsonRecord | BadValue)[] = []
  for await (const some of recordsOf(texts, records, warn)) {
    const batch = waiting.length > 0 ? [...waiting, ...some] : some
    if (!header && !given && !batch.some(record => !(record instanceof BadValue))) {
      waiting = batch
      const [first] = batch
      if (batch.length > maxWaiting && first instanceof BadValue) throw noRecord(first, records.path)
      continue
    }
    if (batch.length === 0) continue
    waiting = []
    const isFirst = header === null
    header ??= given ?? [...keysOf(batch)]
    if (isFirst) {
      refuseTooMany(header.length)
      known = new Set(header)
    }
    yield blockUnder(header, known, {batch, isFirst})
  }
  const [bad] = waiting
  if (bad instanceof BadValue) throw noRecord(bad, records.path)
}

/** The batch as rows, below the header where it is the first. */
function blockUnder(
  header: readonly string[],
  known: ReadonlySet<string>,
  {batch, isFirst}: {batch: readonly (JsonRecord | BadValue)[]; isFirst: boolean},
): FieldBlock {
  const rows: (readonly string[])[] = isFirst ? [header] : []
  const broken = new Map<number, string>()
  for (const record of batch) {
    if (record instanceof BadValue) {
      broken.set(rows.length, record.reason)
      rows.push([record.value])
      continue
    }
    if (Object.keys(record).some(key => !known.has(key))) throw new Restart('keys')
    rows.push(header.map(key => record[key] ?? ''))
  }
  const block = blockOf(rows)
  for (const [row, reason] of broken) block.broken.set(row, reason)
  return block
}

function noRecord({reason}: BadValue, path: string): RevschedError {
  return new RevschedError('source-failed', `the lines at the top of "${path}" hold no record: ${reason}`, {
    hint: 'NDJSON has one object on each line, as {"name": "Northwind", "amount": 1200}',
  })
}

function recordsOf(
  texts: AsyncIterable<string>,
  {format, path}: Records,
  warn: Warn = () => undefined,
): AsyncIterable<(JsonRecord | BadValue)[]> {
  return format === 'json' ? arrayRecords(texts, path, warn) : lineRecords(texts, path)
}

async function* arrayRecords(
  texts: AsyncIterable<string>,
  path: string,
  warn: Warn,
): AsyncIterable<JsonRecord[]> {
  let batch: JsonRecord[] = []
  let parser: JSONParser | null = null
  const page: Page = {totalSize: 0, warn}
  let recordsBefore = 0
  let linesBefore = 0
  let lengthWithoutRecord = 0
  for await (const text of texts) {
    if (text.trim() !== '') {
      parser ??= parserOf(text.trimStart().startsWith('[') ? 'list' : 'object', page, record =>
        batch.push(record),
      )
      // Also after the end of the document: what follows it is an error.
      const document = parser
      const place = () => ({
        path,
        linesBefore,
        records: recordsBefore + batch.length,
        isEnded: document.isEnded,
      })
      parsing(
        () => document.write(text),
        error => notJson(error, text, place()),
      )
      lengthWithoutRecord = batch.length > 0 ? 0 : lengthWithoutRecord + text.length
      const long = batch.findIndex(record => lengthOf(record) > maxRecordLength)
      if (long >= 0 || lengthWithoutRecord > maxRecordLength)
        throw tooLong(recordsBefore + Math.max(0, long) + 1)
      recordsBefore += batch.length
      yield batch
      batch = []
    }
    linesBefore += text.split('\n').length - 1
  }
  if (parser && !parser.isEnded) {
    const document = parser
    parsing(
      () => document.end(),
      error => cutOff(error, {path, records: recordsBefore}),
    )
  }
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
function parsing(step: () => void, refusal: (error: Error) => RevschedError): void {
  try {
    step()
  } catch (error) {
    throw error instanceof RevschedError ? error : refusal(error as Error)
  }
}

type Place = {path: string; linesBefore: number; records: number; isEnded: boolean}

/** The parser tells where in the text a letter is not as it must be, but not where a comma or bracket is. */
function notJson(error: Error, text: string, {path, linesBefore, records, isEnded}: Place): RevschedError {
  const position = /chunk position "(\d+)"/.exec(error.message)?.[1]
  if (position === undefined)
    return invalid(path, `a comma, colon or bracket is missing or too much ${behind(records)}`, error)
  const before = Buffer.from(text).subarray(0, Number(position)).toString()
  const line = linesBefore + before.split('\n').length
  if (isEnded) return invalid(path, `line ${line} has text behind its end`, error)
  if (error.message.includes('in state STRING'))
    return invalid(path, `line ${line} has a text with a control character or an unknown escape`, error)
  // The parser takes the "n" of "nope" for a start of "null".
  const word = wordAt(text, before.search(/[^\s,:{}[\]"]*$/))
  return invalid(path, `line ${line} holds ${shortened(word)} ${behind(records)}${insteadOf(word)}`, error)
}

function invalid(path: string, why: string, cause: Error): RevschedError {
  return new RevschedError('source-failed', `the file "${path}" is not valid JSON: ${why}`, {
    hint: 'mend that place or export the file again',
    cause,
  })
}

function cutOff(cause: Error, {path, records}: {path: string; records: number}): RevschedError {
  return new RevschedError('source-failed', `the file "${path}" is cut off: it ends ${behind(records)}`, {
    hint: 'export or copy the file again',
    cause,
  })
}

function behind(records: number): string {
  if (records === 0) return 'before the end of the first record'
  return records === 1 ? 'behind the first record' : `behind ${records} records`
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
