import {type NameWords, nameWords} from '../rules/name-words.js'
import type {Distance, PairRule} from '../rules/rule.js'
import {isKnownAmount} from '../score/health-score.js'
import type {Judge} from './judge.js'
import type {NumberColumn} from './number-column.js'
import type {Gathered} from './pipeline-review.js'
import {sortByKey} from './sort-by-key.js'

type Compared = {openRows: Uint32Array /** By row: the last known ones. */; amounts: Float64Array}

/** With as many deals that follow it in order of amount, a deal is compared: the time grows with the deals and not with their square. */
const mostCompared = 20

/** Many more than are compared with one deal: rows that are next to each other rarely share a place then. */
const wordsKept = 1024

/**
 * Has a rule judge pairs of open deals of one account. Deals that are alike, or linked by others that are, make a group, of which all
 * but the oldest have a finding. Deals are sorted by account and amount: only those next to each other are compared.
 */
export function judgePairs(judge: Judge, gathered: Gathered, compared: Compared): void {
  const {rule} = judge.active
  if (!('isAlike' in rule)) return
  const {deals} = gathered
  const rows = comparableRows(judge, gathered, compared)
  sortByKey(rows, roughAmounts(rows, compared.amounts))
  const accounts = accountHashes(rows, deals)
  sortByKey(rows, accounts)
  const pairs = new Pairs({judge, rule, gathered, amounts: compared.amounts})
  for (let start = 0; start < rows.length; ) {
    const end = endOfEqual(accounts, start)
    if (end - start > 1) pairs.judge(rows.subarray(start, end))
    start = end
  }
}

/** The bits of an amount above 0 in single precision, as a whole number, have the order of the amounts. */
function roughAmounts(rows: Uint32Array, amounts: Float64Array): Uint32Array {
  const rough = new Float32Array(rows.length)
  for (let place = 0; place < rows.length; place++) rough[place] = amounts[rows[place]!]!
  return new Uint32Array(rough.buffer)
}

function accountHashes(rows: Uint32Array, deals: Gathered['deals']): Uint32Array {
  const hashes = new Uint32Array(rows.length)
  for (let place = 0; place < rows.length; place++) hashes[place] = deals.accountHashOf(rows[place]!)
  return hashes
}

/** Behind the values that equal the one at `start`. */
function endOfEqual(values: Uint32Array, start: number): number {
  let end = start + 1
  while (end < values.length && values[end] === values[start]) end++
  return end
}

/** Of the deals that have all that is compared; the others are noted as not checked. */
function comparableRows(judge: Judge, gathered: Gathered, {openRows, amounts}: Compared): Uint32Array {
  const {deals, overrideSets, skipped} = gathered
  const rows = new Uint32Array(openRows.length)
  let count = 0
  for (let place = 0; place < openRows.length; place++) {
    const row = openRows[place]!
    const isComparable =
      deals.hasAccount(row) &&
      deals.hasName(row) &&
      deals.closeDateOf(row) !== null &&
      isKnownAmount(amounts[row]!) &&
      judge.settingsFor(overrideSets.of(row)) !== null
    if (isComparable) rows[count++] = row
    else skipped.set(row, judge.index)
  }
  return rows.subarray(0, count)
}

type Judging = {judge: Judge; rule: PairRule<unknown>; gathered: Gathered; amounts: Float64Array}

class Pairs {
  readonly #judging: Judging
  readonly #ages: NumberColumn
  /** Of the deals of one account, in order; read again and again, while what they come from is spread over all deals. */
  #amounts = new Float64Array(1024)
  #dates = new Int32Array(1024)
  /** Of the names of rows that were compared last: each is compared with those next to it. */
  readonly #words: {row: number; words: NameWords}[] = []

  constructor(judging: Judging) {
    this.#judging = judging
    this.#ages = judging.judge.takeNumbers()
  }

  /** Deals of one account in the order of `roughAmounts`; of another one too where both have the same hash. */
  judge(rows: Uint32Array): void {
    this.#copy(rows)
    if (this.#sortEqual(rows)) this.#copy(rows)
    let groups: Groups | null = null
    for (let place = 0; place < rows.length; place++) groups = this.#joinAlike(place, rows, groups)
    for (const group of groups?.younger() ?? []) this.#report(group)
  }

  /** In place, those whose amounts are the same in single precision; false where there are none. */
  #sortEqual(rows: Uint32Array): boolean {
    const amounts = this.#amounts
    let isChanged = false
    for (let start = 0; start < rows.length; ) {
      const rough = Math.fround(amounts[start]!)
      let end = start + 1
      while (end < rows.length && Math.fround(amounts[end]!) === rough) end++
      if (end - start > 1) {
        rows.subarray(start, end).sort((row, other) => this.#compareAmounts(row, other))
        isChanged = true
      }
      start = end
    }
    return isChanged
  }

  /** By what the deals are and not by how they came, so that each time the same ones are next to each other. */
  #compareAmounts(row: number, other: number): number {
    const {gathered, amounts} = this.#judging
    const {deals} = gathered
    return (
      amounts[row]! - amounts[other]! ||
      deals.closeDateOf(row)! - deals.closeDateOf(other)! ||
      deals.compareIds(row, other)
    )
  }

  #copy(rows: Uint32Array): void {
    const {gathered, amounts} = this.#judging
    if (rows.length > this.#amounts.length) {
      this.#amounts = new Float64Array(rows.length)
      this.#dates = new Int32Array(rows.length)
    }
    for (let place = 0; place < rows.length; place++) {
      this.#amounts[place] = amounts[rows[place]!]!
      this.#dates[place] = gathered.deals.closeDateOf(rows[place]!)!
    }
  }

  /** With those that follow in order of amount; the groups are made for the first pair. */
  #joinAlike(place: number, rows: Uint32Array, groups: Groups | null): Groups | null {
    const {rule} = this.#judging
    const row = rows[place]!
    const {options} = this.#settingsOf(row)
    const end = Math.min(rows.length, place + 1 + mostCompared)
    let joined = groups
    for (let next = place + 1; next < end; next++) {
      const amount = this.#shareBetween(place, next)
      // Then all that follow are too large as well.
      if (!rule.isNear(amount, 0, options)) break
      const days = Math.abs(this.#dates[place]! - this.#dates[next]!)
      if (!rule.isNear(amount, days, options) || joined?.areJoined(place, next)) continue
      if (!this.#isAlike(row, rows[next]!, {amount, days})) continue
      joined ??= new Groups(rows, (a, b) => this.#isOlder(a, b))
      joined.join(place, next)
    }
    return joined
  }

  /** By the settings of both, where an override gives one of them its own. */
  #isAlike(row: number, other: number, {amount, days}: Distance): boolean {
    const {rule, gathered} = this.#judging
    const [own, others] = [this.#settingsOf(row), this.#settingsOf(other)]
    if (own !== others && !rule.isNear(amount, days, others.options)) return false
    if (!gathered.deals.isSameAccount(row, other) || this.#isOtherCurrency(row, other)) return false
    const names = {one: this.#wordsOf(row), other: this.#wordsOf(other)}
    return rule.isAlike(names, own.options) && (own === others || rule.isAlike(names, others.options))
  }

  /** Where both have one: then equal numbers are no equal amounts. */
  #isOtherCurrency(row: number, other: number): boolean {
    const {currencyCodes} = this.#judging.gathered.deals
    return (
      currencyCodes[row] !== 0 && currencyCodes[other] !== 0 && currencyCodes[row] !== currencyCodes[other]
    )
  }

  #settingsOf(row: number) {
    const {judge, gathered} = this.#judging
    return judge.settingsFor(gathered.overrideSets.of(row))!
  }

  /** The larger one comes later. */
  #shareBetween(place: number, later: number): number {
    const larger = this.#amounts[later]!
    return (larger - this.#amounts[place]!) / larger
  }

  #wordsOf(row: number): NameWords {
    const kept = this.#words[row % wordsKept]
    if (kept?.row === row) return kept.words
    const {deals} = this.#judging.gathered
    const words = nameWords(deals.nameOf(row)!, deals.accountOf(row)!)
    this.#words[row % wordsKept] = {row, words}
    return words
  }

  /** Made earlier; of two made at the same time, or at one that is not known, the first by id. */
  #isOlder(row: number, other: number): boolean {
    const {gathered} = this.#judging
    const age = (of: number) => {
      const known = this.#ages.of(of)
      return Number.isNaN(known) ? Number.NEGATIVE_INFINITY : known
    }
    const [own, others] = [age(row), age(other)]
    return own === others ? gathered.deals.compareIds(row, other) < 0 : own > others
  }

  /** About the oldest of its group, unless only others link the two. */
  #report({row, oldest, like}: YoungerDeal): void {
    const {judge, rule, gathered} = this.#judging
    const {deals, findings} = gathered
    const isLinked = this.#isNearAndAlike(row, oldest)
    const about = isLinked ? oldest : like
    const message = rule.message(deals.nameOf(about)!, this.#distanceOf(row, about))
    judge.report({row, settings: this.#settingsOf(row)}, {message}, findings)
  }

  #isNearAndAlike(row: number, other: number): boolean {
    const distance = this.#distanceOf(row, other)
    const {rule} = this.#judging
    return (
      rule.isNear(distance.amount, distance.days, this.#settingsOf(row).options) &&
      this.#isAlike(row, other, distance)
    )
  }

  #distanceOf(row: number, other: number): Distance {
    const {gathered, amounts} = this.#judging
    const [amount, others] = [amounts[row]!, amounts[other]!]
    return {
      amount: Math.abs(amount - others) / Math.max(amount, others),
      days: Math.abs(gathered.deals.closeDateOf(row)! - gathered.deals.closeDateOf(other)!),
    }
  }
}

/** A row of a group, with the oldest of the group and one that is alike for certain. */
type YoungerDeal = {row: number; oldest: number; like: number}

/** Deals by their place in a list, joined to groups whose root is the oldest. */
class Groups {
  readonly #rows: Uint32Array
  readonly #isOlder: (row: number, other: number) => boolean
  readonly #parents: Uint32Array
  /** The place of a deal that each is alike; its own where there is none. */
  readonly #alike: Uint32Array

  constructor(rows: Uint32Array, isOlder: (row: number, other: number) => boolean) {
    this.#rows = rows
    this.#isOlder = isOlder
    this.#parents = Uint32Array.from(rows, (_, place) => place)
    this.#alike = this.#parents.slice()
  }

  areJoined(place: number, other: number): boolean {
    return this.#rootOf(place) === this.#rootOf(other)
  }

  join(place: number, other: number): void {
    const [root, otherRoot] = [this.#rootOf(place), this.#rootOf(other)]
    if (this.#isOlderAt(root, otherRoot)) this.#parents[otherRoot] = root
    else this.#parents[root] = otherRoot
    if (this.#alike[place] === place) this.#alike[place] = other
    if (this.#alike[other] === other) this.#alike[other] = place
  }

  /** All but the oldest of each group. */
  *younger(): Generator<YoungerDeal> {
    const rows = this.#rows
    for (let place = 0; place < rows.length; place++) {
      const root = this.#rootOf(place)
      if (root !== place) yield {row: rows[place]!, oldest: rows[root]!, like: rows[this.#alike[place]!]!}
    }
  }

  #rootOf(place: number): number {
    const parents = this.#parents
    let at = place
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!
      at = parents[at]!
    }
    return at
  }

  #isOlderAt(place: number, other: number): boolean {
    return this.#isOlder(this.#rows[place]!, this.#rows[other]!)
  }
}
