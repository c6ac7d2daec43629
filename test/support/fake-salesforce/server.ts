import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {BulkJobs} from './bulk-jobs.js'
import {type Answer, bodyAnswer, errorAnswer, type Fault} from './faults.js'
import {FakeOauth} from './oauth.js'
import {recordOf} from './records.js'
import {answerQuery, SoqlError} from './soql-answer.js'
import {type Row, standardTables, type Tables} from './tables.js'

type Heard = {method: string; path: string; search: URLSearchParams; token: string | null; body: string}

type Page = {
  totalSize?: number | undefined
  done?: boolean | undefined
  nextRecordsUrl?: string | undefined
  records?: unknown[]
}

type Cursor = {rows: readonly Row[]; columns: readonly string[]; object: string}

/** An org of Salesforce on this machine: login, describe, query with pages, bulk query jobs. It answers from `tables`. */
export class FakeSalesforce {
  tables: Tables = standardTables()
  readonly oauth = new FakeOauth()
  readonly bulk = new BulkJobs()
  /** Every request, in the order of its coming, as `GET /services/data/v66.0/query?q=SELECT …`. */
  readonly requests: string[] = []
  readonly faults: Fault[] = []
  pageSize = 2000
  /** Today's calls, as the header tells them. */
  usage = {used: 18, max: 15_000}
  /** Of the org's clock, for date literals. */
  today = '2026-11-26'
  /** By the org's clock; that of this machine when left out. */
  now: Date | null = null
  /** What one unit of any currency is worth in the user's. */
  rate = 1
  versions = ['31.0', '53.0', '66.0']
  /** Changes a page on its way out; pages count from 1 within a query. */
  onPage: (page: Page, number: number) => Page = page => page
  /** Before each page is made. */
  beforePage: (number: number) => void = () => {}
  /** Before each answer; `token` is the one that the request carries. */
  beforeAnswer: (request: string, token: string | null) => void = () => {}
  /** Before each answer, as on a network. */
  latencyMs = 0
  url = ''
  readonly #cursors = new Map<string, Cursor>()
  #server: Server | null = null
  #seen = new Map<Fault, number>()

  static async start(): Promise<FakeSalesforce> {
    const fake = new FakeSalesforce()
    const server = createServer((request, response) => {
      void bodyOf(request).then(body => fake.#answer(request, response, body))
    })
    // Node's own five seconds may end between two calls on a slow machine, just when the second one is sent.
    server.keepAliveTimeout = 0
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    fake.#server = server
    fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    fake.oauth.instanceUrl = fake.url
    return fake
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections()
    await new Promise(done => this.#server?.close(done))
  }

  /** Cursors of all queries end, as after two days. */
  expireCursors(): void {
    this.#cursors.clear()
  }

  countOf(pattern: RegExp): number {
    return this.requests.filter(request => pattern.test(request)).length
  }

  async #answer(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const {pathname, searchParams} = new URL(request.url!, this.url)
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null
    const heard = {method: request.method!, path: pathname, search: searchParams, token, body}
    const search = searchParams.toString() === '' ? '' : `?${decodeURIComponent(request.url!.split('?')[1]!)}`
    const line = `${heard.method} ${heard.path}${search}`
    this.requests.push(line)
    response.setHeader('Sforce-Limit-Info', `api-usage=${this.usage.used}/${this.usage.max}`)
    if (this.now) response.setHeader('Date', this.now.toUTCString())
    this.beforeAnswer(line, token)
    if (this.latencyMs > 0) await new Promise(done => setTimeout(done, this.latencyMs))
    const fault = this.faults.find(one => this.#isDue(one, line))
    const answer = fault?.answer ?? this.#route(heard)
    answer(response)
  }

  #isDue(fault: Fault, line: string): boolean {
    if (!fault.on.test(line)) return false
    const seen = this.#seen.get(fault) ?? 0
    this.#seen.set(fault, seen + 1)
    const {skip = 0, times = Number.POSITIVE_INFINITY} = fault
    return seen >= skip && seen < skip + times
  }

  #route(heard: Heard): Answer {
    try {
      return this.#routed(heard)
    } catch (error) {
      if (!(error instanceof SoqlError)) throw error
      return errorAnswer(400, error.errorCode, error.message)
    }
  }

  #routed(heard: Heard): Answer {
    if (heard.path === '/services/oauth2/token') {
      const {status, body} = this.oauth.token(new URLSearchParams(heard.body), this.url)
      return json(status, body)
    }
    // The login page, with a person who agrees at once.
    if (heard.path === '/services/oauth2/authorize') {
      const {code, state} = this.oauth.authorize(`${this.url}${heard.path}?${heard.search}`)
      const back = new URL(heard.search.get('redirect_uri')!)
      back.search = new URLSearchParams({code, state}).toString()
      return bodyAnswer(302, '', {location: back.href})
    }
    if (heard.token === null || !this.oauth.accessTokens.has(heard.token))
      return errorAnswer(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
    this.usage.used++
    if (heard.path === '/services/oauth2/userinfo')
      return json(200, {
        user_id: '005000000000001AAA',
        organization_id: '00D000000000001EAA',
        preferred_username: this.oauth.username,
      })
    const [, version, rest] = /^\/services\/data\/v(\d+\.\d)(\/.*)$/.exec(heard.path) ?? []
    if (version === undefined) return notFound
    if (Number(version) < 31)
      return errorAnswer(410, 'UNSUPPORTED_API_VERSION', `Version ${version} is not supported`)
    if (!this.versions.includes(version)) return notFound
    return this.#data({...heard, path: rest!}, version)
  }

  #data(heard: Heard, version: string): Answer {
    const [, object] = /^\/sobjects\/(\w+)\/describe$/.exec(heard.path) ?? []
    const [, cursor] = /^\/query\/([\w-]+)$/.exec(heard.path) ?? []
    if (object !== undefined) return this.#describe(object)
    if (heard.path === '/query') return json(200, this.#firstPage(heard.search.get('q') ?? '', version))
    if (cursor !== undefined) return json(200, this.#nextPage(cursor, version))
    if (heard.path.startsWith('/jobs/query'))
      return this.bulk.answer(heard, {
        version,
        select: soql => answerQuery(soql, this.tables, this.today),
        rate: this.rate,
      })
    return notFound
  }

  #describe(object: string): Answer {
    const table = this.tables[object]
    if (!table) return notFound
    const fields = Object.entries(table.fields).map(([name, field]) => ({
      name,
      label: name,
      length: 0,
      nillable: true,
      filterable: true,
      custom: false,
      referenceTo: [],
      relationshipName: null,
      ...field,
    }))
    return json(200, {name: object, label: object, keyPrefix: '006', queryable: true, fields, urls: {}})
  }

  #firstPage(soql: string, version: string): Page {
    this.beforePage(1)
    const {isCount, ...result} = answerQuery(soql, this.tables, this.today)
    if (isCount) return {totalSize: result.rows.length, done: true, records: []}
    const id = `01gRO${String(this.#cursors.size + this.requests.length).padStart(10, '0')}AAA`
    this.#cursors.set(id, result)
    return this.#page({id, from: 0, version}, result)
  }

  #nextPage(cursor: string, version: string): Page {
    const [, id, from] = /^(\w+)-(\d+)$/.exec(cursor) ?? []
    const result = this.#cursors.get(id ?? '')
    if (!result) throw new SoqlError('INVALID_QUERY_LOCATOR', 'invalid query locator')
    this.beforePage(1 + Number(from) / this.pageSize)
    return this.#page({id: id!, from: Number(from), version}, result)
  }

  #page(
    {id, from, version}: {id: string; from: number; version: string},
    {rows, columns, object}: Cursor,
  ): Page {
    const end = from + this.pageSize
    const page: Page = {
      totalSize: rows.length,
      done: end >= rows.length,
      ...(end < rows.length && {nextRecordsUrl: `/services/data/v${version}/query/${id}-${end}`}),
      records: rows.slice(from, end).map(row => recordOf(row, columns, {object, rate: this.rate})),
    }
    return this.onPage(page, 1 + from / this.pageSize)
  }
}

const notFound = errorAnswer(404, 'NOT_FOUND', 'The requested resource does not exist')

function json(status: number, body: unknown): Answer {
  return bodyAnswer(status, JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  return body
}
