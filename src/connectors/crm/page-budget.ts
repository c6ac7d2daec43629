import {RevschedError} from '../../domain/errors.js'

/** What one run may take from one CRM; a fault that looks like data, page after page, ends here. */
const limits = {
  pages: 20_000,
  rows: 2_000_000,
  /** Decompressed. */
  bytes: 8 * 1024 ** 3,
  /** As long as the longest run. */
  ms: 45 * 60_000,
}

type PageLimits = typeof limits

/** Counts what a run has taken; throws `source-failed` for what no pipeline has, `timeout` when the time is over. */
export class PageBudget {
  readonly #limits: PageLimits
  readonly #label: string
  readonly #startedMs = performance.now()
  pages = 0
  rows = 0

  constructor(label: string, changes: Partial<PageLimits> = {}) {
    this.#limits = {...limits, ...changes}
    this.#label = label
  }

  /** To be called for each page before its rows are used; `bytes` are those of the whole run. */
  take(rows: number, bytes: number): void {
    this.pages++
    this.rows += rows
    this.#keep('pages', this.pages)
    this.#keep('rows', this.rows)
    this.#keep('bytes', bytes)
    this.checkTime()
  }

  checkTime(): void {
    const minutes = Math.round(this.#limits.ms / 60_000)
    if (performance.now() - this.#startedMs > this.#limits.ms)
      throw new RevschedError(
        'timeout',
        `${this.#label} did not give all its deals within ${minutes} minutes`,
        {
          hint: 'the run is tried again; a filter makes it smaller',
          canPass: true,
        },
      )
  }

  #keep(what: 'pages' | 'rows' | 'bytes', taken: number): void {
    const limit = this.#limits[what]
    if (taken > limit)
      throw new RevschedError(
        'source-failed',
        `${this.#label} gives more than ${limit} ${what}, the most that one run reads`,
        {
          hint: 'a filter on the scheduled review makes it smaller',
        },
      )
  }
}

/** Remembers the cursors of one query: one that comes again would read the same pages for ever. */
export class Cursors {
  readonly #seen = new Set<string>()
  readonly #label: string

  constructor(label: string) {
    this.#label = label
  }

  mustBeNew(cursor: string): void {
    if (this.#seen.has(cursor))
      throw new RevschedError('incomplete', `${this.#label} sent back to a page that was read before`, {
        hint: 'the run is tried again; nothing is scored from a part of the pipeline',
        canPass: true,
      })
    this.#seen.add(cursor)
  }
}
