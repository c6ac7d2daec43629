/** Of so many of the last runs it is told how late they started. */
const runsRemembered = 1000

/** What a daemon tells of itself: how late runs start and timers ring, and what went wrong. */
export class VitalSigns {
  readonly #lateMs: number[] = []
  #next = 0
  #started = 0
  #loopLagMs = 0
  #errors: {at: string; message: string}[] = []

  /** A run started so many milliseconds after the moment from which it might. */
  started(lateMs: number): void {
    this.#lateMs[this.#next] = Math.max(0, lateMs)
    this.#next = (this.#next + 1) % runsRemembered
    this.#started++
  }

  /** A timer rang so many milliseconds late. */
  lagged(ms: number): void {
    this.#loopLagMs = Math.max(this.#loopLagMs, ms)
  }

  failed(at: Date, message: string): void {
    this.#errors = [{at: at.toISOString(), message}, ...this.#errors].slice(0, 5)
  }

  /** The largest lag is that since it was told last. */
  told() {
    const sorted = [...this.#lateMs].sort((a, b) => a - b)
    const loopLagMs = Math.round(this.#loopLagMs)
    this.#loopLagMs = 0
    return {
      started: this.#started,
      lateness: {p50Ms: share(sorted, 0.5), p99Ms: share(sorted, 0.99), runs: sorted.length},
      loopLagMs,
      errors: this.#errors,
    }
  }
}

/** Null without any. */
function share(sorted: readonly number[], part: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? null
}
