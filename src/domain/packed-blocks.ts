import {crc32, deflateRawSync, inflateRawSync} from 'node:zlib'

/*
 * Values as JSON, packed: a mark of four characters, then blocks, each its length and its CRC-32 (4 bytes each, big-endian) and that
 * many bytes of raw deflate. Blocks keep many values from ever being one string; the sum tells a damaged one, which may inflate to
 * other values.
 */

/** Length and sum before each block. */
const headBytes = 8
/** A fifth of the time of zlib's own choice for a document that is a tenth longer: the time goes into every review. */
const usualLevel = 3
/** Bytes that a block has room for when it is read: each further piece of output would be copied. */
const roomForBlock = 64 * 1024

export class BlockWriter {
  readonly #parts: Buffer[]
  readonly #level: number
  /** Of all that was pushed, packed. */
  size = 0

  constructor(mark: string, level = usualLevel) {
    this.#parts = [Buffer.from(mark)]
    this.#level = level
  }

  push(value: unknown): void {
    const block = deflateRawSync(JSON.stringify(value), {level: this.#level})
    const head = Buffer.alloc(headBytes)
    head.writeUInt32BE(block.length)
    head.writeUInt32BE(crc32(block), 4)
    // A copy of its own size: what deflate returns keeps 16 kB alive.
    this.#parts.push(head, Buffer.from(block))
    this.size += headBytes + block.length
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts)
  }
}

/** Why bytes are not blocks as they were written. */
export class DamagedBlocks extends Error {}

/** The blocks behind the mark, whole and undamaged; each to be read by `unpacked`. Throws `DamagedBlocks`. */
export function blocksBehind(mark: string, bytes: Uint8Array): Buffer[] {
  const document = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (document.toString('latin1', 0, mark.length) !== mark)
    throw new DamagedBlocks('it does not begin as one')
  const blocks: Buffer[] = []
  for (let at = mark.length; at < document.length; ) {
    const from = at + headBytes
    if (from > document.length || from + document.readUInt32BE(at) > document.length)
      throw new DamagedBlocks('it is cut off')
    const block = document.subarray(from, from + document.readUInt32BE(at))
    if (crc32(block) !== document.readUInt32BE(at + 4)) throw new DamagedBlocks('it is damaged')
    blocks.push(block)
    at = from + block.length
  }
  return blocks
}

/** What does not fit together although its sum does, no version of this program wrote: throws `DamagedBlocks`. */
export function unpacked<Value>(block: Buffer): Value {
  try {
    return JSON.parse(inflateRawSync(block, {chunkSize: roomForBlock}).toString('utf8'))
  } catch (cause) {
    throw new DamagedBlocks('it is damaged', {cause})
  }
}
