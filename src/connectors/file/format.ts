import {extname} from 'node:path'
import {RevschedError} from '../../domain/errors.js'
import type {Encoding} from './decode.js'
import {isClosed, jsonFault, shortened} from './json-fault.js'
import {isObject} from './json-record.js'
import type {FileSettings} from './settings.js'

export type Format = NonNullable<FileSettings['format']>

const byEnding: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.tab': 'csv',
  '.txt': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
}

/** Content that no deal file begins with. */
const foreign: readonly {magic: string; what: string; instead: string}[] = [
  {magic: 'PK\u0003\u0004', what: 'an Excel workbook or a ZIP archive', instead: 'save it as CSV first'},
  {magic: '\u00d0\u00cf\u0011\u00e0', what: 'an old Excel workbook', instead: 'save it as CSV first'},
  {magic: '%PDF', what: 'a PDF', instead: 'export the deals as CSV'},
  {magic: 'PAR1', what: 'a Parquet file', instead: 'export the deals as CSV'},
  {magic: 'SQLite format 3', what: 'an SQLite database', instead: 'export the deals as CSV'},
]

/**
 * The format by the setting, else by the name; throws `source-failed` when the content is plainly of another one. A line of NDJSON
 * may be anything, so that its first one says nothing against a setting.
 */
export function formatOf({path, format: given}: FileSettings, head: Buffer, encoding: Encoding): Format {
  const latin = head.subarray(0, 512).toString('latin1')
  const known = foreign.find(({magic}) => latin.startsWith(magic))
  if (known) throw new RevschedError('source-failed', `"${path}" is ${known.what}`, {hint: known.instead})
  const text = encoding.startsWith('utf-16') ? new TextDecoder(encoding).decode(head) : head.toString('utf8')
  const start = text.replace(/^\ufeff/, '').trimStart()
  if (/^<(!doctype|html|\?xml)/i.test(start)) {
    throw new RevschedError('source-failed', `"${path}" is an HTML or XML page`, {
      hint: 'the export may have ended at a login page; export the deals again',
    })
  }
  if (!encoding.startsWith('utf-16') && head.includes(0))
    throw new RevschedError('source-failed', `"${path}" is not a text file`, {
      hint: 'allowed: CSV, TSV, JSON, NDJSON, plain or gzipped',
    })
  const called = given ?? byEnding[extname(path.replace(/\.gz$/i, '')).toLowerCase()]
  const content: Format = start.startsWith('[')
    ? 'json'
    : start.startsWith('{')
      ? (jsonKind(start) ?? (called === 'ndjson' ? called : 'json'))
      : 'csv'
  const named = called ?? content
  const isJsonPair = named !== 'csv' && content !== 'csv'
  if (named === content || given === 'ndjson' || (isJsonPair && given)) return named
  if (isJsonPair) return content
  // White space alone says nothing; the reader tells that it holds no records.
  if (start === '') return named
  const claim = `"${path}" is ${given ? 'given as' : 'called'} ${named.toUpperCase()}`
  throw named === 'csv' ? holdsOther(claim, content) : beginsOtherwise(claim, named, start)
}

function holdsOther(claim: string, content: Format): RevschedError {
  return new RevschedError('source-failed', `${claim} and holds ${content.toUpperCase()}`, {
    hint: `rename it, or connect it with --format ${content}`,
  })
}

/** What is neither an object nor a list need not be CSV: anything may stand there. */
function beginsOtherwise(claim: string, named: 'json' | 'ndjson', start: string): RevschedError {
  const [line = ''] = start.split('\n', 1)
  const allowed =
    named === 'json'
      ? 'JSON is a list of deals or an object with one, as [{"name": "Northwind", "amount": 1200}]: mend the file'
      : 'NDJSON has one object on each line, as {"name": "Northwind", "amount": 1200}: mend the first line, or let it be refused as a row with --format ndjson'
  return new RevschedError(
    'source-failed',
    `${claim} and begins with neither { nor [ but with "${shortened(line.trim())}"`,
    {hint: `${allowed}; where it is CSV, connect it with --format csv`},
  )
}

/**
 * One object a line is NDJSON, also when the first has something in it that is not JSON; one that goes on over lines, or holds a
 * list of deals, is JSON; null when the line is cut, or has such a thing in it and nothing below tells.
 */
function jsonKind(start: string): Format | null {
  const end = start.indexOf('\n')
  const line = end < 0 ? start : start.slice(0, end)
  const value = objectIn(line)
  if (value) {
    const isWrapper = ['results', 'records', 'deals', 'data'].some(key => Array.isArray(value[key]))
    return isWrapper ? 'json' : 'ndjson'
  }
  if (end < 0) return null
  if (jsonFault(line).isCut) return 'json'
  const [next = ''] = start.slice(end).trimStart().split('\n', 1)
  return isClosed(line) && objectIn(next) ? 'ndjson' : null
}

/** Null where the text is not JSON, or JSON of another kind. */
function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
