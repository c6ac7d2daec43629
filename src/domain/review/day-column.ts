/** A whole number of days for some rows of a growing table; single precision holds them exactly. */
export class DayColumn {
  #days = new Float32Array(0)

  set(row: number, days: number): void {
    if (row >= this.#days.length) {
      const larger = new Float32Array(Math.max(1024, row * 2)).fill(Number.NaN)
      larger.set(this.#days)
      this.#days = larger
    }
    this.#days[row] = days
  }

  /** NaN for a row that was not set. */
  of(row: number): number {
    return this.#days[row] ?? Number.NaN
  }
}
