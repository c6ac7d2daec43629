import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import {createServer as createHttpsServer} from 'node:https'
import type {Certificate} from './certificates.js'
import {listening} from './raw-server.js'

export type SinkRequest = {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: string
}

type Answer = (response: ServerResponse, request: SinkRequest) => void

/** Where messages go on this machine: keeps what it got, and says what `answer` decides, which may be nothing at all. */
export async function httpSink(answer: Answer = response => response.end(), certificate?: Certificate) {
  const got: SinkRequest[] = []
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const piece of request.setEncoding('utf8')) body += piece
    const one = {method: request.method!, path: request.url!, headers: request.headers, body}
    got.push(one)
    answer(response, one)
  }
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    take(request, response).catch(() => undefined)
  }
  const server = await listening(
    certificate ? createHttpsServer(certificate, listener) : createServer(listener),
  )
  const url = `${certificate ? 'https' : 'http'}://127.0.0.1:${server.port}`
  return {got, url, port: server.port, close: server.close}
}
