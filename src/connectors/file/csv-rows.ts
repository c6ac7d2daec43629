import Papa from 'papaparse'
import {RevschedError} from '../../domain/errors.js'

export type Row = readonly string[]

/** Rows as they stand in the file; `broken` holds the indexes of rows whose quotes are malformed. */
export type Rows = {rows: Row[]; broken: ReadonlySet<number>}

/** A row is refused to grow beyond this many characters: a quote that never ends would otherwise swallow the file. */
const maxRowLength = 4 * 1024 * 1024

type Parsed = {data: string[][]; errors: {row?: number; code: string}[]; meta: {cursor: number}}

/** Splits text into rows with papaparse's core, which leaves the last, perhaps unfinished row of a chunk for the next. */
export async function* csvRows(texts: AsyncIterable<string>, delimiter: string): AsyncIterable<Rows> {
  let rest = ''
  let rowsBefore = 0
  for await (const text of texts) {
    const joined = rest + text
    const {data, errors, meta} = parse(joined, delimiter, true)
    rest = joined.slice(meta.cursor)
    if (joined.length > maxRowLength) refuseLong([...data, [rest]], rowsBefore)
    rowsBefore += data.length
    if (data.length > 0) yield {rows: data, broken: brokenRows(errors)}
  }
  if (rest === '') return
  const {data, errors} = parse(rest, delimiter, false)
  if (errors.some(error => error.code === 'MissingQuotes')) throw tooLong(rowsBefore + data.length - 1)
  yield {rows: data, broken: brokenRows(errors)}
}

function refuseLong(rows: readonly Row[], rowsBefore: number): void {
  const index = rows.findIndex(row => lengthOf(row) > maxRowLength)
  if (index >= 0) throw tooLong(rowsBefore + index)
}

/** With the separators between its fields. */
function lengthOf(row: Row): number {
  return row.reduce((length, field) => length + field.length + 1, -1)
}

function parse(text: string, delimiter: string, ignoreLastRow: boolean): Parsed {
  const {content, newline} = lineBreaks(text)
  const parsed: Parsed = new Papa.Parser({delimiter, newline, quoteChar: '"'}).parse(
    content,
    0,
    ignoreLastRow,
  )
  if (content.length === text.length) return parsed
  // The cursor counts characters of the normalised text; the rest is cut from there.
  const rest = content.length - parsed.meta.cursor
  return {...parsed, meta: {cursor: text.length - denormalisedLength(text, rest)}}
}

/** Characters at the end of `text` that become `length` characters once each CRLF is one. */
function denormalisedLength(text: string, length: number): number {
  let counted = 0
  let index = text.length
  while (counted < length && index > 0) {
    index--
    if (text[index] === '\n' && text[index - 1] === '\r') index--
    counted++
  }
  return text.length - index
}

/** CRLF, LF or CR; a mix of CRLF and LF becomes LF. */
function lineBreaks(text: string): {content: string; newline: '\r\n' | '\n' | '\r'} {
  const first = text.indexOf('\n')
  if (first < 0) return {content: text, newline: text.includes('\r') ? '\r' : '\n'}
  if (!text.includes('\r\n')) return {content: text, newline: '\n'}
  return /(^|[^\r])\n/.test(text)
    ? {content: text.replaceAll('\r\n', '\n'), newline: '\n'}
    : {content: text, newline: '\r\n'}
}

function brokenRows(errors: Parsed['errors']): ReadonlySet<number> {
  return new Set(
    errors.flatMap(error => (error.code === 'InvalidQuotes' && error.row !== undefined ? [error.row] : [])),
  )
}

function tooLong(rows: number): RevschedError {
  return new RevschedError(
    'source-failed',
    `row ${rows + 1} never ends: a quote is opened and not closed, or a field is larger than 4 MB`,
    {
      hint: 'look at that row in a text editor; export the file again',
    },
  )
}

const delimiters = [',', ';', '\t', '|']

/** The separator that splits the header into most fields and the next lines into as many. */
export function delimiterOf(sample: string): string {
  const scores = delimiters.map(delimiter => {
    const {data} = Papa.parse<string[]>(sample, {delimiter, preview: 6, skipEmptyLines: true})
    const width = data[0]?.length ?? 0
    const even = data.filter(row => row.length === width).length / Math.max(1, data.length)
    return {delimiter, score: width > 1 ? width * even : 0}
  })
  return scores.sort((a, b) => b.score - a.score)[0]!.score > 0 ? scores[0]!.delimiter : ','
}
