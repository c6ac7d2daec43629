import {PassThrough} from 'node:stream'
import {Connection} from 'jsforce/lib/connection.js'
import {Transport} from 'jsforce/lib/transport.js'
import {StreamPromise} from 'jsforce/lib/util/promise.js'
import {RevschedError} from '../../domain/errors.js'
import type {CallRate, CrmPorts} from '../../domain/ports/crm-access.js'
import type {HttpAnswer} from '../../domain/ports/http-client.js'
import {CrmCalls, jsonOf} from '../crm/crm-calls.js'
import {ApiUsage} from './api-usage.js'
import {refusalOf} from './refusal.js'

/** Salesforce limits the calls of a day and those that last long, not those of a second. */
const rate: CallRate = {bucket: 'rest', everyMs: 20, burst: 25}

/** What jsforce takes for the org; the real address is known to the calls alone. No name can be looked up below it. */
const placeholder = 'https://salesforce.invalid'

const ownJob = /\/jobs\/query\/750\w{12,15}$/

type RestOptions = {label: string; apiVersion: string; isPrivateAllowed: boolean; signal: AbortSignal}

/**
 * The REST API of one org, for one run. jsforce makes the requests and reads the answers; all that it would do on the network (repeat,
 * refresh without end, follow redirects, wait for ever) is left to our own calls. Only paths of the API leave here.
 */
export class Rest {
  readonly label: string
  readonly usage: ApiUsage
  readonly calls: CrmCalls
  /** E.g. `/services/data/v66.0`. */
  readonly base: string
  readonly signal: AbortSignal
  readonly #connection: Connection
  /** By the org's clock at its last answer; null before it. */
  now: Date | null = null

  constructor(ports: CrmPorts, {label, apiVersion, isPrivateAllowed, signal}: RestOptions) {
    this.label = label
    this.signal = signal
    this.usage = new ApiUsage(label)
    this.base = `/services/data/v${apiVersion}`
    this.calls = new CrmCalls(ports, {
      label,
      isPrivateAllowed,
      signal,
      refusal: answer => refusalOf(answer, label),
      onAnswer: answer => this.#see(answer),
    })
    this.#connection = new Connection({instanceUrl: placeholder, version: apiVersion, logLevel: 'NONE'})
    Object.assign(this.#connection, {_transport: new CallsTransport(this.calls)})
  }

  /** The parsed answer; its shape is the caller's to check. `path` begins with `/services/`. */
  async get(path: string): Promise<unknown> {
    return this.#json(await this.#connection.request<unknown>({method: 'GET', url: path}))
  }

  async post(path: string, body: unknown): Promise<unknown> {
    return this.#json(await this.#connection.requestPost<unknown>(path, Object(body)))
  }

  /** A query job of our own; nothing else of an org can be deleted. */
  async deleteJob(path: string): Promise<void> {
    await this.#connection.requestDelete(path)
  }

  /** A long answer in pieces, past jsforce, which would keep all of it. */
  stream(path: string, take: (piece: Uint8Array) => void | Promise<void>): Promise<HttpAnswer> {
    return this.calls.stream({method: 'GET', path, headers: {accept: 'text/csv'}, rate}, take)
  }

  #see(answer: HttpAnswer): void {
    const at = Date.parse(answer.headers.date ?? '')
    if (!Number.isNaN(at)) this.now = new Date(at)
    this.usage.see(answer)
  }

  /** jsforce hands out as text what it cannot parse, and nothing where there is none. */
  #json(answer: unknown): unknown {
    if (answer !== undefined && typeof answer !== 'string') return answer
    return jsonOf({status: 200, headers: {}, body: answer ?? ''}, this.label)
  }
}

/** Sends what jsforce asks for by our own calls, which carry the token. */
class CallsTransport extends Transport {
  readonly #calls: CrmCalls

  constructor(calls: CrmCalls) {
    super()
    this.#calls = calls
  }

  override httpRequest(
    request: Parameters<Transport['httpRequest']>[0],
  ): ReturnType<Transport['httpRequest']> {
    return StreamPromise.create(() => ({stream: new PassThrough(), promise: this.#send(request)}))
  }

  async #send({method, url, headers = {}, body}: Parameters<Transport['httpRequest']>[0]) {
    const isRead = method === 'GET' || method === 'POST'
    const isJob = method === 'DELETE' && ownJob.test(url)
    if (!url.startsWith(`${placeholder}/services/`) || !(isRead || isJob))
      throw new RevschedError(
        'source-failed',
        'a call that does not go to the API of Salesforce was not made',
        {hint: 'a proxy or another server may stand between: check --api-url'},
      )
    const answer = await this.#calls.send({
      method,
      path: url.slice(placeholder.length),
      rate,
      ...(typeof body === 'string' && {
        body,
        headers: {'content-type': headers['content-type'] ?? 'application/json'},
      }),
    })
    return {statusCode: answer.status, headers: {...answer.headers}, body: answer.body}
  }
}
