import {type IncomingMessage, request as sendRequest} from 'node:http'
import {createGunzip} from 'node:zlib'
import {RevschedError} from '../../src/domain/errors.js'
import type {HttpAnswer, HttpClient, HttpRequest} from '../../src/domain/ports/http-client.js'

/** An `HttpClient` that keeps the promises of its port, without TLS and for this machine alone. */
export function loopbackHttp(): HttpClient {
  return {
    async send(request, signal) {
      const pieces: Uint8Array[] = []
      const {answer} = await exchange(request, signal, piece => void pieces.push(piece))
      return {...answer, body: textOf(pieces)}
    },
    async stream(request, take, signal) {
      const pieces: Uint8Array[] = []
      const {answer} = await exchange(request, signal, (piece, status) =>
        status === 200 ? take(piece) : void pieces.push(piece),
      )
      return {...answer, body: textOf(pieces)}
    },
  }
}

type Take = (piece: Uint8Array, status: number) => void | Promise<void>

async function exchange(
  {method, url, headers, body, deadlineMs, maxBytes}: HttpRequest,
  signal: AbortSignal,
  take: Take,
): Promise<{answer: Omit<HttpAnswer, 'body'>}> {
  const deadline = AbortSignal.timeout(deadlineMs)
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = sendRequest(
        url,
        {
          method,
          headers: {...headers, 'accept-encoding': 'gzip'},
          signal: AbortSignal.any([signal, deadline]),
        },
        resolve,
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
    const status = response.statusCode!
    const isGzip = response.headers['content-encoding'] === 'gzip'
    let bytes = 0
    for await (const piece of isGzip ? response.pipe(createGunzip()) : response) {
      bytes += piece.length
      if (bytes > maxBytes)
        throw new RevschedError('source-failed', `the answer is longer than ${maxBytes} bytes`)
      await take(piece, status)
    }
    return {answer: {status, headers: response.headers as Record<string, string>}}
  } catch (cause) {
    if (cause instanceof RevschedError) throw cause
    signal.throwIfAborted()
    if (deadline.aborted) throw new RevschedError('timeout', 'no answer in time', {cause, canPass: true})
    const isCut =
      (cause as NodeJS.ErrnoException).message === 'aborted' || /unexpected end/.test(String(cause))
    throw new RevschedError(isCut ? 'incomplete' : 'unreachable', 'the connection was lost', {
      cause,
      canPass: true,
    })
  }
}

function textOf(pieces: readonly Uint8Array[]): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(Buffer.concat(pieces))
  } catch (cause) {
    throw new RevschedError('incomplete', 'the answer is not UTF-8', {cause, canPass: true})
  }
}
