import type {Delivery} from '../domain/delivery/delivery.js'
import type {ReviewProgress} from '../domain/ports/review-executor.js'
import type {LineTerminal} from '../domain/ports/terminal.js'
import {firstSteps, type RunSteps, withDeliveries, withDelivery, withProgress} from '../report/run-steps.js'
import type {CommandContext} from './context.js'
import {PlainSteps} from './plain-steps.js'

/** What takes less, in milliseconds, is not worth a word, and Ink is not loaded for it. */
const shownAfterMs = 1000

const lookEveryMs = 1000

type Context = {
  io: Pick<CommandContext['io'], 'err'>
  host: Pick<CommandContext['host'], 'lineTerminal'>
} & Pick<CommandContext, 'clock'>

/**
 * Tells on stderr how far a run is that takes long: steps that are drawn in place on a terminal, lines elsewhere. Only while `during`
 * waits for something: then the place is free for what others write.
 */
export class RunProgress {
  readonly #context: Context
  readonly #plain: PlainSteps
  #steps: RunSteps
  /** Undefined until it was looked for. */
  #terminal: LineTerminal | null | undefined = undefined

  constructor(context: Context) {
    this.#context = context
    const nowMs = context.clock.monotonicMs()
    this.#steps = firstSteps(nowMs)
    this.#plain = new PlainSteps(context.io.err, nowMs)
  }

  /** Where the digest will go, in words for a terminal; null where it goes nowhere. */
  expect(channels: string | null): void {
    this.#steps = {...this.#steps, channels}
  }

  update = (progress: ReviewProgress): void => this.#become(withProgress(this.#steps, progress, this.#nowMs))

  deliver(deliveries: readonly Delivery[]): void {
    this.#become(withDeliveries(this.#steps, deliveries, this.#nowMs))
  }

  updateDelivery = (delivery: Pick<Delivery, 'id' | 'status'>): void =>
    this.#become(withDelivery(this.#steps, delivery))

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    const ended = new AbortController()
    // Whatever is wrong with showing it, the work goes on.
    this.#show(ended.signal).catch(() => undefined)
    try {
      return await work()
    } finally {
      ended.abort('ended')
    }
  }

  get #nowMs(): number {
    return this.#context.clock.monotonicMs()
  }

  #become(steps: RunSteps): void {
    this.#steps = steps
    if (this.#terminal === null) this.#plain.tell(steps, this.#nowMs)
  }

  async #show(signal: AbortSignal): Promise<void> {
    const {clock, io, host} = this.#context
    if (this.#terminal !== null) await clock.sleep(shownAfterMs, signal)
    this.#terminal ??= io.err.isTerminal ? await host.lineTerminal() : null
    if (signal.aborted) return
    if (!this.#terminal) return this.#tellFromTimeToTime(signal)
    const {showRunSteps} = await import('../tui/show-run-steps.js')
    await showRunSteps(this.#terminal, {steps: () => this.#steps, clock, paint: io.err.paint, signal})
  }

  /** Also of a step of which nothing is heard. */
  async #tellFromTimeToTime(signal: AbortSignal): Promise<void> {
    for (;;) {
      this.#plain.tell(this.#steps, this.#nowMs)
      await this.#context.clock.sleep(lookEveryMs, signal)
    }
  }
}
