import type {FieldBlock} from './field-block.js'

/** A power of two: more than a file has stages, owners or days, and most of its accounts. */
const slotBits = 12
const slots = 1 << slotBits

/** Longer texts are read each time. */
const longestKept = 48

/**
 * What a column's texts mean, where they come again and again: found by their bytes, so that each text is decoded and read
 * once, and the same string or date comes every time. Of two texts that share a slot the later one is kept.
 */
export class RepeatedValues<Value> {
  readonly #make: (text: string) => Value | null
  readonly #values: (Value | null)[] = new Array(slots).fill(null)
  /** 0 for a free slot. */
  readonly #lengths = new Uint8Array(slots)
  readonly #bytes = new DataView(new ArrayBuffer(slots * longestKept))

  /** What `make` throws reaches the caller of `read`, each time. */
  constructor(make: (text: string) => Value | null) {
    this.#make = make
  }

  /** Null for an empty field. */
  read(block: FieldBlock, field: number): Value | null {
    const start = block.starts[field]!
    const length = block.ends[field]! - start
    if (length === 0) return null
    if (length > longestKept) return this.#make(block.textOf(field))
    const slot = slotOf(block.view, start, length)
    if (this.#lengths[slot] === length && this.#isKept(slot, block.view, start)) return this.#values[slot]!
    const value = this.#make(block.textOf(field))
    this.#lengths[slot] = length
    for (let at = 0; at < length; at++)
      this.#bytes.setUint8(slot * longestKept + at, block.view.getUint8(start + at))
    this.#values[slot] = value
    return value
  }

  /** Compares four bytes at a time; the last four may overlap the ones before. */
  #isKept(slot: number, view: DataView, start: number): boolean {
    const kept = this.#bytes
    const length = this.#lengths[slot]!
    const first = slot * longestKept
    if (length < 4) {
      for (let at = 0; at < length; at++)
        if (kept.getUint8(first + at) !== view.getUint8(start + at)) return false
      return true
    }
    for (let at = 0; at < length - 4; at += 4)
      if (kept.getInt32(first + at) !== view.getInt32(start + at)) return false
    return kept.getInt32(first + length - 4) === view.getInt32(start + length - 4)
  }
}

/** Of all bytes, four at a time; the highest bits of the product depend on each of them. */
function slotOf(view: DataView, start: number, length: number): number {
  let hash = length
  if (length < 4) {
    for (let at = 0; at < length; at++) hash = mixed(hash ^ view.getUint8(start + at))
  } else {
    for (let at = 0; at < length - 4; at += 4) hash = mixed(hash ^ view.getInt32(start + at))
    hash = mixed(hash ^ view.getInt32(start + length - 4))
  }
  return hash >>> (32 - slotBits)
}

function mixed(hash: number): number {
  const product = Math.imul(hash, 0x2c1b3c6d)
  return product ^ (product >>> 15)
}
