/** A number for some rows of a growing table, as days or an age in minutes; single precision holds whole ones up to 16,777,216 exactly. */
export class NumberColumn {
  #numbers: Float32Array

  /** Makes room for as many rows; growing later costs time. */
  constructor(rows = 0) {
    this.#numbers = new Float32Array(rows).fill(Number.NaN)
  }

  set(row: number, number: number): void {
    if (row >= this.#numbers.length) {
      const larger = new Float32Array(Math.max(1024, row * 2)).fill(Number.NaN)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[row] = number
  }

  /** NaN for a row that was not set. */
  of(row: number): number {
    return this.#numbers[row] ?? Number.NaN
  }
}
