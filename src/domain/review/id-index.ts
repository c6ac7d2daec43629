import type {TextArena} from './text-arena.js'

/**
 * Finds a deal's row by its id: open addressing over the ids' bytes, 16 bytes a deal where a Map of strings takes 100.
 * Rows are given by the caller, counting up from 0.
 */
export class IdIndex {
  #texts: TextArena
  #offsets: Uint32Array
  #hashes: Uint32Array
  /** Row + 1; 0 is a free slot. A power of two, of which three quarters are used at most. */
  #slots: Int32Array
  #used = 0

  constructor(texts: TextArena, rows = 1024) {
    this.#texts = texts
    this.#offsets = new Uint32Array(rows)
    this.#hashes = new Uint32Array(rows)
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, rows / 0.75))))
  }

  /** Makes `row` the one of this id; returns the row that it replaces, or -1. */
  put(id: string, row: number): number {
    if (row >= this.#offsets.length) this.#growRows()
    if (this.#used >= this.#slots.length * 0.75) this.#growSlots()
    const offset = this.#texts.add(id)
    const hash = this.#texts.hash(offset)
    this.#offsets[row] = offset
    this.#hashes[row] = hash
    const slot = this.#slotOf(offset, hash)
    const earlier = this.#slots[slot]! - 1
    this.#slots[slot] = row + 1
    if (earlier < 0) this.#used++
    return earlier
  }

  /** The row of an id, or -1. */
  find(id: string): number {
    const offset = this.#texts.add(id)
    const slot = this.#slotOf(offset, this.#texts.hash(offset))
    this.#texts.drop(offset)
    return this.#slots[slot]! - 1
  }

  /** Frees what `put` and `find` need. */
  endLookups(): void {
    this.#hashes = new Uint32Array(0)
    this.#slots = new Int32Array(0)
  }

  idOf(row: number): string {
    return this.#texts.read(this.#offsets[row]!) ?? ''
  }

  /** Orders rows by their ids, by code point. */
  compare(row: number, other: number): number {
    return this.#texts.compare(this.#offsets[row]!, this.#offsets[other]!)
  }

  /** The slot that holds this id, or the free one where it belongs. */
  #slotOf(offset: number, hash: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot]! - 1
      if (row < 0) return slot
      if (this.#hashes[row] === hash && this.#texts.isEqual(offset, this.#offsets[row]!)) return slot
    }
  }

  #growRows(): void {
    const {length} = this.#offsets
    const offsets = new Uint32Array(length * 2)
    const hashes = new Uint32Array(length * 2)
    offsets.set(this.#offsets)
    hashes.set(this.#hashes)
    this.#offsets = offsets
    this.#hashes = hashes
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (const entry of this.#slots) {
      if (entry === 0) continue
      let slot = this.#hashes[entry - 1]! & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = entry
    }
    this.#slots = slots
  }
}
