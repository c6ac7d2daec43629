import {RevschedError} from '../../domain/errors.js'

/** Far beyond a pipeline that people review; what goes past them is a server that does not end. */
const limits = {pages: 20_000, rows: 2_000_000, bytes: 8 * 1024 ** 3, ms: 60 * 60_000}

/** What one read may take. */
export class PageBudget {
  readonly #label: string
  readonly #startedMs = performance.now()
  #pages = 0
  #rows = 0

  constructor(label: string) {
    this.#label = label
  }

  /** Counts a page; `bytes` are all that came so far. */
  spend({rows, bytes}: {rows: number; bytes: number}): void {
    this.#pages++
    this.#rows += rows
    const spent = {pages: this.#pages, rows: this.#rows, bytes, ms: performance.now() - this.#startedMs}
    for (const what of Object.keys(limits) as (keyof typeof limits)[])
      if (spent[what] > limits[what])
        throw new RevschedError(
          'source-failed',
          `${this.#label} has more than a read may take: over ${limits[what].toLocaleString('en')} ${what}`,
          {hint: 'review fewer deals: --pipeline, --owner or another filter'},
        )
  }
}
