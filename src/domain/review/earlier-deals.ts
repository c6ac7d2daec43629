import type {Analysis, ReviewedDeal} from './analysis.js'
import {FindingsTable} from './findings-table.js'
import {IdIndex} from './id-index.js'
import {InternedTexts} from './interned-texts.js'
import {TextArena} from './text-arena.js'

/** What a comparison needs of a deal. */
export type EarlierDeal = Pick<ReviewedDeal, 'id' | 'name' | 'amount' | 'stage' | 'closeDate'> & {
  findings: readonly {ruleId: string; message: string}[]
}

/** The deals of a stored review as columns, some 60 bytes and a name each: a million of them as objects take a gigabyte. */
export class EarlierDeals {
  readonly #texts = new TextArena()
  readonly #ids: IdIndex
  readonly #names: Uint32Array
  /** NaN stands for null. */
  readonly #amounts: Float64Array
  readonly #stages = new InternedTexts()
  readonly #stageCodes: Uint32Array
  readonly #closeDates = new InternedTexts()
  readonly #closeDateCodes: Uint32Array
  readonly #findings = new FindingsTable()
  readonly #ruleIds = new InternedTexts()
  /** By row: the first of its findings; those of the next row follow. */
  readonly #firstFindings: Uint32Array
  readonly #isTaken: Uint8Array
  #size = 0

  constructor({summary, deals}: Analysis) {
    const rows = summary.dealsAnalyzed
    this.#ids = new IdIndex(this.#texts, Math.max(1, rows))
    this.#names = new Uint32Array(rows)
    this.#amounts = new Float64Array(rows)
    this.#stageCodes = new Uint32Array(rows)
    this.#closeDateCodes = new Uint32Array(rows)
    this.#firstFindings = new Uint32Array(rows + 1)
    this.#isTaken = new Uint8Array(rows)
    for (const deal of deals()) this.#add(deal)
  }

  #add(deal: ReviewedDeal): void {
    const row = this.#size++
    this.#ids.put(deal.id, row)
    this.#names[row] = this.#texts.add(deal.name)
    this.#amounts[row] = deal.amount ?? Number.NaN
    this.#stageCodes[row] = this.#stages.codeOf(deal.stage)
    this.#closeDateCodes[row] = this.#closeDates.codeOf(deal.closeDate)
    for (const {ruleId, message} of deal.findings)
      this.#findings.add({row, rule: this.#ruleIds.codeOf(ruleId), severity: 0, message})
    this.#firstFindings[row + 1] = this.#findings.size
  }

  /** The deal of that id, once; null when there is none. */
  take(id: string): EarlierDeal | null {
    const row = this.#ids.find(id)
    if (row < 0) return null
    this.#isTaken[row] = 1
    return this.#dealAt(row)
  }

  /** The deals that nobody took. */
  *left(): Iterable<EarlierDeal> {
    for (let row = 0; row < this.#size; row++) if (this.#isTaken[row] === 0) yield this.#dealAt(row)
  }

  #dealAt(row: number): EarlierDeal {
    const amount = this.#amounts[row]!
    const findings: EarlierDeal['findings'][number][] = []
    for (let index = this.#firstFindings[row]!; index < this.#firstFindings[row + 1]!; index++)
      findings.push({
        ruleId: this.#ruleIds.texts[this.#findings.rules[index]!]!,
        message: this.#findings.messageOf(index),
      })
    return {
      id: this.#ids.idOf(row),
      name: this.#texts.read(this.#names[row]!),
      amount: Number.isNaN(amount) ? null : amount,
      stage: this.#stages.texts[this.#stageCodes[row]!] ?? null,
      closeDate: this.#closeDates.texts[this.#closeDateCodes[row]!] ?? null,
      findings,
    }
  }
}
