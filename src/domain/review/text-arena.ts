import {RevschedError} from '../errors.js'

const chunkBits = 20
const chunkBytes = 1 << chunkBits
/** Of the first one, which grows: most reviews are of some thousand deals. */
const firstChunkBytes = chunkBytes / 16
/** Offsets are 32 bits wide. */
const maxChunks = 4096

/** The offset that stands for null. */
export const noText = 0

/**
 * Texts of a million deals as UTF-8 bytes outside of the JavaScript heap. A string object costs some 20 bytes more than
 * its letters, and one cut from a parser's input keeps the whole megabyte alive that it was cut from.
 * Each text is its length in bytes (seven bits a byte, lowest first) and then its bytes, in one chunk.
 */
export class TextArena {
  #chunks: Buffer[] = []
  #chunk = Buffer.alloc(0)
  /** Of the current chunk in all chunks laid end to end. */
  #base = 0
  #end = 0

  /** Returns the offset to read the text with. */
  add(text: string | null): number {
    if (text === null) return noText
    // A UTF-16 unit takes three bytes at most; a length five.
    const needed = text.length * 3 + 5
    // Behind a text that is longer than a chunk nothing can be addressed.
    if (needed > this.#chunk.length - this.#end || this.#end >= chunkBytes) this.#open(needed)
    const start = this.#end
    this.#end = this.#writeAscii(text, start) ?? this.#writeUtf8(text, start)
    return this.#base + start
  }

  read(offset: number): string | null {
    if (offset === noText) return null
    const chunk = this.#chunks[offset >>> chunkBits]!
    let at = offset & (chunkBytes - 1)
    let length = 0
    for (let shift = 0; ; shift += 7) {
      const byte = chunk[at++]!
      length |= (byte & 127) << shift
      if (byte < 128) break
    }
    return chunk.toString('utf8', at, at + length)
  }

  /** Forgets the text added last, so that a lookup can borrow the space for its key. */
  drop(offset: number): void {
    this.#end = offset - this.#base
  }

  /** FNV-1a over length and bytes, mixed at the end so that the low bits can index a table. */
  hash(offset: number): number {
    const chunk = this.#chunks[offset >>> chunkBits]!
    const from = offset & (chunkBytes - 1)
    const to = endOf(chunk, from)
    let hash = 0x811c9dc5
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ chunk[at]!, 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    return (hash ^ (hash >>> 13)) >>> 0
  }

  isEqual(a: number, b: number): boolean {
    const left = this.#chunks[a >>> chunkBits]!
    const right = this.#chunks[b >>> chunkBits]!
    const to = endOf(left, a & (chunkBytes - 1))
    for (let i = a & (chunkBytes - 1), j = b & (chunkBytes - 1); i < to; i++, j++) {
      if (left[i] !== right[j]) return false
    }
    return true
  }

  /** Negative, 0 or positive as the text at `a` comes before, equals or follows the one at `b`, by code point. */
  compare(a: number, b: number): number {
    const left = this.#chunks[a >>> chunkBits]!
    const right = this.#chunks[b >>> chunkBits]!
    const leftLengthAt = a & (chunkBytes - 1)
    const rightLengthAt = b & (chunkBytes - 1)
    const leftStart = leftLengthAt + lengthBytes(left, leftLengthAt)
    const rightStart = rightLengthAt + lengthBytes(right, rightLengthAt)
    const leftLength = endOf(left, leftLengthAt) - leftStart
    const rightLength = endOf(right, rightLengthAt) - rightStart
    const shared = Math.min(leftLength, rightLength)
    for (let at = 0; at < shared; at++) {
      const difference = left[leftStart + at]! - right[rightStart + at]!
      if (difference !== 0) return difference
    }
    return leftLength - rightLength
  }

  #open(needed: number): void {
    if (this.#grew(needed)) return
    if (this.#chunks.length === maxChunks) {
      throw new RevschedError('source-failed', 'the names and ids of the deals take more than 4 GB')
    }
    const isFirst = this.#chunks.length === 0
    // A text longer than a chunk gets a chunk of its own size: only its first byte has to be addressed.
    this.#chunk = Buffer.allocUnsafeSlow(Math.max(isFirst ? firstChunkBytes : chunkBytes, needed + 1))
    this.#base = this.#chunks.length * chunkBytes
    // The first offset of all is `noText`.
    this.#end = isFirst ? 1 : 0
    this.#chunks.push(this.#chunk)
  }

  /** True when the first chunk has room now, because it was made larger. */
  #grew(needed: number): boolean {
    const {length} = this.#chunk
    if (this.#chunks.length !== 1 || length >= chunkBytes) return false
    const larger = Buffer.allocUnsafeSlow(Math.min(chunkBytes, Math.max(length * 4, length + needed)))
    this.#chunk.copy(larger, 0, 0, this.#end)
    this.#chunk = larger
    this.#chunks[0] = larger
    return needed <= larger.length - this.#end
  }

  /** Returns the end of what it wrote, or null for a text that has other letters. Ten times as fast as Buffer.write. */
  #writeAscii(text: string, start: number): number | null {
    const chunk = this.#chunk
    let at = writeLength(chunk, text.length, start)
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (code > 127) return null
      chunk[at++] = code
    }
    return at
  }

  #writeUtf8(text: string, start: number): number {
    const at = writeLength(this.#chunk, Buffer.byteLength(text), start)
    return at + this.#chunk.write(text, at)
  }
}

function writeLength(chunk: Buffer, length: number, start: number): number {
  let at = start
  let left = length
  while (left > 127) {
    chunk[at++] = (left & 127) | 128
    left >>>= 7
  }
  chunk[at++] = left
  return at
}

/** How many bytes the length of the text at `from` takes. */
function lengthBytes(chunk: Buffer, from: number): number {
  let at = from
  while (chunk[at]! > 127) at++
  return at - from + 1
}

/** Where the text that starts at `from` ends. */
function endOf(chunk: Buffer, from: number): number {
  let at = from
  let length = 0
  for (let shift = 0; ; shift += 7) {
    const byte = chunk[at++]!
    length |= (byte & 127) << shift
    if (byte < 128) return at + length
  }
}
