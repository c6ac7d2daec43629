import type {Deal} from './deal.js'
import type {DealFilter} from './deal-filter.js'
import {dealTests} from './deal-tests.js'

/** Which overrides each open deal matches, a bit each; no memory where a ruleset has none. */
export class OverrideSets {
  readonly #tests: readonly ReturnType<typeof dealTests>[]
  #sets = new Uint32Array(0)

  constructor(overrides: readonly DealFilter[]) {
    this.#tests = overrides.map(dealTests)
  }

  /** Undefined where there are no overrides. */
  put(deals: readonly Deal[], rows: readonly number[]): number[] | undefined {
    if (this.#tests.length === 0) return undefined
    return deals.map((deal, index) => {
      const set = this.#setOf(deal)
      this.#keep(rows[index]!, set)
      return set
    })
  }

  /** How many of these rows match each override. */
  countsOf(rows: Uint32Array): number[] {
    const counts = this.#tests.map(() => 0)
    if (counts.length > 0)
      for (const row of rows)
        for (let set = this.of(row); set !== 0; set &= set - 1) counts[31 - Math.clz32(set & -set)]!++
    return counts
  }

  of(row: number): number {
    return this.#sets[row] ?? 0
  }

  #setOf(deal: Deal): number {
    let set = 0
    for (const [place, tests] of this.#tests.entries()) if (tests.every(test => test(deal))) set |= 1 << place
    return set
  }

  #keep(row: number, set: number): void {
    if (row >= this.#sets.length) {
      const larger = new Uint32Array(Math.max(1024, row * 2))
      larger.set(this.#sets)
      this.#sets = larger
    }
    this.#sets[row] = set
  }
}
