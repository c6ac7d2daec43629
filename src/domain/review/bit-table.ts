/** A growing table of yes or no: a row per deal, a column per rule. */
export class BitTable {
  #wordsPerRow: number
  #words: Uint32Array

  constructor(columns: number, rows = 1024) {
    this.#wordsPerRow = Math.ceil(columns / 32)
    this.#words = new Uint32Array(this.#wordsPerRow * rows)
  }

  set(row: number, column: number): void {
    const word = row * this.#wordsPerRow + (column >>> 5)
    if (word >= this.#words.length) this.#grow(word)
    this.#words[word]! |= 1 << (column & 31)
  }

  /** The first 32 columns of a row at once, the first of them as the lowest bit; what is set stays. */
  setFirst(row: number, bits: number): void {
    const word = row * this.#wordsPerRow
    if (word >= this.#words.length) this.#grow(word)
    this.#words[word]! |= bits
  }

  has(row: number, column: number): boolean {
    const word = this.#words[row * this.#wordsPerRow + (column >>> 5)] ?? 0
    return ((word >>> (column & 31)) & 1) === 1
  }

  /** How many of `rows` are set, by column. */
  countsOf(rows: Uint32Array, columns: number): Uint32Array {
    const counts = new Uint32Array(this.#wordsPerRow * 32)
    for (let place = 0; place < rows.length; place++) {
      const start = rows[place]! * this.#wordsPerRow
      for (let word = 0; word < this.#wordsPerRow; word++) {
        let bits = this.#words[start + word] ?? 0
        while (bits !== 0) {
          const lowest = 31 - Math.clz32(bits & -bits)
          counts[word * 32 + lowest]!++
          bits &= bits - 1
        }
      }
    }
    return counts.subarray(0, columns)
  }

  #grow(word: number): void {
    const larger = new Uint32Array(Math.max(this.#words.length * 2, word + this.#wordsPerRow))
    larger.set(this.#words)
    this.#words = larger
  }
}
