import type {DeliveryOutcome} from '../domain/delivery/delivery.js'
import {RevschedError} from '../domain/errors.js'
import {retryAfterMs} from '../domain/network/retry-after.js'
import type {HttpAnswer, HttpClientOf, HttpRequest} from '../domain/ports/http-client.js'

/** What receivers of webhooks are given, by the Standard Webhooks specification. */
const deadlineMs = 30_000

/** Of an answer: a page that tells of an error may be long, and only what an API says about a message is read. */
const maxBytes = 1024 * 1024

/** A place that asks for more is asked again after this. */
const longestWaitMs = 3_600_000

export type HttpPost = Pick<HttpRequest, 'url' | 'headers'> & {
  body: string
  isPrivateAllowed: boolean
  /** For who makes several calls in one attempt. */
  deadlineMs?: number
}

/** `body` is null where it broke off, was too long or no text. */
export type PostAnswer = Omit<HttpAnswer, 'body'> & {body: string | null}

type HttpPorts = {http: HttpClientOf; now: Date}

/** One attempt where the status says all: posts, and tells what became of it. Throws only the reason of `signal`. */
export async function httpOutcome(
  post: HttpPost,
  ports: HttpPorts,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  const posted = await answerToPost(post, ports, signal)
  return 'kind' in posted ? posted : statusOutcome(posted, {url: post.url, now: ports.now})
}

/** The answer, or what became of the attempt without one. A client of its own: no connection is left behind. */
export async function answerToPost(
  {isPrivateAllowed, ...post}: HttpPost,
  {http}: Pick<HttpPorts, 'http'>,
  signal: AbortSignal,
): Promise<PostAnswer | DeliveryOutcome> {
  const client = http({isPrivateAllowed})
  const come: {isConnected: boolean; head: Omit<HttpAnswer, 'body'> | null} = {
    isConnected: false,
    head: null,
  }
  try {
    const request: HttpRequest = {
      deadlineMs,
      ...post,
      method: 'POST',
      maxBytes,
      onConnected: () => {
        come.isConnected = true
      },
      onStatus: head => {
        come.head = head
      },
    }
    return await client.send(request, signal)
  } catch (error) {
    if (come.head) return {...come.head, body: null}
    signal.throwIfAborted()
    if (!(error instanceof RevschedError)) throw error
    return come.isConnected ? lostOutcome(error) : unsentOutcome(error)
  } finally {
    client.close()
  }
}

/** Nothing has left: whether another attempt can help is known. */
function unsentOutcome(error: RevschedError): DeliveryOutcome {
  return error.canPass ? {kind: 'retry', error: error.message} : {kind: 'failed', error: withHint(error)}
}

/** TLS 1.3 may refuse what came with its first bytes; after anything else the message may have arrived. */
function lostOutcome(error: RevschedError): DeliveryOutcome {
  return error.code === 'tls' && !error.canPass
    ? {kind: 'failed', error: withHint(error)}
    : {kind: 'unknown', error: error.message}
}

function withHint({message, hint}: RevschedError): string {
  return hint === undefined ? message : `${message}; ${hint}`
}

/** What a status means to a message. Only the host of `url` is told, and nothing of the answer: either may hold a secret. */
export function statusOutcome(
  {status, headers}: Pick<HttpAnswer, 'status' | 'headers'>,
  {url, now}: {url: string; now: Date},
): DeliveryOutcome {
  if (status >= 200 && status < 300) return {kind: 'sent'}
  const error = `"${new URL(url).host}" ${wordsOf(status)}`
  if (status === 404 || status === 410) return {kind: 'failed', error, disables: true}
  if (status !== 408 && status !== 425 && status !== 429 && status < 500) return {kind: 'failed', error}
  const askedMs = retryAfterMs(headers['retry-after'], serverTime(headers) ?? now)
  return {
    kind: 'retry',
    error,
    ...(askedMs !== null && {retryAfterMs: Math.min(askedMs, longestWaitMs)}),
  }
}

/**
 * The same of a place that would post a repeat as well: by some answers a gateway says only that it got no good one from what stands
 * behind it, which may have posted the message.
 */
export function statusOutcomeOnce(
  answer: Pick<HttpAnswer, 'status' | 'headers'>,
  place: {url: string; now: Date},
): DeliveryOutcome {
  const {status} = answer
  if (!isOfGateway(status) || hasReachedNobody.has(status)) return statusOutcome(answer, place)
  return {
    kind: 'unknown',
    error: `"${new URL(place.url).host}" answered by a gateway alone (${status}): the message may have arrived`,
  }
}

/** From 520 on no status is of HTTP itself: Cloudflare has 520 to 530, others those that follow. */
function isOfGateway(status: number): boolean {
  return status === 502 || status === 504 || status >= 520
}

/**
 * As Cloudflare documents them: what stands behind refused the connection (521), is not reached at all (523), or came to no TLS with it
 * (525, 526). By 522 it may have had the request and not said so, by 520 its answer was no good, by 524 it took too long.
 */
const hasReachedNobody: ReadonlySet<number> = new Set([521, 523, 525, 526])

function wordsOf(status: number): string {
  if (status >= 300 && status < 400) return `answered with a redirect, which is not followed (${status})`
  if (status === 401 || status === 403) return `does not let it in (${status})`
  if (status === 404 || status === 410) return `says that the address is gone (${status})`
  if (status === 413) return `says that the message is too large (${status})`
  if (status === 429) return `takes no more messages for now (${status})`
  if (status === 408 || status === 425 || status >= 500) return `cannot take it now (${status})`
  return `refused the message (${status})`
}

/** A date in `Retry-After` is one of the server's clock. */
function serverTime({date = ''}: HttpAnswer['headers']): Date | null {
  const at = Date.parse(date)
  return Number.isNaN(at) ? null : new Date(at)
}
