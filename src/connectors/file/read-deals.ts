import {extname} from 'node:path'
import {RevschedError} from '../../domain/errors.js'
import type {DealSink, ReadOptions, Refusal, SourceReport} from '../../domain/ports/deal-source.js'
import {columnFields, type Deal, type DealField} from '../../domain/review/deal.js'
import {OwnerEmailIndex} from '../../domain/review/owner-emails.js'
import type {SourceProblem} from '../../domain/source-problem.js'
import {BadValue} from './bad-value.js'
import {byteEvidence, damagedUtf8, isLatin1} from './byte-evidence.js'
import {csvBlocks, delimiterOf} from './csv-blocks.js'
import {decoded, type Encoding, encodingOf, utf8Lines} from './decode.js'
import type {FieldBlock} from './field-block.js'
import {type Format, formatOf} from './format.js'
import {jsonBlocks, jsonKeys, type Warn} from './json-rows.js'
import {RowMapper} from './map-row.js'
import type {OpenedFile} from './open-file.js'
import {twinWarnings} from './passed-over.js'
import {type FieldColumns, recogniseHeaders, refuseUnknownColumns} from './recognise-headers.js'
import {Restart} from './restart.js'
import {separatorByLine} from './separator-line.js'
import type {FileSettings} from './settings.js'
import {ambiguityText, type ColumnReading, Survey} from './survey.js'

/** How a file was understood, for `connection test`. */
export type Understanding = {
  format: Format
  delimiter: string | null
  encoding: Encoding
  isGzip: boolean
  /** Of JSON records, where the first ones do not have all of them. */
  keys: readonly string[] | null
  headers: readonly string[]
  /** Row of the file that holds the headers: not the first, where empty lines or one that names the separator come before. */
  headerRow: number
  columns: FieldColumns
  readings: readonly ColumnReading[]
  /** As many as the part that was looked at lets expect. */
  rowsExpected: number
}

/** So much of a large file is looked at before it is read; what comes later may still change the reading. */
const surveyBytes = 30_000
const refusalsKept = 20
const defaultRefusedShare = 0.05

/**
 * Reads the file to its end and closes it, starting over when a later part shows that dates, numbers or bytes were understood wrongly. With
 * `surveysAll` all of it is looked at before it is read, so that what is told of its columns counts every row.
 */
export async function readDeals(
  {file, settings}: {file: OpenedFile; settings: FileSettings},
  sink: DealSink,
  options: ReadOptions & {timeZone: string; surveysAll?: boolean},
): Promise<{report: SourceReport; understanding: Understanding}> {
  const {timeZone} = options
  try {
    let encoding: Encoding | null = settings.encoding ?? null
    let hasLateKeys = false
    for (let surveyLimit = options.surveysAll ? Number.POSITIVE_INFINITY : surveyBytes; ; ) {
      try {
        const understanding = await understand(file, settings, {
          encoding,
          surveyLimit,
          hasLateKeys,
          signal: options.signal,
        })
        const mayRestart = surveyLimit !== Number.POSITIVE_INFINITY
        return {
          report: await readOnce({file, settings, timeZone, understanding, mayRestart}, sink, options),
          understanding,
        }
      } catch (error) {
        if (!(error instanceof Restart)) throw error
        if (error.because === 'encoding') encoding = await encodingInstead(file, settings, options.signal)
        else if (error.because === 'keys') hasLateKeys = true
        else surveyLimit = Number.POSITIVE_INFINITY
      }
    }
  } finally {
    await file.close()
  }
}

/** What a file that is not all UTF-8 is in; throws for UTF-8 that is damaged, rather than read every letter of it wrongly. */
async function encodingInstead(
  file: OpenedFile,
  {encoding: given}: FileSettings,
  signal: AbortSignal,
): Promise<Encoding> {
  const evidence = await byteEvidence(file.chunks(signal, () => undefined))
  if (given || !isLatin1(evidence)) throw damagedUtf8(evidence)
  return 'latin1'
}

async function understand(
  file: OpenedFile,
  settings: FileSettings,
  {
    encoding: known,
    surveyLimit,
    hasLateKeys,
    signal,
  }: {encoding: Encoding | null; surveyLimit: number; hasLateKeys: boolean; signal: AbortSignal},
): Promise<Understanding> {
  const head = await headOf(file, signal)
  const encoding = known ?? encodingOf(head)
  const format = formatOf(settings, head, encoding)
  const text = format === 'csv' ? headText(head, encoding) : ''
  const separator = separatorByLine(text)
  const delimiter =
    format === 'csv' ? (settings.delimiter ?? separator ?? delimiterFor(settings.path, text)) : null
  const keys =
    hasLateKeys && format !== 'csv'
      ? await jsonKeys(
          decoded(
            file.chunks(signal, () => undefined),
            encoding,
          ),
          {format, path: settings.path},
        )
      : null
  let survey: Survey | null = null
  let headers: readonly string[] = []
  let headerRow = 0
  let columns: FieldColumns = new Map()
  let bytes = 0
  const limited = file.chunks(signal, read => {
    bytes = read
  })
  for await (const block of blocksOf(limited, {format, delimiter, encoding, keys, path: settings.path})) {
    for (let row = 0; row < block.rows; row++) {
      if (survey) {
        survey.addFrom(block, row)
        break
      }
      const texts = block.rowOf(row)
      headerRow++
      if (!isEmpty(texts) && !(headerRow === 1 && separator !== null)) {
        headers = texts.map(header => header.trim())
        const kind = format === 'csv' ? 'columns' : keys ? 'all-keys' : 'first-keys'
        columns = recogniseHeaders(headers, settings.map, kind)
        refuseUnknownColumns(headers, settings, kind)
        survey = new Survey(headers, columns)
      }
    }
    // Looked at to its end where the first part leaves open how a column is read: what comes later may settle it.
    if (bytes > surveyLimit && survey && !isOpen(survey.readings(settings), columns)) break
  }
  if (!survey)
    throw new RevschedError('source-failed', `the file "${settings.path}" holds no records`, {
      hint:
        format === 'json'
          ? 'export the deals again; their list stands at the top, or under results, records, deals or data'
          : 'export the deals again',
    })
  return {
    format,
    delimiter,
    encoding,
    isGzip: file.isGzip,
    keys,
    headers,
    headerRow,
    columns,
    readings: survey.readings(settings),
    rowsExpected: Math.ceil((survey.rows * file.bytesTotal) / Math.max(1, bytes)),
  }
}

function isOpen(readings: readonly ColumnReading[], columns: FieldColumns): boolean {
  return [...columns.values()].some(index => readings[index]!.isAmbiguous)
}

async function headOf(file: OpenedFile, signal: AbortSignal): Promise<Buffer> {
  for await (const chunk of file.chunks(signal, () => undefined)) return chunk.subarray(0, 64 * 1024)
  return Buffer.alloc(0)
}

function headText(head: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding === 'latin1' ? 'windows-1252' : encoding).decode(head)
}

function delimiterFor(path: string, text: string): string {
  if (['.tsv', '.tab'].includes(extname(path.replace(/\.gz$/i, '')).toLowerCase())) return '\t'
  return delimiterOf(text.slice(0, text.lastIndexOf('\n') + 1) || text)
}

type Shape = Pick<Understanding, 'format' | 'delimiter' | 'encoding' | 'keys'> & {path: string}

function blocksOf(
  chunks: AsyncIterable<Buffer>,
  {format, delimiter, encoding, keys, path}: Shape,
  warn: Warn = () => undefined,
): AsyncIterable<FieldBlock> {
  return format === 'csv'
    ? csvBlocks(utf8Lines(chunks, encoding), delimiter!)
    : jsonBlocks(decoded(chunks, encoding), {format, path, given: keys, warn})
}

function isEmpty(row: readonly string[]): boolean {
  return row.length === 1 && row[0]!.trim() === ''
}

type Pass = {
  file: OpenedFile
  settings: FileSettings
  timeZone: string
  understanding: Understanding
  mayRestart: boolean
}

async function readOnce(pass: Pass, sink: DealSink, options: ReadOptions): Promise<SourceReport> {
  const {file, settings, understanding} = pass
  const {headerRow, columns} = understanding
  const {fiscalYearStartMonth} = settings
  const fiscalYear = fiscalYearStartMonth === undefined ? {} : {fiscalYearStartMonth}
  sink.begin({
    fields: fieldsOf(columns),
    customFields: new Set(understanding.headers),
    dealsExpected: understanding.rowsExpected,
    ...fiscalYear,
  })
  const emails = options.needsOwnerEmails ? new OwnerEmailIndex() : null
  const mapper = new RowMapper({
    ...understanding,
    settings,
    timeZone: pass.timeZone,
    customFields: options.customFields,
    mayRestart: pass.mayRestart,
    emails,
  })
  const refusals: Refusal[] = []
  let [rowsRead, refusedCount, bytesRead, row] = [0, 0, 0, 0]
  const refuse = (bad: BadValue) => {
    refusedCount++
    if (refusals.length < refusalsKept) refusals.push(bad.refusal(row - headersBefore))
  }
  // Records of JSON are counted from the first; their names are no row of the file.
  const headersBefore = understanding.format === 'csv' ? 0 : 1
  const chunks = file.chunks(options.signal, read => {
    bytesRead = read
  })
  const pageWarnings: string[] = []
  const blocks = blocksOf(chunks, {...understanding, path: settings.path}, warning =>
    pageWarnings.push(warning),
  )
  for await (const block of blocks) {
    const deals: Deal[] = []
    for (let index = 0; index < block.rows; index++) {
      row++
      if (row <= headerRow || (block.widthOf(index) === 1 && isEmpty(block.rowOf(index)))) continue
      rowsRead++
      try {
        if (block.broken.size > 0 && block.broken.has(index))
          throw new BadValue(null, block.rowOf(index).join(','), block.broken.get(index)!)
        deals.push(mapper.deal(block, index))
      } catch (error) {
        if (!(error instanceof BadValue)) throw error
        refuse(error)
      }
    }
    sink.add(deals)
    options.onProgress?.({rowsRead, bytesRead, bytesTotal: file.bytesTotal, part: null})
  }
  return {
    rowsRead,
    bytesRead,
    ...fiscalYear,
    refusedCount,
    refusals,
    warnings: [
      ...warningsOf(understanding, settings),
      ...(emails ? unknownEmails(columns) : []),
      ...pageWarnings,
    ],
    ...(emails && {ownerEmails: emails.all()}),
  }
}

function fieldsOf(columns: FieldColumns): ReadonlySet<DealField> {
  return new Set(columnFields.filter(field => columns.has(field)))
}

function warningsOf({readings, columns, headers}: Understanding, {map}: FileSettings): string[] {
  const ambiguous = [...columns]
    .filter(([, index]) => readings[index]!.isAmbiguous)
    .map(([field, index]) => ambiguityText(headers[index]!, field, readings[index]!))
  const unnamed = columns.has('id') ? [] : ['there is no id column: deals are told apart by name and account']
  const stageless =
    columns.has('stage') || columns.has('isClosed') || columns.has('isWon')
      ? []
      : ['there is no stage column: every deal counts as open']
  return [...twinWarnings({headers, columns, map}), ...ambiguous, ...unnamed, ...stageless]
}

function unknownEmails(columns: FieldColumns): string[] {
  if (columns.has('ownerEmail')) return []
  return [
    'the addresses of owners are not known: there is no column as "Owner Email"; to name one: --map ownerEmail="<column>"',
  ]
}

/** Too many refused rows: a review is never computed from part of a file in silence. Null when there are few enough. */
export function tooManyRefused(
  {rowsRead, refusedCount, refusals}: SourceReport,
  {maxRefusedShare = defaultRefusedShare, path}: FileSettings,
): SourceProblem | null {
  if (refusedCount === 0 || refusedCount <= rowsRead * maxRefusedShare) return null
  const [first] = refusals
  const where = first!.column
    ? `row ${first!.row}, column "${first!.column}", value "${first!.value}"`
    : `row ${first!.row}`
  const percent = `${Math.round(maxRefusedShare * 1000) / 10}%`
  return {
    message: `${refusedCount} of ${rowsRead} rows of "${path}" cannot be read, more than ${percent}; the first: ${where}: ${first!.reason}`,
    hint: 'mend the file, name another column with --map, or allow more with --max-refused',
  }
}
