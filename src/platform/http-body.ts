import {isUtf8} from 'node:buffer'
import type {IncomingMessage} from 'node:http'
import {type Duplex, pipeline, type Readable} from 'node:stream'
import {createBrotliDecompress, createGunzip, createInflate} from 'node:zlib'
import {RevschedError} from '../domain/errors.js'

/** Nobody encodes twice without a reason; a long chain takes a decompressor for each. */
const mostEncodings = 2

const chunkSize = 64 * 1024

const decoders: Readonly<Record<string, () => Duplex>> = {
  gzip: () => createGunzip({chunkSize}),
  'x-gzip': () => createGunzip({chunkSize}),
  deflate: () => createInflate({chunkSize}),
  br: () => createBrotliDecompress({chunkSize}),
}

/**
 * An answer's body as it comes, decompressed, counted while it streams: what is over the limit is never held. Throws `incomplete` for a
 * body whose end is not the one announced, `source-failed` for more than `maxBytes`.
 */
export async function* bodyPieces(
  response: IncomingMessage,
  {host, maxBytes}: {host: string; maxBytes: number},
): AsyncGenerator<Buffer, void, void> {
  const encodings = encodingsOf(response, host)
  let bytes = 0
  const pieces = decoded(response, encodings)[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await pieces.next().catch(error => {
        throw cutOff(error, host)
      })
      if (next.done) break
      const piece: Buffer = next.value
      bytes += piece.length
      if (bytes > maxBytes) throw tooLong(host, maxBytes)
      yield piece
    }
  } finally {
    await pieces.return?.()
  }
  if (bytes > 0 && encodings.length === 0 && !isEndAnnounced(response))
    throw incomplete(`"${host}" did not say where its answer ends`)
}

function encodingsOf({headers, statusCode}: IncomingMessage, host: string): readonly string[] {
  // These have no body, whatever they say of its encoding.
  if (statusCode === 204 || statusCode === 304 || headers['content-length'] === '0') return []
  const names = (headers['content-encoding'] ?? '').split(',').map(name => name.trim().toLowerCase())
  if (names.length > mostEncodings)
    throw incomplete(`"${host}" encoded its answer ${names.length} times`, {canPass: false})
  const applied = names.filter(name => name !== '' && name !== 'identity')
  for (const name of applied)
    if (!Object.hasOwn(decoders, name))
      throw incomplete(
        `"${host}" encoded its answer in a way that was not asked for: "${name.slice(0, 20)}"`,
        {
          canPass: false,
        },
      )
  return applied
}

function decoded(response: IncomingMessage, encodings: readonly string[]): Readable {
  // The one applied last is taken off first.
  const stages = encodings.map(name => decoders[name]!()).reverse()
  const last = stages.at(-1)
  if (last === undefined) return response
  // What breaks any of them breaks the last, which is the one that is read.
  pipeline([response, ...stages], () => undefined)
  return last
}

/** Without a length and without chunks, a connection that was lost looks like an answer that has come to its end. */
function isEndAnnounced({headers, statusCode = 0}: IncomingMessage): boolean {
  const isSuccess = statusCode >= 200 && statusCode < 300
  return !isSuccess || headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

/** Looks at pieces of a text one by one: a character that is cut in two by their border is whole again in the next. */
export function utf8Check(host: string) {
  let rest = Buffer.alloc(0)
  return {
    add(piece: Buffer) {
      const text = rest.length === 0 ? piece : Buffer.concat([rest, piece])
      const end = text.length - openCharacter(text)
      if (!isUtf8(text.subarray(0, end))) throw notUtf8(host)
      // Copied: three bytes would keep the whole piece.
      rest = Buffer.from(text.subarray(end))
    },
    end() {
      if (rest.length > 0) throw notUtf8(host)
    },
  }
}

/** How many bytes at the end belong to a character that goes on. */
function openCharacter(text: Buffer): number {
  for (let back = 1; back <= Math.min(3, text.length); back++) {
    const byte = text[text.length - back]!
    if (byte >= 0xc0) return back < lengthFrom(byte) ? back : 0
    if (byte < 0x80) return 0
  }
  return 0
}

function lengthFrom(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
}

export function textOf(body: Buffer, host: string): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(body)
  } catch {
    throw notUtf8(host)
  }
}

function notUtf8(host: string): RevschedError {
  return incomplete(`"${host}" sent text that is not UTF-8`)
}

function cutOff(error: unknown, host: string): RevschedError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return code.startsWith('Z_') || code.startsWith('ERR_')
    ? incomplete(`the answer of "${host}" cannot be decompressed (${code})`)
    : incomplete(`"${host}" broke off its answer (${code})`)
}

function tooLong(host: string, maxBytes: number): RevschedError {
  return new RevschedError(
    'source-failed',
    `"${host}" sent more than ${maxBytes.toLocaleString('en')} bytes in one answer`,
    {hint: 'no CRM answers with so much at once: check the address of the connection'},
  )
}

function incomplete(message: string, {canPass} = {canPass: true}): RevschedError {
  return new RevschedError('incomplete', message, {
    hint: 'nothing is taken from a part of an answer',
    canPass,
  })
}
