import {isAscii, isUtf8} from 'node:buffer'
import {RevschedError} from '../../domain/errors.js'
import {Restart} from './restart.js'
import type {FileSettings} from './settings.js'

export type Encoding = NonNullable<FileSettings['encoding']>

/** What the first bytes say: a byte order mark, the zero bytes of UTF-16, else UTF-8 until a later byte says otherwise. */
export function encodingOf(head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const sample = head.subarray(0, 200)
  const zeros = (start: number) => sample.filter((byte, index) => index % 2 === start && byte === 0).length
  if (zeros(1) > sample.length / 4) return 'utf-16le'
  return zeros(0) > sample.length / 4 ? 'utf-16be' : 'utf-8'
}

/** Bytes that are held back for the end of their line. */
const longestLine = 1024 * 1024

/** The file's text, whole lines of it where it has lines. */
export async function* decoded(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncIterable<string> {
  for await (const bytes of utf8Lines(chunks, encoding)) yield bytes.toString('utf8')
}

/**
 * The file's text as UTF-8, without a byte order mark, whole lines of it where it has lines; throws Restart where it
 * is no UTF-8 and was taken for it. A part is valid until the next one is asked for.
 */
export async function* utf8Lines(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncIterable<Buffer> {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return yield* fromUtf16(chunks, encoding)
  let rest: Buffer = Buffer.alloc(0)
  let isFirst = true
  for await (const chunk of chunks) {
    const whole = joined(rest, chunk)
    const end = whole.lastIndexOf(0x0a) + 1
    // A chunk without a line break is carried on, but not for ever: JSON may be one line.
    const cut = end > 0 || whole.length < longestLine ? end : lastCharacterStart(whole)
    rest = whole.subarray(cut)
    if (cut === 0) continue
    const bytes = utf8Of(whole.subarray(0, cut), encoding)
    yield isFirst ? withoutMark(bytes) : bytes
    isFirst = false
  }
  if (rest.length === 0) return
  const bytes = utf8Of(rest, encoding)
  yield isFirst ? withoutMark(bytes) : bytes
}

/** Chunks of a file mostly lie behind one another in memory; then nothing has to be copied. */
function joined(rest: Buffer, chunk: Buffer): Buffer {
  if (rest.length === 0) return chunk
  const isBehind = rest.buffer === chunk.buffer && rest.byteOffset + rest.length === chunk.byteOffset
  return isBehind
    ? Buffer.from(rest.buffer, rest.byteOffset, rest.length + chunk.length)
    : Buffer.concat([rest, chunk])
}

/** Before the last character, where that one takes several bytes of UTF-8 and may go on in the next chunk. */
function lastCharacterStart(bytes: Buffer): number {
  const tail = bytes.subarray(-4)
  const start = tail.findLastIndex(byte => byte >= 0xc0)
  return start >= 0 && tail.subarray(start + 1).every(byte => byte >= 0x80)
    ? bytes.length - tail.length + start
    : bytes.length
}

function utf8Of(bytes: Buffer, encoding: Encoding): Buffer {
  if (encoding === 'latin1') return isAscii(bytes) ? bytes : Buffer.from(windows1252(bytes))
  if (isUtf8(bytes)) return bytes
  throw new Restart('encoding')
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

/** What Windows-1252 has for the control characters 0x80 to 0x9f of Latin-1. */
const windowsCharacters = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** Not by TextDecoder: that of Node 20 and 22 leaves those characters as they are in Latin-1. */
function windows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, control => windowsCharacters[control.charCodeAt(0) - 0x80]!)
}

async function* fromUtf16(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncIterable<Buffer> {
  const decoder = new TextDecoder(encoding)
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    yield Buffer.from(decoder.decode(chunk, {stream: true}))
  }
  if (bytes % 2 === 0) return yield Buffer.from(decoder.decode())
  throw new RevschedError('source-failed', 'the file ends in the middle of a character', {
    hint: 'export or copy the file again',
  })
}
