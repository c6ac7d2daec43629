import {type Answer, bodyAnswer, errorAnswer} from './faults.js'
import {columnValue} from './records.js'
import type {Row} from './tables.js'

type Job = {id: string; version: string; polls: number; rows: Row[]; columns: readonly string[]}

type Heard = {method: string; path: string; search: URLSearchParams; body: string}

type Org = {
  version: string
  select(soql: string): {rows: Row[]; columns: readonly string[]}
  rate: number
}

/** Query jobs of Bulk API 2.0. */
export class BulkJobs {
  /** How often a job is asked for before it is complete. */
  pollsNeeded = 2
  /** What a job becomes in the end. */
  lastState = 'JobComplete'
  /** Rows of one result at most, whatever is asked for. */
  maxRecords = 100_000
  #made = 0
  readonly #jobs = new Map<string, Job>()

  /** Jobs that nobody deleted. */
  get left(): number {
    return this.#jobs.size
  }

  answer({method, path, search, body}: Heard, org: Org): Answer {
    if (method === 'POST' && path === '/jobs/query') {
      const {query} = JSON.parse(body) as {query: string}
      if (/\b(GROUP BY|OFFSET|COUNT\()/i.test(query))
        return errorAnswer(400, 'INVALIDJOB', 'this query is not supported')
      const id = `750${String(++this.#made).padStart(12, '0')}AAA`
      this.#jobs.set(id, {id, version: org.version, polls: 0, ...org.select(query)})
      return this.#state(this.#jobs.get(id)!, 'UploadComplete')
    }
    const [, id, results] = /^\/jobs\/query\/(\w+)(\/results)?$/.exec(path) ?? []
    const job = this.#jobs.get(id ?? '')
    if (job && method === 'DELETE' && !results) {
      this.#jobs.delete(job.id)
      return bodyAnswer(204, '')
    }
    if (!job || method !== 'GET') return errorAnswer(404, 'NOT_FOUND', 'no such job')
    if (job.version !== org.version) return errorAnswer(409, 'API_ERROR', 'another API version')
    if (results) return this.#results(job, search, org.rate)
    return this.#state(job, ++job.polls >= this.pollsNeeded ? this.lastState : 'InProgress')
  }

  #state(job: Job, state: string): Answer {
    const body = {
      id: job.id,
      operation: 'query',
      object: 'Opportunity',
      state,
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: Number(job.version),
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
      ...(state !== 'UploadComplete' && {
        jobType: 'V2Query',
        numberRecordsProcessed: state === 'JobComplete' ? job.rows.length : 0,
        retries: 0,
      }),
    }
    return bodyAnswer(200, JSON.stringify(body))
  }

  #results(job: Job, search: URLSearchParams, rate: number): Answer {
    const from = Number(Buffer.from(search.get('locator') ?? '', 'base64url').toString() || 0)
    const count = Math.min(Number(search.get('maxRecords') ?? this.maxRecords), this.maxRecords)
    const rows = job.rows.slice(from, from + count)
    const end = from + count
    const names = job.columns.map(column => quoted(column.split('=')[0]!))
    const lines = rows.map(row =>
      job.columns.map(column => quoted(columnValue(row, column, rate).value)).join(','),
    )
    return bodyAnswer(200, `${[names.join(','), ...lines].join('\n')}\n`, {
      'content-type': 'text/csv',
      'Sforce-Locator': end >= job.rows.length ? 'null' : Buffer.from(String(end)).toString('base64url'),
      'Sforce-NumberOfRecords': String(rows.length),
    })
  }
}

/** All values stand in quotes, as Salesforce writes them; null is an empty one. */
function quoted(value: unknown): string {
  return `"${String(value ?? '').replaceAll('"', '""')}"`
}
