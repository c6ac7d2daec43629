import {severities} from '../rules/severity.js'
import {groupScore, isHighRisk} from '../score/health-score.js'
import type {GroupTotal} from './analysis.js'
import {centsOf} from './cents.js'
import type {Settled} from './finish-review.js'
import type {InternedTexts} from './interned-texts.js'

const critical = severities.indexOf('critical')

/** What the open deals are together; gathered deal by deal in one pass. */
export class Portfolio {
  highRiskDeals = 0
  readonly #settled: Settled
  readonly #isScored: boolean
  readonly #stages: GroupSums
  readonly #owners: GroupSums
  readonly #categories: GroupSums
  readonly #currencies: GroupSums

  /** `weights` by place among the open deals; without a score, no part of them has one. */
  constructor(settled: Settled, {score, weights}: {score: number | null; weights: Float64Array}) {
    const {deals, openRows} = settled
    this.#settled = settled
    this.#isScored = score !== null
    this.#stages = new GroupSums(deals.stages, deals.stageCodes)
    this.#owners = new GroupSums(deals.owners, deals.ownerCodes)
    this.#categories = new GroupSums(deals.forecastCategories, deals.forecastCodes)
    this.#currencies = new GroupSums(deals.currencies, deals.currencyCodes)
    for (let place = 0; place < openRows.length; place++) this.#add(openRows[place]!, weights[place]!)
  }

  /** A function of its own, called for every deal: it is compiled long before a loop of as many rounds would be. */
  #add(row: number, weight: number): void {
    const {deals, byRow, points, pointsLost} = this.#settled
    const amount = deals.amounts[row]!
    const cents = Number.isNaN(amount) ? 0 : centsOf(amount)
    const lost = pointsLost[row]!
    this.#stages.add(row, {cents, lost, weight})
    this.#owners.add(row, {cents, lost, weight})
    this.#categories.add(row, {cents, lost, weight})
    this.#currencies.add(row, {cents, lost, weight})
    const isFound = byRow.start[row] !== byRow.start[row + 1]
    if (isFound && isHighRisk({points: points[row]!, hasCritical: this.#hasCritical(row)}))
      this.highRiskDeals++
  }

  #hasCritical(row: number): boolean {
    const {byRow, findings} = this.#settled
    for (let place = byRow.start[row]!; place < byRow.start[row + 1]!; place++)
      if (findings.severities[byRow.order[place]!] === critical) return true
    return false
  }

  get totals() {
    const isScored = this.#isScored
    const byStage = this.#stages.totals({isScored})
    const {currencies} = this
    return {
      amount: byStage.reduce((sum, total) => sum + centsOf(total.amount), 0) / 100,
      byStage,
      byOwner: this.#owners.totals({isScored}),
      byForecastCategory: this.#categories.totals({isScored}),
      ...(currencies.length > 1 && {currencies}),
    }
  }

  /** Codes of the currencies of deals, sorted. */
  get currencies(): string[] {
    return this.#currencies
      .totals({isScored: false})
      .flatMap(({key}) => key ?? [])
      .sort()
  }
}

/** Sums over the deals that share a text. */
class GroupSums {
  readonly #texts: InternedTexts
  readonly #codes: Uint32Array | Uint8Array
  readonly #deals: Uint32Array
  readonly #cents: Float64Array
  readonly #pointsLost: Float64Array
  readonly #weights: Float64Array

  constructor(texts: InternedTexts, codes: Uint32Array | Uint8Array) {
    const count = texts.texts.length
    this.#texts = texts
    this.#codes = codes
    this.#deals = new Uint32Array(count)
    this.#cents = new Float64Array(count)
    this.#pointsLost = new Float64Array(count)
    this.#weights = new Float64Array(count)
  }

  add(row: number, {cents, lost, weight}: {cents: number; lost: number; weight: number}): void {
    const code = this.#codes[row]!
    this.#deals[code]!++
    this.#cents[code]! += cents
    this.#pointsLost[code]! += lost
    this.#weights[code]! += weight
  }

  /** Largest amount first; one entry per text, null for the deals without one. */
  totals({isScored}: {isScored: boolean}): GroupTotal[] {
    return this.#texts.texts
      .map((key, code) => ({
        key,
        deals: this.#deals[code]!,
        amount: this.#cents[code]! / 100,
        pointsLost: this.#pointsLost[code]!,
        weight: this.#weights[code]!,
        score: isScored ? groupScore(this.#pointsLost[code]!, this.#weights[code]!) : null,
      }))
      .filter(total => total.deals > 0)
      .sort((a, b) => b.amount - a.amount || b.deals - a.deals || (String(a.key) < String(b.key) ? -1 : 1))
  }
}
