import type {ReviewedFinding} from './analysis.js'

/** How long a finding has been there: reviews in a row that had it, this one too, and days since the first of them. */
type Standing = {reviews: number; days: number}

/** More reviews or days than these are told as these. */
const most = 65_535

/** What the last review found of deals that are open now, as columns: 6 bytes a finding and 6 a row. */
export class EarlierFindings {
  readonly #step: 0 | 1
  readonly #first: Uint32Array
  readonly #counts: Uint16Array
  #rules = new Uint16Array(1024)
  #reviews = new Uint16Array(1024)
  #days = new Uint16Array(1024)
  size = 0

  /** `step`: 1 where this review counts as one more, 0 where it is of the same day as the last one. */
  constructor(rows: number, step: 0 | 1) {
    this.#step = step
    this.#first = new Uint32Array(rows)
    this.#counts = new Uint16Array(rows)
  }

  /** Once for each row. `ruleOf` is the place of a rule in this review, -1 for one that is not in it; a rule counts once. */
  put(
    row: number,
    findings: readonly ReviewedFinding[],
    {ruleOf, daysSince}: {ruleOf(id: string): number; daysSince(day: string): number},
  ): void {
    this.#first[row] = this.size
    for (const {ruleId, reviews, since} of findings) {
      const rule = ruleOf(ruleId)
      if (rule < 0 || this.#placeOf(row, rule) >= 0) continue
      if (this.size === this.#rules.length) this.#grow()
      this.#rules[this.size] = rule
      this.#reviews[this.size] = Math.min(most, reviews + this.#step)
      this.#days[this.size] = Math.max(0, Math.min(most, daysSince(since)))
      this.size++
      this.#counts[row]!++
    }
  }

  /** Null where the last review had no such finding. */
  of(row: number, rule: number): Standing | null {
    const place = this.#placeOf(row, rule)
    return place < 0 ? null : {reviews: this.#reviews[place]!, days: this.#days[place]!}
  }

  /** Of findings of rules for which `ran` holds. */
  countOf(ran: (rule: number) => boolean): number {
    let count = 0
    for (let place = 0; place < this.size; place++) if (ran(this.#rules[place]!)) count++
    return count
  }

  #placeOf(row: number, rule: number): number {
    const end = this.#first[row]! + this.#counts[row]!
    for (let place = this.#first[row]!; place < end; place++) if (this.#rules[place] === rule) return place
    return -1
  }

  #grow(): void {
    const length = this.size * 2
    const [rules, reviews, days] = [this.#rules, this.#reviews, this.#days]
    this.#rules = new Uint16Array(length)
    this.#rules.set(rules)
    this.#reviews = new Uint16Array(length)
    this.#reviews.set(reviews)
    this.#days = new Uint16Array(length)
    this.#days.set(days)
  }
}
