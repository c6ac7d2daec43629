import {isUtf8} from 'node:buffer'
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

/** Text of whole lines where the encoding allows to cut there; throws Restart when UTF-8 was assumed and is wrong. */
export async function* decoded(
  chunks: AsyncIterable<Buffer>,
  encoding: Encoding,
  isGiven: boolean,
): AsyncIterable<string> {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return yield* streamed(chunks, encoding)
  let rest: Buffer = Buffer.alloc(0)
  let isFirst = true
  let isUtf8Proven = isGiven
  for await (const chunk of chunks) {
    const whole = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    const end = whole.lastIndexOf(0x0a) + 1
    // A chunk without a line break is carried on, but not for ever: JSON may be one line.
    const cut = end > 0 || whole.length < longestLine ? end : lastCharacterStart(whole)
    if (cut > 0) {
      const text = textOf(whole.subarray(0, cut), encoding, {isFirst, isUtf8Proven})
      // Letters that took several bytes: what does not fit later is damage, not another encoding.
      isUtf8Proven ||= text.length < cut
      isFirst = false
      yield text
    }
    // A copy: the chunk's memory is written to again by the next one.
    rest = Buffer.from(whole.subarray(cut))
  }
  if (rest.length > 0) yield textOf(rest, encoding, {isFirst, isUtf8Proven})
}

/** Before the last character, where that one takes several bytes of UTF-8 and may go on in the next chunk. */
function lastCharacterStart(bytes: Buffer): number {
  const tail = bytes.subarray(-4)
  const start = tail.findLastIndex(byte => byte >= 0xc0)
  return start >= 0 && tail.subarray(start + 1).every(byte => byte >= 0x80)
    ? bytes.length - tail.length + start
    : bytes.length
}

function textOf(
  bytes: Buffer,
  encoding: Encoding,
  {isFirst, isUtf8Proven}: {isFirst: boolean; isUtf8Proven: boolean},
): string {
  if (encoding === 'latin1') return windows1252(bytes)
  if (!isUtf8(bytes)) {
    if (isUtf8Proven)
      throw new RevschedError('source-failed', 'the file is not valid UTF-8, or cut off', {
        hint: 'export the file again, or give --encoding latin1',
      })
    throw new Restart('encoding')
  }
  const text = bytes.toString('utf8')
  return isFirst && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** What Windows-1252 has for the control characters 0x80 to 0x9f of Latin-1. */
const windowsCharacters = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** Not by TextDecoder: that of Node 20 and 22 leaves those characters as they are in Latin-1. */
function windows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, control => windowsCharacters[control.charCodeAt(0) - 0x80]!)
}

async function* streamed(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncIterable<string> {
  const decoder = new TextDecoder(encoding)
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    yield decoder.decode(chunk, {stream: true})
  }
  if (bytes % 2 === 0) return yield decoder.decode()
  throw new RevschedError('source-failed', 'the file ends in the middle of a character', {
    hint: 'export or copy the file again',
  })
}
