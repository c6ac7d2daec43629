import {shareRead} from '../domain/review/share-read.js'
import {counted} from '../report/amounts.js'
import {readText, rowsText} from '../report/read-text.js'
import {deliveryWords, type RunSteps, type StepName} from '../report/run-steps.js'
import type {Output} from './io.js'

/** Nothing is told of a run that is younger, and of a step only so often, in milliseconds. */
const quietMs = 5000
const againMs = 10_000

/** Tells how far a long run is in lines of a log: one when a step begins, and others from time to time. */
export class PlainSteps {
  readonly #output: Output
  readonly #startMs: number
  #told: {step: StepName; text: string; atMs: number} | null = null

  constructor(output: Output, startMs: number) {
    this.#output = output
    this.#startMs = startMs
  }

  tell(steps: RunSteps, nowMs: number): void {
    if (nowMs - this.#startMs < quietMs) return
    const told = this.#told
    if (told?.step === steps.step && nowMs - told.atMs < againMs) return
    const text = plainText(steps)
    if (told?.text === text) return
    this.#told = {step: steps.step, text, atMs: nowMs}
    // Nobody who reads is no reason to end the run.
    this.#output.write(`${text}\n`).catch(() => undefined)
  }
}

function plainText({step, read, rowsRead, deliveries}: RunSteps): string {
  if (step === 'delivery') return `delivering: ${statesText(deliveries)}`
  if (step === 'rules') return `judging ${rowsText(read ?? {bytesTotal: null}, rowsRead)}`
  if (step === 'connect' || read === null) return 'connecting'
  const text = readText(read)
  if (text === '') return 'fetching'
  const share = shareRead({step: 'reading', ...read})
  return `fetching: ${text}${share === null ? '' : ` (${Math.round(share * 100)}%)`}`
}

/** `3 messages, 1 sent, 2 sending`. */
function statesText(deliveries: RunSteps['deliveries']): string {
  const counts = new Map<string, number>()
  for (const {status} of deliveries)
    counts.set(deliveryWords[status], (counts.get(deliveryWords[status]) ?? 0) + 1)
  return `${counted(deliveries.length, 'message')}, ${[...counts].map(([word, some]) => `${some} ${word}`).join(', ')}`
}
