import type {Analysis} from './analysis.js'
import {BitTable} from './bit-table.js'
import {IdIndex} from './id-index.js'
import {TextArena} from './text-arena.js'

/** What a stored review found, by deal and rule: some 50 bytes for a deal with findings, whatever they say. */
export class KnownFindings {
  readonly #ids = new IdIndex(new TextArena())
  readonly #rules: ReadonlyMap<string, number>
  readonly #found: BitTable

  constructor({summary, deals}: Analysis) {
    this.#rules = new Map(summary.rules.map(({ruleId}, place) => [ruleId, place]))
    this.#found = new BitTable(Math.max(1, this.#rules.size))
    let row = 0
    for (const {id, findings} of deals()) {
      if (findings.length === 0) continue
      this.#ids.put(id, row)
      for (const {ruleId} of findings) this.#found.set(row, this.#rules.get(ruleId) ?? 0)
      row++
    }
  }

  /** The row of a deal for `has`; -1 where nothing was found of it. */
  rowOf(dealId: string): number {
    return this.#ids.find(dealId)
  }

  has(row: number, ruleId: string): boolean {
    const rule = this.#rules.get(ruleId)
    return row >= 0 && rule !== undefined && this.#found.has(row, rule)
  }
}
