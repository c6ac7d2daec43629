import type {FieldBlock} from './field-block.js'

/** A power of two: more than a file has stages or owners, and most of its accounts. */
const slots = 4096

/** Longer texts are decoded each time. */
const longestKept = 48

/**
 * Texts of a column whose values repeat: found again by their bytes, so that each is decoded and trimmed once and the same
 * string comes every time, which later look-ups need not hash again. Of two that share a slot the later one is kept.
 */
export class RepeatedTexts {
  readonly #texts: (string | null)[] = new Array(slots).fill(null)
  /** 0 for a free slot. */
  readonly #lengths = new Uint8Array(slots)
  readonly #bytes = new DataView(new ArrayBuffer(slots * longestKept))

  /** Null for a text of white space. */
  read({bytes, view, starts, ends}: FieldBlock, field: number): string | null {
    const start = starts[field]!
    const length = ends[field]! - start
    if (length === 0) return null
    if (length > longestKept) return textOf(bytes, start, length)
    const slot = slotOf(view, start, length)
    if (this.#lengths[slot] !== length || !this.#isKept(slot, view, start)) {
      this.#lengths[slot] = length
      for (let at = 0; at < length; at++) this.#bytes.setUint8(slot * longestKept + at, bytes[start + at]!)
      this.#texts[slot] = textOf(bytes, start, length)
    }
    return this.#texts[slot]!
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

function textOf(bytes: Buffer, start: number, length: number): string | null {
  return bytes.toString('utf8', start, start + length).trim() || null
}

/** Of the length and the bytes at both ends: names differ there, and texts that share a slot are only read more slowly. */
function slotOf(view: DataView, start: number, length: number): number {
  const ends =
    length < 4
      ? view.getUint8(start) * 0x10001 + view.getUint8(start + length - 1)
      : Math.imul(view.getInt32(start), 0x2c1b3c6d) ^ view.getInt32(start + length - 4)
  const hash = Math.imul(ends ^ length, 0x01000193)
  return (hash ^ (hash >>> 15)) & (slots - 1)
}
