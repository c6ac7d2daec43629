export type Clock = {
  now(): Date
  /** Milliseconds since some moment, which no change of the clock moves. */
  monotonicMs(): number
  /** Resolves after `ms`, or rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls `act` after `ms`, unless what it returns is called before: for waits that nearly always end sooner, at a tenth of the cost. */
  later(ms: number, act: () => void): () => void
}
