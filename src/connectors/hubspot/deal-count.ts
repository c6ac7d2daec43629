import type {ConnectionTest} from '../../domain/ports/connector.js'
import type {DealSink} from '../../domain/ports/deal-source.js'
import type {Deal, Outcome} from '../../domain/review/deal.js'

const sampleSize = 3

/** Counts what a connection test shows. A deal that comes again counts as it came last. */
export class DealCount implements DealSink {
  #outcomes = new Map<string, {stage: string | null; outcome: Outcome}>()
  #open: Deal[] = []
  #closed: Deal[] = []
  duplicateIds = 0

  begin(): void {
    this.#outcomes = new Map()
    this.#open = []
    this.#closed = []
    this.duplicateIds = 0
  }

  add(deals: readonly Deal[]): void {
    for (const deal of deals) {
      if (this.#outcomes.has(deal.id)) this.duplicateIds++
      this.#outcomes.set(deal.id, {stage: deal.stage, outcome: deal.outcome})
      const some = deal.outcome === 'open' ? this.#open : this.#closed
      if (some.length < sampleSize) some.push(deal)
    }
  }

  of(outcome: Outcome): number {
    return [...this.#outcomes.values()].filter(deal => deal.outcome === outcome).length
  }

  /** Open deals, which are those that a review judges; closed ones only where there are not enough. */
  get sample(): Deal[] {
    return [...this.#open, ...this.#closed].slice(0, sampleSize)
  }

  stages(): ConnectionTest['stages'] {
    const stages = new Map<string, {stage: string | null; deals: number; outcome: string}>()
    for (const {stage, outcome} of this.#outcomes.values()) {
      const key = JSON.stringify([stage, outcome])
      const counted = stages.get(key) ?? {stage, deals: 0, outcome}
      counted.deals++
      stages.set(key, counted)
    }
    return [...stages.values()].sort((a, b) => b.deals - a.deals)
  }
}
