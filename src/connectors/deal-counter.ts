import type {ConnectionTest} from '../domain/ports/connector.js'
import type {DealSink} from '../domain/ports/deal-source.js'
import type {Deal, Outcome} from '../domain/review/deal.js'
import {IdIndex} from '../domain/review/id-index.js'
import {TextArena} from '../domain/review/text-arena.js'

const sampleSize = 3

type Kind = {stage: string | null; outcome: Outcome; deals: number}

/**
 * Counts what the test of a connection shows. Of a deal that comes again counts `each` row, or the `last` one alone: rows of a file are
 * what its owner sees there, a CRM gives a deal twice that changed while it was read.
 */
export class DealCounter implements DealSink {
  readonly #repeats: 'each' | 'last'
  duplicateIds = 0
  #ids = new IdIndex(new TextArena())
  #rows = 0
  /** Of each row, where the last one counts. */
  #kindOfRow: Kind[] = []
  #kinds = new Map<string, Kind>()
  #open: Deal[] = []
  #closed: Deal[] = []

  constructor(repeats: 'each' | 'last') {
    this.#repeats = repeats
  }

  begin(): void {
    this.duplicateIds = 0
    this.#ids = new IdIndex(new TextArena())
    this.#rows = 0
    this.#kindOfRow = []
    this.#kinds = new Map()
    this.#open = []
    this.#closed = []
  }

  add(deals: readonly Deal[]): void {
    for (const deal of deals) {
      const kind = this.#kindOf(deal)
      kind.deals++
      const before = this.#ids.put(deal.id, this.#rows++)
      if (before >= 0) this.duplicateIds++
      if (this.#repeats === 'last') {
        if (before >= 0) this.#kindOfRow[before]!.deals--
        this.#kindOfRow.push(kind)
      }
      const some = deal.outcome === 'open' ? this.#open : this.#closed
      if (some.length < sampleSize) some.push(deal)
    }
  }

  of(outcome: Outcome): number {
    return [...this.#kinds.values()]
      .filter(kind => kind.outcome === outcome)
      .reduce((sum, {deals}) => sum + deals, 0)
  }

  /** The first open deals, which are those that a review judges; closed ones only where there are not enough. */
  get sample(): Deal[] {
    return [...this.#open, ...this.#closed].slice(0, sampleSize)
  }

  stages(): ConnectionTest['stages'] {
    return [...this.#kinds.values()].filter(({deals}) => deals > 0).sort((a, b) => b.deals - a.deals)
  }

  #kindOf({stage, outcome}: Deal): Kind {
    const key = JSON.stringify([stage, outcome])
    const kind = this.#kinds.get(key) ?? {stage, outcome, deals: 0}
    this.#kinds.set(key, kind)
    return kind
  }
}
