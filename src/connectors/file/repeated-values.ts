import type {FieldBlock} from './field-block.js'

/** More than a file has stages, owners or days, and most of its accounts. */
const mostKept = 8192

/** A small file has few texts, and its review is over before larger tables pay. */
const firstKept = 128

/** Slots for each text that may be kept, so that few have to look further than their own. */
const slotsPerText = 2

/** Longer texts are read each time. */
const longestKept = 48

/**
 * What a column's texts mean, where they come again and again: found by their bytes, so that each text is decoded and read
 * once, and the same string or date comes every time. When too many are kept, all are forgotten.
 */
export class RepeatedValues<Value> {
  readonly #make: (text: string) => Value | null
  /** Places in the lists below, and one more for each: 0 is a free slot. */
  #slots = new Uint16Array(firstKept * slotsPerText)
  #values: (Value | null)[] = []
  #lengths = new Uint8Array(firstKept)
  #bytes = new DataView(new ArrayBuffer(firstKept * longestKept))

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
    let slot = this.#slotOf(block.view, start, length)
    for (let kept = this.#slots[slot]!; kept !== 0; kept = this.#slots[slot]!) {
      if (this.#lengths[kept - 1] === length && this.#isKept(kept - 1, block.view, start))
        return this.#values[kept - 1]!
      slot = (slot + 1) & (this.#slots.length - 1)
    }
    const value = this.#make(block.textOf(field))
    this.#keep(value, slot, block.bytes.subarray(start, start + length))
    return value
  }

  #keep(value: Value | null, freeSlot: number, text: Uint8Array): void {
    const place = this.#values.length
    if (place === mostKept) {
      this.#slots.fill(0)
      this.#values = []
      return
    }
    new Uint8Array(this.#bytes.buffer).set(text, place * longestKept)
    this.#lengths[place] = text.length
    this.#values.push(value)
    this.#slots[freeSlot] = place + 1
    if (place + 1 === this.#lengths.length && place + 1 < mostKept) this.#grow()
  }

  /** Room for twice as many. */
  #grow(): void {
    const kept = this.#lengths.length
    this.#lengths = longer(this.#lengths)
    this.#bytes = new DataView(longer(new Uint8Array(this.#bytes.buffer)).buffer)
    this.#slots = new Uint16Array(this.#slots.length * 2)
    for (let place = 0; place < kept; place++) {
      let slot = this.#slotOf(this.#bytes, place * longestKept, this.#lengths[place]!)
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1)
      this.#slots[slot] = place + 1
    }
  }

  /** Of all bytes; there are a power of two of slots. */
  #slotOf(view: DataView, start: number, length: number): number {
    return hashOf(view, start, length) & (this.#slots.length - 1)
  }

  /** Compares four bytes at a time; the last four may overlap the ones before. */
  #isKept(place: number, view: DataView, start: number): boolean {
    const kept = this.#bytes
    const length = this.#lengths[place]!
    const first = place * longestKept
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

/** Of all bytes, four at a time; the highest bits of the product depend on each of them, and are moved to where they count. */
function hashOf(view: DataView, start: number, length: number): number {
  let hash = length
  if (length < 4) {
    for (let at = 0; at < length; at++) hash = mixed(hash ^ view.getUint8(start + at))
  } else {
    for (let at = 0; at < length - 4; at += 4) hash = mixed(hash ^ view.getInt32(start + at))
    hash = mixed(hash ^ view.getInt32(start + length - 4))
  }
  return hash >>> 16
}

function mixed(hash: number): number {
  const product = Math.imul(hash, 0x2c1b3c6d)
  return product ^ (product >>> 15)
}

function longer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const twice = new Uint8Array(bytes.length * 2)
  twice.set(bytes)
  return twice
}
