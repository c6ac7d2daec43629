import type {ServerResponse} from 'node:http'
import {gzipSync} from 'node:zlib'

/** Answers in the server's stead. */
export type Answer = (response: ServerResponse) => void

/** Which requests get it: from the `skip`ped ones on, `times` in all. */
export type Fault = {on: RegExp; answer: Answer; skip?: number; times?: number}

const json = 'application/json;charset=UTF-8'

export function errorAnswer(status: number, errorCode: string, message: string): Answer {
  return bodyAnswer(status, JSON.stringify([{message, errorCode}]))
}

export function bodyAnswer(
  status: number,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Answer {
  return response => void response.writeHead(status, {'content-type': json, ...headers}).end(body)
}

export function htmlAnswer(status: number): Answer {
  return bodyAnswer(status, '<!DOCTYPE html><html><body>Log in</body></html>', {
    'content-type': 'text/html;charset=UTF-8',
  })
}

/** Says nothing, for ever. */
export const hang: Answer = () => {}

export const resetConnection: Answer = response => void response.socket?.resetAndDestroy()

/** Announces more than it sends, and closes. */
export const cutShort: Answer = response => {
  response.writeHead(200, {'content-type': json, 'content-length': '5000'})
  response.write('{"totalSize":1,"records":[', () => response.socket?.end())
}

export const badUtf8 = bodyAnswer(200, Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]))

/** 100 MB of blanks in 100 kB. */
export const gzipBomb: Answer = response =>
  bodyAnswer(200, gzipSync(Buffer.alloc(100 * 1024 * 1024, ' ')), {'content-encoding': 'gzip'})(response)
