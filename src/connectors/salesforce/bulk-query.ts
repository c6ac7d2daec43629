import {setTimeout as pause} from 'node:timers/promises'
import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import {Cursors} from '../crm/page-budget.js'
import {CsvRows} from './csv-rows.js'
import type {Handlers, Reader} from './query.js'
import {incomplete, type SalesforceRecord} from './query-page.js'
import {recordId} from './record-id.js'

/** Of one result: some 10 MB, read well within the time that a call has. */
const rowsPerResult = 25_000

/** Waits between looks at a job, in milliseconds; the last one repeats. A job of 100,000 rows takes about a minute. */
const looksMs = [500, 1000, 2000, 5000]

/** A job that cannot be deleted in this time, in milliseconds, is left: Salesforce does so itself after seven days. */
const longestRemovalMs = 5000

const job = z.object({
  id: z.string().check(z.regex(/^750\w{12,15}$/)),
  state: z.string(),
  numberRecordsProcessed: z.optional(z.number()),
})

/** Reads a query by a job of Bulk API 2.0, whose result is CSV; gives the number of rows that the job counted. */
export async function bulkQuery(reader: Reader, soql: string, handlers: Handlers): Promise<number> {
  const {rest} = reader
  const jobs = `${rest.base}/jobs/query`
  const {id} = jobOf(reader, await rest.post(jobs, {operation: 'query', query: soql}))
  const total = await completed(reader, `${jobs}/${id}`)
  await handlers.onTotal?.(total)
  const locators = new Cursors(rest.label)
  for (let locator = ''; ; ) {
    const page = locator === '' ? '' : `&locator=${encodeURIComponent(locator)}`
    const next = await result(reader, `${jobs}/${id}/results?maxRecords=${rowsPerResult}${page}`, handlers)
    if (next === null) {
      await removed(reader, `${jobs}/${id}`)
      return total
    }
    locators.mustBeNew(next)
    locator = next
  }
}

async function completed(reader: Reader, path: string): Promise<number> {
  const {rest, budget} = reader
  for (let look = 0; ; look++) {
    await pause(looksMs[Math.min(look, looksMs.length - 1)], undefined, {signal: rest.signal}).catch(() =>
      rest.signal.throwIfAborted(),
    )
    budget.checkTime()
    const {state, numberRecordsProcessed} = jobOf(reader, await rest.get(path))
    if (state === 'JobComplete') return numberRecordsProcessed ?? 0
    if (state !== 'UploadComplete' && state !== 'InProgress')
      throw new RevschedError(
        'source-failed',
        `${rest.label} ended a bulk query in the state "${state.slice(0, 40)}"`,
        {
          hint: 'Setup, Bulk Data Load Jobs in Salesforce shows why',
          canPass: true,
        },
      )
  }
}

/** Its result is the org's data, lying about where nobody needs it. What was read is good whether this works or not. */
async function removed({rest}: Reader, path: string): Promise<void> {
  const enough = pause(longestRemovalMs, undefined, {ref: false})
  await Promise.race([rest.deleteJob(path), enough]).catch(() => rest.signal.throwIfAborted())
}

function jobOf({rest}: Reader, answer: unknown): z.infer<typeof job> {
  const result = job.safeParse(answer)
  if (result.success) return result.data
  throw incomplete(rest, 'tells of a bulk query in a way that cannot be read')
}

/** One result; gives the locator of the next, null after the last. */
async function result(reader: Reader, path: string, {onRows}: Handlers): Promise<string | null> {
  const {rest, budget} = reader
  const csv = new CsvRows()
  const records = new Records(reader)
  const answer = await rest.stream(path, async piece => {
    const rows = records.of(csv.push(piece))
    budget.checkTime()
    if (rows.length > 0) await onRows(rows)
  })
  const {rows, isCut} = csv.end()
  const last = records.of(rows)
  if (last.length > 0) await onRows(last)
  budget.take(records.count, rest.calls.bytes)
  const told = answer.headers['sforce-numberofrecords']
  if (isCut || (told !== undefined && Number(told) !== records.count))
    throw incomplete(rest, `gave ${records.count} rows of a bulk query instead of ${told ?? 'all'}`)
  const locator = answer.headers['sforce-locator']
  if (locator === undefined || !/^[\w+/=-]{1,300}$/.test(locator))
    throw incomplete(rest, 'does not tell whether a bulk query has more rows')
  return locator === 'null' ? null : locator
}

/** Makes records of rows: the first row of a result names the columns. */
class Records {
  readonly #reader: Reader
  #columns: readonly string[] | null = null
  count = 0

  constructor(reader: Reader) {
    this.#reader = reader
  }

  of(rows: readonly string[][]): SalesforceRecord[] {
    const records: SalesforceRecord[] = []
    for (const row of rows) {
      if (this.#columns === null) this.#columns = this.#named(row)
      else records.push(this.#record(row, this.#columns))
    }
    this.count += records.length
    return records
  }

  #named(row: readonly string[]): readonly string[] {
    const columns = row.map(name => name.replace(/^\uFEFF/, ''))
    if (columns.includes('Id')) return columns
    throw new RevschedError(
      'not-the-crm',
      `${this.#reader.rest.label} answered a bulk query with something else than its rows`,
      {
        hint: 'a proxy or a login page may stand between: check --api-url',
        canPass: true,
      },
    )
  }

  #record(row: readonly string[], columns: readonly string[]): SalesforceRecord {
    const {rest, kinds} = this.#reader
    if (row.length !== columns.length) throw incomplete(rest, 'gave a row of a bulk query that is cut off')
    const record: SalesforceRecord = {Id: ''}
    columns.forEach((column, at) => {
      const text = row[at]!
      record[column] = text === '' ? null : typed(text, kinds.get(column))
    })
    if (recordId(String(record.Id)) === null)
      throw incomplete(rest, 'gave a row of a bulk query without an id')
    return record
  }
}

/** What cannot be a number or a flag stays text, and is refused where it is read. */
function typed(text: string, kind: 'number' | 'boolean' | undefined): unknown {
  if (kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : text
  if (kind === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  return text
}
