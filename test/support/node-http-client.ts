import {request as httpRequest} from 'node:http'
import {gunzipSync} from 'node:zlib'
import {RevschedError} from '../../src/domain/errors.js'
import type {HttpAnswer, HttpClient, HttpClientOf, HttpRequest} from '../../src/domain/ports/http-client.js'

/** A small client of the port's shape for servers on loopback. `deadlineMs` and `maxBytes` stand in for those of the calls. */
export function nodeHttpClient(limits: {deadlineMs?: number; maxBytes?: number} = {}): HttpClientOf {
  return () => {
    const client: HttpClient = {
      send: (request, signal) => answerOf({...request, ...limits}, signal),
      async stream(request, take, signal) {
        const answer = await answerOf({...request, ...limits}, signal)
        if (answer.status === 200) await take(Buffer.from(answer.body))
        return answer.status === 200 ? {...answer, body: ''} : answer
      },
      close: () => undefined,
    }
    return client
  }
}

function answerOf(
  {method, url, headers, body, deadlineMs, maxBytes}: HttpRequest,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const deadline = AbortSignal.timeout(deadlineMs)
  return new Promise((resolve, reject) => {
    const failed = (error: unknown) => {
      if (signal.aborted) reject(signal.reason)
      else if (deadline.aborted)
        reject(new RevschedError('timeout', `no answer within ${deadlineMs} ms`, {canPass: true}))
      else if (error instanceof RevschedError) reject(error)
      else reject(new RevschedError('unreachable', 'the connection was lost', {canPass: true}))
    }
    const call = httpRequest(
      url,
      {
        method,
        headers: {...headers, 'accept-encoding': 'gzip'},
        agent: false,
        signal: AbortSignal.any([signal, deadline]),
      },
      response => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('error', () =>
          failed(new RevschedError('incomplete', 'the answer is shorter than announced', {canPass: true})),
        )
        response.on('end', () => {
          try {
            const text = textOf(Buffer.concat(pieces), response.headers['content-encoding'], maxBytes)
            const plain = Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
            )
            resolve({status: response.statusCode ?? 0, headers: plain, body: text})
          } catch (error) {
            failed(error)
          }
        })
      },
    )
    call.on('error', failed)
    call.end(body)
  })
}

function textOf(body: Buffer, encoding: string | undefined, maxBytes: number): string {
  try {
    if (encoding !== undefined && encoding !== 'gzip') throw new Error(`encoding "${encoding}"`)
    const plain = encoding === 'gzip' ? gunzipSync(body, {maxOutputLength: maxBytes}) : body
    if (plain.length > maxBytes) throw Object.assign(new Error('too long'), {code: 'ERR_BUFFER_TOO_LARGE'})
    return new TextDecoder('utf-8', {fatal: true}).decode(plain)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw new RevschedError('source-failed', `the answer is longer than ${maxBytes} bytes`)
    throw new RevschedError('incomplete', 'the answer cannot be decoded', {canPass: true})
  }
}
