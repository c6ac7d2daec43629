/** Whole numbers of days, counted: an exact median without keeping the numbers. Negative ones, and those of more than 270 years, are left out. */
export class DayHistogram {
  size = 0
  negative = 0
  #counts = new Uint32Array(512)

  add(days: number): void {
    if (days < 0) this.negative++
    if (days < 0 || days > 100_000) return
    if (days >= this.#counts.length) {
      const larger = new Uint32Array(Math.max(this.#counts.length * 2, days + 1))
      larger.set(this.#counts)
      this.#counts = larger
    }
    this.#counts[days]!++
    this.size++
  }

  /** NaN when empty. */
  median(): number {
    return (this.#at(Math.floor((this.size - 1) / 2)) + this.#at(Math.floor(this.size / 2))) / 2
  }

  /** The number at a place of the sorted sequence. */
  #at(place: number): number {
    let seen = 0
    for (let days = 0; days < this.#counts.length; days++) {
      seen += this.#counts[days]!
      if (seen > place) return days
    }
    return Number.NaN
  }
}
