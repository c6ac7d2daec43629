import {crc32, deflateRawSync, inflateRawSync} from 'node:zlib'
import {RevschedError} from '../errors.js'
import type {Analysis, ReviewSummary} from './analysis.js'
import {columnsOf, type DealColumns, dealsOf} from './deal-columns.js'

/*
 * A stored review: "RVA3", then blocks, each its length and its CRC-32 (4 bytes each, big-endian) and that many bytes of raw
 * deflate. The first block is the summary as JSON, the others deals in the order of the review, each block a column per field
 * (deal-columns.ts). Blocks keep a million deals from ever being one string, and let the five worst be read from the first of
 * them; the sum tells a damaged one, which may inflate to other numbers.
 */

const mark = 'RVA3'
const magic = Buffer.from(mark)
/** Length and sum before each block. */
const headBytes = 8
/** A fifth of the time of zlib's own choice for a document that is a tenth longer: the time goes into every review. */
const level = 3
/** Bytes that a block has room for when it is read: each further piece of output would be copied. */
const roomForBlock = 64 * 1024

export function encodeAnalysis(analysis: Analysis): Uint8Array {
  const parts: Buffer[] = [magic]
  const push = (value: unknown) => {
    const block = deflateRawSync(JSON.stringify(value), {level})
    const head = Buffer.alloc(headBytes)
    head.writeUInt32BE(block.length)
    head.writeUInt32BE(crc32(block), 4)
    // A copy of its own size: what deflate returns keeps 16 kB alive.
    parts.push(head, Buffer.from(block))
  }
  push(analysis.summary)
  for (const columns of columnsOf(analysis.deals())) push(columns)
  return Buffer.concat(parts)
}

/** Throws `storage` when the bytes are not a stored review, of another version, or damaged anywhere. */
export function decodeAnalysis(bytes: Uint8Array): Analysis {
  const document = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [first, ...others] = blocksOf(document)
  if (!first) throw unreadable('it has no summary')
  const summary = parsed<ReviewSummary>(first)
  if (summary.format !== 1) throw unreadable(`its format ${summary.format} is not known to this version`)
  return {
    summary,
    *deals() {
      for (const block of others) yield* dealsOf(parsed<DealColumns>(block))
    },
  }
}

function blocksOf(document: Buffer): Buffer[] {
  const start = document.toString('latin1', 0, magic.length)
  if (/^RVA\d$/.test(start) && start !== mark) throw unreadable('another version of revsched wrote it')
  if (start !== mark) throw unreadable('it does not begin as one')
  const blocks: Buffer[] = []
  for (let at = magic.length; at < document.length; ) {
    const from = at + headBytes
    if (from > document.length || from + document.readUInt32BE(at) > document.length)
      throw unreadable('it is cut off')
    const block = document.subarray(from, from + document.readUInt32BE(at))
    if (crc32(block) !== document.readUInt32BE(at + 4)) throw unreadable('it is damaged')
    blocks.push(block)
    at = from + block.length
  }
  return blocks
}

/** What does not fit together although its sum does, no version of this program wrote. */
function parsed<Value>(block: Buffer): Value {
  try {
    return JSON.parse(inflateRawSync(block, {chunkSize: roomForBlock}).toString('utf8'))
  } catch (error) {
    throw unreadable('it is damaged', error)
  }
}

function unreadable(why: string, cause?: unknown): RevschedError {
  return new RevschedError('storage', `a stored review cannot be read: ${why}`, {
    hint: 'revsched db check tells which ones; others can be read',
    cause,
  })
}
