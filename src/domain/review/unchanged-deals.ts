/** More reviews or days than these are told as these. */
const most = 65_535

/** By row, how long stage, close date and amount of open deals have been the same: 4 bytes a deal, none at a first review. */
export class UnchangedDeals {
  readonly #reviews: Uint16Array
  readonly #days: Uint16Array

  constructor(rows: number) {
    this.#reviews = new Uint16Array(rows)
    this.#days = new Uint16Array(rows)
  }

  put(row: number, {reviews, days}: {reviews: number; days: number}): void {
    this.#reviews[row] = Math.min(most, reviews)
    this.#days[row] = Math.max(0, Math.min(most, days))
  }

  of(row: number): {reviews: number; days: number} {
    return {reviews: this.#reviews[row] ?? 0, days: this.#days[row] ?? 0}
  }
}
