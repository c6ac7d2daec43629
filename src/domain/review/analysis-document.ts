import {deflateRawSync, inflateRawSync} from 'node:zlib'
import {RevschedError} from '../errors.js'
import type {Analysis, ReviewSummary} from './analysis.js'
import {columnsOf, type DealColumns, dealsOf} from './deal-columns.js'

/*
 * A stored review: "RVA2", then blocks, each its length (4 bytes, big-endian) and that many bytes of raw deflate. The first
 * block is the summary as JSON, the others deals in the order of the review, each block a column per field (deal-columns.ts).
 * Blocks keep a million deals from ever being one string, and let the five worst be read from the first of them.
 */

const magic = Buffer.from('RVA2')
/** A fifth of the time of zlib's own choice for a document that is a tenth longer: the time goes into every review. */
const level = 3
/** Bytes that a block has room for when it is read: each further piece of output would be copied. */
const roomForBlock = 64 * 1024

export function encodeAnalysis(analysis: Analysis): Uint8Array {
  const parts: Buffer[] = [magic]
  const push = (value: unknown) => {
    const block = deflateRawSync(JSON.stringify(value), {level})
    const length = Buffer.alloc(4)
    length.writeUInt32BE(block.length)
    // A copy of its own size: what deflate returns keeps 16 kB alive.
    parts.push(length, Buffer.from(block))
  }
  push(analysis.summary)
  for (const columns of columnsOf(analysis.deals())) push(columns)
  return Buffer.concat(parts)
}

/** Throws `storage` when the bytes are not a stored review or are damaged. */
export function decodeAnalysis(bytes: Uint8Array): Analysis {
  const document = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!document.subarray(0, magic.length).equals(magic)) throw damaged('it does not begin as one')
  const offsets = blockOffsets(document)
  if (offsets.length === 0) throw damaged('it has no summary')
  const summary: ReviewSummary = parsed(textAt(document, offsets[0]!))
  if (summary.format !== 1) throw damaged(`its format ${summary.format} is not known to this version`)
  return {
    summary,
    *deals() {
      for (const offset of offsets.slice(1)) yield* dealsOf(parsed<DealColumns>(textAt(document, offset)))
    },
  }
}

function blockOffsets(document: Buffer): number[] {
  const offsets: number[] = []
  let at = magic.length
  while (at < document.length) {
    if (at + 4 > document.length || at + 4 + document.readUInt32BE(at) > document.length)
      throw damaged('it is cut off')
    offsets.push(at)
    at += 4 + document.readUInt32BE(at)
  }
  return offsets
}

function textAt(document: Buffer, offset: number): string {
  try {
    return inflateRawSync(document.subarray(offset + 4, offset + 4 + document.readUInt32BE(offset)), {
      chunkSize: roomForBlock,
    }).toString('utf8')
  } catch (error) {
    throw damaged((error as Error).message)
  }
}

function parsed<Value>(text: string): Value {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw damaged((error as Error).message)
  }
}

function damaged(why: string): RevschedError {
  return new RevschedError('storage', `a stored review cannot be read: ${why}`, {
    hint: 'revsched db check looks at the whole database',
  })
}
