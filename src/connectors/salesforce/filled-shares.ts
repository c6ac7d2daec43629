import {type Deal, type DealField, dealFields} from '../../domain/review/deal.js'

/** How many open deals have a value in each field, which a query tells only by its rows. */
export class FilledShares {
  #open = 0
  #filled = new Map<string, number>()
  #filledCustom = new Map<string, number>()

  begin(): void {
    this.#open = 0
    this.#filled = new Map()
    this.#filledCustom = new Map()
  }

  add(deals: readonly Deal[]): void {
    for (const deal of deals) if (deal.outcome === 'open') this.#addOpen(deal)
  }

  /** Share of open deals with a value, 0-1. */
  of(field: DealField): number {
    return (this.#filled.get(field) ?? 0) / Math.max(1, this.#open)
  }

  ofCustom(name: string): number {
    return (this.#filledCustom.get(name) ?? 0) / Math.max(1, this.#open)
  }

  #addOpen(deal: Deal): void {
    this.#open++
    for (const field of dealFields)
      if (deal[field] !== null) this.#filled.set(field, (this.#filled.get(field) ?? 0) + 1)
    for (const name of Object.keys(deal.custom))
      this.#filledCustom.set(name, (this.#filledCustom.get(name) ?? 0) + 1)
  }
}
