import type {Deal, ForecastCategory, Outcome} from './deal.js'
import {IdIndex} from './id-index.js'
import {InternedTexts} from './interned-texts.js'
import {noText, TextArena} from './text-arena.js'

/** What is kept of a deal; of a closed one only id, outcome, amount, close date and, where it was won, pipeline. */
type KeptDeal = Pick<
  Deal,
  | 'id'
  | 'name'
  | 'amount'
  | 'currency'
  | 'pipeline'
  | 'stage'
  | 'probability'
  | 'forecastCategory'
  | 'owner'
  | 'account'
  | 'closeDate'
  | 'outcome'
  | 'url'
>

/** A row whose deal came again later; the later row counts. */
const replaced = 0
const outcomeCodes = {open: 1, won: 2, lost: 3} as const satisfies Record<Outcome, number>
const outcomes = [null, 'open', 'won', 'lost'] as const

const accountsRemembered = 10_000

/** A wrong guess must not ask for more memory than there is. */
const mostExpected = 4_000_000

/** How many rows to make room for. */
export function rowsExpected(deals: number): number {
  return Math.min(Math.max(1024, Math.ceil(deals * 1.05)), mostExpected)
}

/** Stands for null in the column of close dates; no calendar reaches it. */
const noDate = -0x80000000

/**
 * The deals of one review as columns: about 90 bytes and its texts for a deal, so that a million fit into memory
 * beside the parser. The last row of an id wins. Everything is addressed by row, in the order of arrival.
 */
export class DealTable {
  size = 0
  duplicateIds = 0
  readonly stages = new InternedTexts()
  readonly owners = new InternedTexts()
  readonly pipelines = new InternedTexts()
  readonly currencies = new InternedTexts()
  readonly forecastCategories = new InternedTexts()
  /** NaN stands for null. */
  amounts: Float64Array
  probabilities: Float64Array
  stageCodes: Uint32Array
  ownerCodes: Uint32Array
  pipelineCodes: Uint32Array
  currencyCodes: Uint32Array
  /** Six categories and null. */
  forecastCodes: Uint8Array
  #outcomes: Uint8Array
  #closeDates: Int32Array
  #names: Uint32Array
  #accounts: Uint32Array
  #urls: Uint32Array
  #recentAccounts = new Map<string, number>()
  #texts = new TextArena()
  #ids: IdIndex

  /** Growing later costs time, and for a moment the old columns beside the new ones. */
  constructor(dealsExpected = 0) {
    const rows = rowsExpected(dealsExpected)
    this.amounts = new Float64Array(rows)
    this.probabilities = new Float64Array(rows)
    this.stageCodes = new Uint32Array(rows)
    this.ownerCodes = new Uint32Array(rows)
    this.pipelineCodes = new Uint32Array(rows)
    this.currencyCodes = new Uint32Array(rows)
    this.forecastCodes = new Uint8Array(rows)
    this.#outcomes = new Uint8Array(rows)
    this.#closeDates = new Int32Array(rows)
    this.#names = new Uint32Array(rows)
    this.#accounts = new Uint32Array(rows)
    this.#urls = new Uint32Array(rows)
    this.#ids = new IdIndex(this.#texts, rows)
  }

  /** Returns the deal's row. */
  add(deal: KeptDeal): number {
    const row = this.size++
    if (row === this.amounts.length) this.#grow()
    const earlier = this.#ids.put(deal.id, row)
    if (earlier >= 0) {
      this.#outcomes[earlier] = replaced
      this.duplicateIds++
    }
    this.#outcomes[row] = outcomeCodes[deal.outcome]
    this.amounts[row] = deal.amount ?? Number.NaN
    this.#closeDates[row] = deal.closeDate ?? noDate
    // Null is the 0 that is there already: a column that is never written to takes no memory.
    if (deal.pipeline !== null && deal.outcome !== 'lost')
      this.pipelineCodes[row] = this.pipelines.codeOf(deal.pipeline)
    if (deal.outcome === 'open') this.#addOpen(row, deal)
    return row
  }

  #addOpen(row: number, deal: KeptDeal): void {
    this.probabilities[row] = deal.probability ?? Number.NaN
    this.forecastCodes[row] = this.forecastCategories.codeOf(deal.forecastCategory)
    this.#names[row] = this.#texts.add(deal.name)
    if (deal.stage !== null) this.stageCodes[row] = this.stages.codeOf(deal.stage)
    if (deal.owner !== null) this.ownerCodes[row] = this.owners.codeOf(deal.owner)
    if (deal.currency !== null) this.currencyCodes[row] = this.currencies.codeOf(deal.currency)
    if (deal.account !== null) this.#accounts[row] = this.#accountOffset(deal.account)
    if (deal.url !== null) this.#urls[row] = this.#texts.add(deal.url)
  }

  /** Accounts come again, and most sources give the same string then: it is stored once while it is remembered. */
  #accountOffset(account: string): number {
    const known = this.#recentAccounts.get(account)
    if (known !== undefined) return known
    const offset = this.#texts.add(account)
    if (this.#recentAccounts.size === accountsRemembered) this.#recentAccounts.clear()
    this.#recentAccounts.set(account, offset)
    return offset
  }

  /** The row of the deal with that id, or -1. */
  find(id: string): number {
    return this.#ids.find(id)
  }

  /** Frees what `add` and `find` need, a tenth of the table; neither may be called afterwards. */
  endLookups(): void {
    this.#ids.endLookups()
    this.#recentAccounts.clear()
  }

  /** Null for a row that a later one replaces. */
  outcomeOf(row: number): Outcome | null {
    return outcomes[this.#outcomes[row]!] ?? null
  }

  isOpen(row: number): boolean {
    return this.#outcomes[row] === outcomeCodes.open
  }

  countOf(outcome: Outcome): number {
    const code = outcomeCodes[outcome]
    let count = 0
    for (let row = 0; row < this.size; row++) if (this.#outcomes[row] === code) count++
    return count
  }

  /** The rows of the open deals, in the order of arrival. */
  openRows(): Uint32Array {
    const rows = new Uint32Array(this.countOf('open'))
    let count = 0
    for (let row = 0; row < this.size; row++) {
      if (this.#outcomes[row] === outcomeCodes.open) rows[count++] = row
    }
    return rows
  }

  idOf(row: number): string {
    return this.#ids.idOf(row)
  }

  /** Orders rows by their ids. */
  compareIds(row: number, other: number): number {
    return this.#ids.compare(row, other)
  }

  nameOf(row: number): string | null {
    return this.#texts.read(this.#names[row]!)
  }

  accountOf(row: number): string | null {
    return this.#texts.read(this.#accounts[row]!)
  }

  hasName(row: number): boolean {
    return this.#names[row] !== noText
  }

  hasAccount(row: number): boolean {
    return this.#accounts[row] !== noText
  }

  /** 32 bits that deals of one account share, and rarely two of others; of a deal that has an account. */
  accountHashOf(row: number): number {
    return this.#texts.hash(this.#accounts[row]!)
  }

  /** Of two deals that have an account each. */
  isSameAccount(row: number, other: number): boolean {
    const [a, b] = [this.#accounts[row]!, this.#accounts[other]!]
    return a === b || this.#texts.isEqual(a, b)
  }

  urlOf(row: number): string | null {
    return this.#texts.read(this.#urls[row]!)
  }

  amountOf(row: number): number | null {
    return orNull(this.amounts[row]!)
  }

  probabilityOf(row: number): number | null {
    return orNull(this.probabilities[row]!)
  }

  stageOf(row: number): string | null {
    return this.stages.texts[this.stageCodes[row]!] ?? null
  }

  ownerOf(row: number): string | null {
    return this.owners.texts[this.ownerCodes[row]!] ?? null
  }

  forecastCategoryOf(row: number): ForecastCategory | null {
    return (this.forecastCategories.texts[this.forecastCodes[row]!] ?? null) as ForecastCategory | null
  }

  closeDateOf(row: number): number | null {
    const date = this.#closeDates[row]!
    return date === noDate ? null : date
  }

  #grow(): void {
    const rows = this.amounts.length * 2
    this.amounts = copyInto(new Float64Array(rows), this.amounts)
    this.probabilities = copyInto(new Float64Array(rows), this.probabilities)
    this.stageCodes = copyInto(new Uint32Array(rows), this.stageCodes)
    this.ownerCodes = copyInto(new Uint32Array(rows), this.ownerCodes)
    this.pipelineCodes = copyInto(new Uint32Array(rows), this.pipelineCodes)
    this.currencyCodes = copyInto(new Uint32Array(rows), this.currencyCodes)
    this.forecastCodes = copyInto(new Uint8Array(rows), this.forecastCodes)
    this.#outcomes = copyInto(new Uint8Array(rows), this.#outcomes)
    this.#closeDates = copyInto(new Int32Array(rows), this.#closeDates)
    this.#names = copyInto(new Uint32Array(rows), this.#names)
    this.#accounts = copyInto(new Uint32Array(rows), this.#accounts)
    this.#urls = copyInto(new Uint32Array(rows), this.#urls)
  }
}

function copyInto<Column extends {set(source: Column): void}>(larger: Column, column: Column): Column {
  larger.set(column)
  return larger
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
