import type {HttpAnswer} from '../../domain/ports/http-client.js'
import {answeredAt, quotaError} from './refusal.js'

/** Other programs of the account need calls, too: from here on a report says so, and from the second on nothing is read. */
const warnAt = 0.8
const refuseAbove = 0.9

/** What the answers of one read tell beside their contents. */
export class AnswerNotes {
  readonly #label: string
  #zone: string | null = null
  /** Of today's calls, 0-1, by all programs; null where HubSpot does not say, as to apps that people let in with a browser. */
  dailyUsed: number | null = null
  #answeredAt: Date | null = null

  constructor(label: string) {
    this.#label = label
  }

  /** Throws `quota` where too few calls are left, once it can say until when. Searches do not tell; a refusal says itself what it is. */
  note(answer: HttpAnswer): void {
    this.#answeredAt = answeredAt(answer) ?? this.#answeredAt
    const daily = countOf(answer, 'x-hubspot-ratelimit-daily')
    const remaining = countOf(answer, 'x-hubspot-ratelimit-daily-remaining')
    if (daily === null || remaining === null || daily === 0) return
    this.dailyUsed = Math.max(0, 1 - remaining / daily)
    if (answer.status < 300 && this.#zone !== null) this.#refuseLast(this.#zone)
  }

  /** The account's, once it is known. */
  get zone(): string | null {
    return this.#zone
  }

  learnZone(zone: string): void {
    this.#zone = zone
    this.#refuseLast(zone)
  }

  #refuseLast(zone: string): void {
    if (this.dailyUsed === null || this.dailyUsed <= refuseAbove) return
    throw quotaError(
      `${this.#label} has ${percent(1 - this.dailyUsed)} of its API calls of today left, which revsched leaves to others`,
      {zone, now: this.#answeredAt},
    )
  }

  /** The present by HubSpot's clock, by this computer's where HubSpot does not say. */
  get now(): Date {
    return this.#answeredAt ?? new Date(performance.timeOrigin + performance.now())
  }

  get warnings(): string[] {
    if (this.dailyUsed === null || this.dailyUsed < warnAt) return []
    return [
      `${percent(this.dailyUsed)} of the account's API calls of today are used; above ${percent(refuseAbove)} nothing is read`,
    ]
  }
}

/** Rounded down, so that 90.4 % used is not told as less than was left. */
export function percent(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`
}

function countOf({headers}: HttpAnswer, name: string): number | null {
  const text = headers[name] ?? ''
  return /^\d{1,12}$/.test(text) ? Number(text) : null
}
