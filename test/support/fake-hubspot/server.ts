import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {gzipSync} from 'node:zlib'
import type {FakeAccount} from './account.js'
import {answerTo, type FakeAnswer, type FakeRequest, failure} from './answers.js'
import {type Contracts, hubspotContracts} from './contracts.js'
import {FakeLogin} from './login.js'

/** What a fault does to a request: an answer in place of the right one, or something to the connection itself. */
export type Fault =
  | FakeAnswer
  | {raw: string | Buffer; status?: number; headers?: Record<string, string>}
  | {does: 'hang' | 'reset' | 'cut'}

/** Looks at a request and the right answer to it, and may replace it. `number` counts requests for this path, from 1. */
export type FaultScript = (request: FakeRequest, answer: FakeAnswer, number: number) => Fault | null

export type FakeHubspotOptions = {
  account: FakeAccount
  /** Tokens that are taken; any where there are none. */
  tokens?: Set<string>
  fault?: FaultScript
  /** Of today's calls. */
  daily?: {limit: number; remaining: number}
  login?: FakeLogin
  /** By HubSpot's clock; that of this machine when left out. */
  now?: Date
  /** Before each answer, as on a network. */
  latencyMs?: number
}

/**
 * HubSpot on loopback: real HTTP, answers from the data that it is given. Where the contracts are at hand, every request and every answer
 * that is not a fault has to fit; `faults` tells what did not.
 */
export class FakeHubspot {
  readonly #server: Server
  readonly #options: FakeHubspotOptions
  readonly #contracts: Contracts | null = hubspotContracts()
  readonly requests: {method: string; path: string; body: unknown; authorization: string | undefined}[] = []
  readonly faults: string[] = []
  readonly login: FakeLogin

  private constructor(options: FakeHubspotOptions) {
    this.#options = options
    this.login = options.login ?? new FakeLogin()
    this.#server = createServer((request, response) => void this.#handle(request, response))
    // Node's own five seconds may end between two calls on a slow machine, just when the second one is sent.
    this.#server.keepAliveTimeout = 0
  }

  static async start(options: FakeHubspotOptions): Promise<FakeHubspot> {
    const fake = new FakeHubspot(options)
    await new Promise<void>(resolve => fake.#server.listen(0, '127.0.0.1', resolve))
    return fake
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Exchanges that were held against a contract. */
  get checked(): number {
    return this.#contracts?.checked ?? 0
  }

  /** Requests for paths that end so, all without. */
  count(ending = ''): number {
    return this.requests.filter(({path}) => path.replace(/\/$/, '').endsWith(ending)).length
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await requestOf(incoming)
    this.requests.push({...request, authorization: incoming.headers.authorization})
    const number = this.requests.filter(({path}) => path === request.path).length
    const right = this.#right(request, incoming.headers.authorization)
    const fault = this.#options.fault?.(request, right, number) ?? null
    if (fault === null && right.status !== 404)
      this.faults.push(
        ...(this.#contracts?.faults({
          ...request,
          status: right.status,
          answer: JSON.parse(JSON.stringify(right.body)),
        }) ?? []),
      )
    const {latencyMs = 0} = this.#options
    if (this.#options.now) response.setHeader('date', this.#options.now.toUTCString())
    if (latencyMs > 0) await new Promise(done => setTimeout(done, latencyMs))
    send(fault ?? right, response, fault === null ? this.#limits(request) : {})
  }

  #right(request: FakeRequest, authorization: string | undefined): FakeAnswer {
    if (request.path.startsWith('/oauth/')) return this.login.answer(request)
    const token = authorization?.replace(/^Bearer /, '') ?? ''
    if (this.#options.tokens && !this.#options.tokens.has(token))
      return failure(401, 'INVALID_AUTHENTICATION')
    return answerTo(this.#options.account, request)
  }

  /** A search's answer carries none of them. */
  #limits({path}: FakeRequest): Record<string, string> {
    if (path.endsWith('/search') || path.startsWith('/oauth/')) return {}
    const {limit, remaining} = this.#options.daily ?? {limit: 250_000, remaining: 249_000}
    return {
      'X-HubSpot-RateLimit-Max': '190',
      'X-HubSpot-RateLimit-Remaining': '189',
      'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
      'X-HubSpot-RateLimit-Daily': String(limit),
      'X-HubSpot-RateLimit-Daily-Remaining': String(remaining),
    }
  }
}

async function requestOf(incoming: IncomingMessage): Promise<FakeRequest> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece as Buffer)
  const text = Buffer.concat(pieces).toString()
  const url = new URL(incoming.url ?? '/', 'http://fake')
  const isForm = incoming.headers['content-type']?.includes('form') === true
  const body = isForm
    ? Object.fromEntries(new URLSearchParams(text))
    : text === ''
      ? undefined
      : JSON.parse(text)
  return {method: incoming.method ?? 'GET', path: url.pathname, query: url.searchParams, body}
}

function send(answer: Fault, response: ServerResponse, headers: Record<string, string>): void {
  if ('does' in answer) {
    if (answer.does === 'reset') response.destroy()
    if (answer.does === 'cut') {
      response.writeHead(200, {'content-type': 'application/json', 'content-length': '1000'})
      response.write('{"total": 1')
      setImmediate(() => response.destroy())
    }
    return
  }
  if ('raw' in answer) {
    response.writeHead(answer.status ?? 200, {'content-type': 'application/json', ...answer.headers})
    response.end(answer.raw)
    return
  }
  const type = {'content-type': 'application/json;charset=utf-8'}
  response.writeHead(answer.status, {...type, ...headers, ...answer.headers, 'content-encoding': 'gzip'})
  response.end(gzipSync(JSON.stringify(answer.body), {level: 1}))
}
