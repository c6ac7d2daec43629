import {setTimeout as pause} from 'node:timers/promises'
import {named} from '../../domain/crm-connection.js'
import {RevschedError} from '../../domain/errors.js'
import type {CallRate, CrmPorts} from '../../domain/ports/crm-access.js'
import type {HttpAnswer, HttpClient, HttpRequest} from '../../domain/ports/http-client.js'
import {withoutToken} from './without-token.js'

/** One answer; a CRM that says nothing for this long has to be asked again. */
const deadlineMs = 60_000

/** Of one answer, decompressed: a page of 2,000 deals with every field takes 10 MB. */
const maxBytes = 64 * 1024 * 1024

/** Waits before the next try of a call that failed in a way that can pass; permits keep apart those who come back together. */
const retryWaitsMs = [500, 2000]

/** A wait that the CRM asks for is waited here if it is no longer than this; a longer one is the queue's, without a thread. */
const longestWaitMs = 10_000

type CrmCall = {
  method: HttpRequest['method']
  /** Below the account's address, with a slash in front. */
  path: string
  headers?: Readonly<Record<string, string>>
  body?: string
  rate: CallRate
}

type CallOptions = {
  /** Kind and name of the connection. */
  label: string
  isPrivateAllowed: boolean
  signal: AbortSignal
  /** What a status other than 2xx means to this CRM. */
  refusal(answer: HttpAnswer): RevschedError
  /** Sees every answer, for what the CRM tells of its limits; may throw. */
  onAnswer?(answer: HttpAnswer): void
}

/**
 * Calls of one run to one CRM. Each waits for its permit, carries the token, has a deadline and a limit of bytes. A token that is refused is
 * replaced once in the whole run; what can pass is tried three times. All that comes back is an answer of 2xx.
 */
export class CrmCalls {
  readonly #access: CrmPorts['access']
  readonly #http: HttpClient
  readonly #options: CallOptions
  #isLetIn = false
  /** E.g. `hubspot 123456`, once it is known: calls of all its connections count together. */
  account: string | null = null
  /** Calls made, those that failed as well. */
  calls = 0
  bytes = 0

  constructor({http, access}: CrmPorts, options: CallOptions) {
    this.#access = access
    this.#http = http({isPrivateAllowed: options.isPrivateAllowed})
    this.#options = options
  }

  send(call: CrmCall): Promise<HttpAnswer> {
    return this.#tried(call, request => this.#http.send(request, this.#options.signal))
  }

  /** A long answer in pieces. Not tried again once the first piece has been taken. */
  stream(call: CrmCall, take: (piece: Uint8Array) => void | Promise<void>): Promise<HttpAnswer> {
    let isTaken = false
    const taking = (piece: Uint8Array) => {
      isTaken = true
      this.bytes += piece.length
      return take(piece)
    }
    return this.#tried(
      call,
      request =>
        this.#http.stream({...request, maxBytes: Number.MAX_SAFE_INTEGER}, taking, this.#options.signal),
      () => !isTaken,
    )
  }

  async #tried(
    call: CrmCall,
    make: (request: HttpRequest) => Promise<HttpAnswer>,
    mayTryAgain = () => true,
  ): Promise<HttpAnswer> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#authorised(call, make)
      } catch (error) {
        const waitMs = waitBefore(attempt, error)
        if (waitMs === null || !mayTryAgain()) throw error
        await pause(waitMs, undefined, {signal: this.#options.signal}).catch(() =>
          this.#options.signal.throwIfAborted(),
        )
      }
    }
  }

  async #authorised(call: CrmCall, make: (request: HttpRequest) => Promise<HttpAnswer>): Promise<HttpAnswer> {
    const first = await this.#access.grant(null)
    const answer = await this.#made(call, make, first)
    if (answer.status !== 401) return this.#accepted(answer)
    const second = await this.#access.grant(first.accessToken)
    const again = await this.#made(call, make, second)
    // Told as well: a new token that is not taken means that only a person can help.
    if (again.status === 401) await this.#access.grant(second.accessToken)
    return this.#accepted(again)
  }

  async #made(
    {method, path, headers, body, rate}: CrmCall,
    make: (request: HttpRequest) => Promise<HttpAnswer>,
    {accessToken, apiUrl}: {accessToken: string; apiUrl: string},
  ): Promise<HttpAnswer> {
    await this.#access.permit(this.account === null ? rate : {...rate, account: this.account})
    this.#options.signal.throwIfAborted()
    this.calls++
    const given = await make({
      method,
      url: `${apiUrl}${path}`,
      headers: {accept: 'application/json', ...headers, authorization: `Bearer ${accessToken}`},
      deadlineMs,
      maxBytes,
      ...(body !== undefined && {body}),
    })
    this.bytes += Buffer.byteLength(given.body)
    const answer = {...given, body: withoutToken(given.body, accessToken)}
    this.#options.onAnswer?.(answer)
    return answer
  }

  /** Told to who keeps the login: once that it is taken, and when it is taken no more. */
  async #accepted(answer: HttpAnswer): Promise<HttpAnswer> {
    if (answer.status >= 200 && answer.status < 300) {
      if (!this.#isLetIn) await this.#access.markLogin(null)
      this.#isLetIn = true
      return answer
    }
    const refusal = this.#options.refusal(answer)
    if (refusal.code === 'auth') await this.#access.markLogin(refusal.message)
    throw named(refusal, this.#options.label)
  }
}

/** Null where another try would not help, or is left to the queue. */
function waitBefore(attempt: number, error: unknown): number | null {
  const base = retryWaitsMs[attempt]
  if (base === undefined || !(error instanceof RevschedError) || !error.canPass) return null
  // It has held a thread for a minute: the queue tries again without one.
  if (error.code === 'timeout') return null
  if (error.retryAfterMs !== undefined) return error.retryAfterMs <= longestWaitMs ? error.retryAfterMs : null
  return base
}

/** Parses an answer's JSON. Throws `not-the-crm` for a page of HTML, `incomplete` for JSON that is cut off or missing. */
export function jsonOf({body, headers}: HttpAnswer, label: string): unknown {
  const text = body.trim()
  try {
    return JSON.parse(text)
  } catch (cause) {
    const start = JSON.stringify(text.slice(0, 40))
    if (text.startsWith('<') || headers['content-type']?.includes('html'))
      throw new RevschedError('not-the-crm', `${label} answered with a web page instead of data: ${start}`, {
        hint: 'a proxy or a login page may stand between: check --api-url, and open that address in a browser',
        cause,
        canPass: true,
      })
    throw new RevschedError(
      'incomplete',
      text === '' ? `${label} answered without any data` : `${label} answered with JSON that cannot be read`,
      {hint: 'the run is tried again; nothing is scored from a part of the pipeline', cause, canPass: true},
    )
  }
}
