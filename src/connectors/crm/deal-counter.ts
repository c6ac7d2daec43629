import type {ConnectionTest} from '../../domain/ports/connector.js'
import type {DealSink} from '../../domain/ports/deal-source.js'
import {type Deal, type DealField, dealFields, type Outcome} from '../../domain/review/deal.js'

const sampleSize = 3

/** Counts what the test of a connection to a CRM shows: outcomes and stages of all deals, filled fields of the open ones. */
export class DealCounter implements DealSink {
  outcomes: Record<Outcome, number> = {open: 0, won: 0, lost: 0}
  sample: Deal[] = []
  #filled = new Map<DealField, number>()
  #filledCustom = new Map<string, number>()
  #stages = new Map<string, ConnectionTest['stages'][number]>()

  begin(): void {
    this.outcomes = {open: 0, won: 0, lost: 0}
    this.sample = []
    this.#filled = new Map()
    this.#filledCustom = new Map()
    this.#stages = new Map()
  }

  add(deals: readonly Deal[]): void {
    for (const deal of deals) {
      this.outcomes[deal.outcome]++
      const {stage, outcome} = deal
      const key = JSON.stringify([stage, outcome])
      const counted = this.#stages.get(key)?.deals ?? 0
      this.#stages.set(key, {stage, outcome, deals: counted + 1})
      if (outcome === 'open') this.#addOpen(deal)
    }
  }

  /** Share of open deals with a value, 0-1. */
  filled(field: DealField): number {
    return (this.#filled.get(field) ?? 0) / Math.max(1, this.outcomes.open)
  }

  filledCustom(name: string): number {
    return (this.#filledCustom.get(name) ?? 0) / Math.max(1, this.outcomes.open)
  }

  stages(): ConnectionTest['stages'] {
    return [...this.#stages.values()].sort((a, b) => b.deals - a.deals)
  }

  #addOpen(deal: Deal): void {
    if (this.sample.length < sampleSize) this.sample.push(deal)
    for (const field of dealFields)
      if (deal[field] !== null) this.#filled.set(field, (this.#filled.get(field) ?? 0) + 1)
    for (const name of Object.keys(deal.custom))
      this.#filledCustom.set(name, (this.#filledCustom.get(name) ?? 0) + 1)
  }
}
