import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http'
import {request as httpsRequest} from 'node:https'
import type {Socket} from 'node:net'
import {TLSSocket} from 'node:tls'
import type {HttpAnswer, HttpRequest} from '../domain/ports/http-client.js'
import {bodyPieces, textOf, utf8Check} from './http-body.js'
import {type CallStage, callFailure} from './http-failure.js'
import type {UntilOption} from './proxy-tunnel.js'

type Take = (piece: Uint8Array) => void | Promise<void>

type ExchangeOptions = {
  /** How to connect; what the request says is added. */
  connection: RequestOptions
  /** Whose abortion ends everything, with its reason. */
  until: AbortSignal
  /** There is a connection, new or kept. */
  onConnected(): void
  /** Gets the body of an answer with status 200. */
  take: Take | null
}

/** What a body may be that only explains why there is no data. */
const longestExplanation = 1024 * 1024

/** One request and its answer. Its errors are told by how far it came. */
export async function exchange(request: HttpRequest, options: ExchangeOptions): Promise<HttpAnswer> {
  const {host} = new URL(request.url)
  const call = {stage: 'connecting' as CallStage}
  const {until, take} = options
  const sent = opened(request, options)
  const stop = () => sent.destroy(until.reason)
  until.addEventListener('abort', stop, {once: true})
  const broken = new Promise<never>((_, reject) => {
    const fail = (error: unknown) => reject(callFailure(error, call.stage, host))
    sent.on('error', fail)
    // Whatever happens, a call settles.
    sent.on('close', () => call.stage !== 'body' && fail(undefined))
  })
  // Nobody listens any more when a connection breaks after its answer.
  broken.catch(() => undefined)
  try {
    followConnection(sent, stage => {
      call.stage = stage
      if (stage === 'waiting') options.onConnected()
    })
    const response = await Promise.race([broken, responseTo(sent, request.body)])
    call.stage = 'body'
    request.onStatus?.(headOf(response))
    return await Promise.race([broken, answerOf(response, {host, maxBytes: request.maxBytes, take})])
  } catch (error) {
    sent.destroy()
    throw error
  } finally {
    until.removeEventListener('abort', stop)
  }
}

function opened({url, method, headers}: HttpRequest, {connection, until}: ExchangeOptions): ClientRequest {
  const options: RequestOptions & UntilOption = {
    ...connection,
    method,
    headers: {'accept-encoding': 'gzip, br', ...headers, ...connection.headers},
    until,
  }
  return url.startsWith('https:') ? httpsRequest(url, options) : httpRequest(url, options)
}

function followConnection(sent: ClientRequest, reached: (stage: CallStage) => void): void {
  sent.once('socket', (socket: Socket) => {
    const isTls = socket instanceof TLSSocket
    if (isTls ? socket.authorized : !socket.connecting) return reached('waiting')
    if (isTls) socket.once('secureConnect', () => reached('waiting'))
    const met = () => reached(isTls ? 'handshake' : 'waiting')
    if (socket.connecting) socket.once('connect', met)
    else met()
  })
}

function responseTo(sent: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise(resolve => {
    sent.once('response', response => {
      // Its errors reach whoever reads the body; this is for those that come when nobody reads any more.
      response.on('error', () => undefined)
      resolve(response)
    })
    sent.end(body)
  })
}

async function answerOf(
  response: IncomingMessage,
  {host, maxBytes, take}: {host: string; maxBytes: number; take: Take | null},
): Promise<HttpAnswer> {
  const head = headOf(response)
  if (take === null) return {...head, body: await wholeBody(response, host, maxBytes)}
  if (head.status !== 200)
    return {...head, body: await wholeBody(response, host, Math.min(maxBytes, longestExplanation))}
  const check = utf8Check(host)
  for await (const piece of bodyPieces(response, {host, maxBytes})) {
    check.add(piece)
    await take(piece)
  }
  check.end()
  return {...head, body: ''}
}

async function wholeBody(response: IncomingMessage, host: string, maxBytes: number): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of bodyPieces(response, {host, maxBytes})) pieces.push(piece)
  return textOf(Buffer.concat(pieces), host)
}

function headOf({statusCode, headers}: IncomingMessage): Omit<HttpAnswer, 'body'> {
  return {status: statusCode ?? 0, headers: flat(headers)}
}

/** Only cookies come as a list. */
function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value = '']) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  )
}
