import {RevschedError} from '../../domain/errors.js'
import type {HttpAnswer} from '../../domain/ports/http-client.js'

/** Share of the day's calls from which a person is told. */
const warnFrom = 0.8

/** Above it, the rest is left to the programs that a business runs on. */
const refuseAbove = 0.9

/** Calls of the org in the last 24 hours, as each answer tells them. */
export class ApiUsage {
  readonly #label: string
  #used = 0
  #max = 0

  constructor(label: string) {
    this.#label = label
  }

  /** Throws `quota` when too little is left. */
  see({headers}: HttpAnswer): void {
    const match = /(?:^|[;\s])api-usage=(\d{1,12})\/(\d{1,12})/.exec(headers['sforce-limit-info'] ?? '')
    if (!match || Number(match[2]) === 0) return
    this.#used = Number(match[1])
    this.#max = Number(match[2])
    if (this.#used <= this.#max * refuseAbove) return
    throw new RevschedError(
      'quota',
      `${this.#label} has used ${this.#text()}: too few are left for a review`,
      {
        hint: 'the limit counts the last 24 hours: run it again later, or see which other programs call this org',
      },
    )
  }

  /** E.g. `12 %`; null where nothing was told. */
  get percent(): string | null {
    return this.#max === 0 ? null : `${Math.round((this.#used / this.#max) * 100)} %`
  }

  warning(): string | null {
    if (this.#max === 0 || this.#used < this.#max * warnFrom) return null
    return `the org has used ${this.#text()}; above 90 % no review is run`
  }

  #text(): string {
    return `${this.#used} of ${this.#max} API calls of 24 hours (${this.percent})`
  }
}
