import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileConnector} from '../../src/connectors/file/connector.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {ConnectionTest} from '../../src/domain/ports/connector.js'
import type {DealSink, DealSource, ReadOptions, SourceReport} from '../../src/domain/ports/deal-source.js'
import type {Deal, DealField} from '../../src/domain/review/deal.js'

export type Read = {
  /** Those added after the last `begin`, in order. */
  deals: Deal[]
  fields: ReadonlySet<DealField>
  /** How often the source started over, the first start included. */
  begins: number
  report: SourceReport
}

export type FileOptions = {
  /** The name decides on the format. */
  name?: string
  settings?: Record<string, unknown>
  /** Of the stored connection whose settings these are; none for settings that were just given. */
  label?: string
  timeZone?: string
  customFields?: ReadOptions['customFields']
  needsOwnerEmails?: true
}

/** Keeps what a source adds; an `add` before the first `begin` is an error. */
export class ListSink implements DealSink {
  deals: Deal[] = []
  fields: ReadonlySet<DealField> = new Set()
  stageOrders: readonly (readonly string[])[] = []
  fiscalYearStartMonth: number | null = null
  begins = 0

  begin({fields, stageOrders = [], fiscalYearStartMonth}: Parameters<DealSink['begin']>[0]): void {
    this.deals = []
    this.stageOrders = stageOrders
    this.fiscalYearStartMonth = fiscalYearStartMonth ?? null
    this.fields = fields
    this.begins++
  }

  add(deals: readonly Deal[]): void {
    if (this.begins === 0) throw new Error('deals were added before begin')
    this.deals.push(...deals)
  }
}

export async function readSource(source: DealSource, options: Partial<ReadOptions> = {}): Promise<Read> {
  const sink = new ListSink()
  const report = await source.read(sink, {
    customFields: [],
    signal: new AbortController().signal,
    ...options,
  })
  const {deals, fields, begins} = sink
  return {deals, fields, begins, report}
}

/** Writes the content to a file, reads it through the connector and removes it. */
export function readFile(content: string | Uint8Array, options: FileOptions = {}): Promise<Read> {
  const {settings, timeZone = 'UTC', customFields = [], needsOwnerEmails} = options
  return withFile(content, options, path =>
    readSource(fileConnector.open({path, ...settings}, {timeZone}), {
      customFields,
      ...(needsOwnerEmails && {needsOwnerEmails}),
    }),
  )
}

/** What `connection test` says about the content. */
export function testFile(content: string | Uint8Array, options: FileOptions = {}): Promise<ConnectionTest> {
  const {settings, label, timeZone = 'UTC'} = options
  const context = label === undefined ? {timeZone} : {timeZone, label}
  return withFile(content, options, path =>
    fileConnector.test({path, ...settings}, context, new AbortController().signal),
  )
}

async function withFile<Result>(
  content: string | Uint8Array,
  {name = 'deals.csv'}: FileOptions,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'revsched-file-'))
  try {
    const path = join(folder, name)
    await writeFile(path, content)
    return await use(path)
  } finally {
    await rm(folder, {recursive: true})
  }
}

/** The error that a read ends with, as a person sees it; anything but a RevschedError fails the test. */
export async function refusalOf(
  read: Promise<unknown>,
): Promise<Pick<RevschedError, 'code' | 'message' | 'hint'>> {
  const error = await read.then(
    () => new Error('it was read to its end'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof RevschedError)) throw error
  const {code, message, hint} = error
  return {code, message, hint}
}
