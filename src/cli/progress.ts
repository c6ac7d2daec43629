import type {Clock} from '../domain/ports/clock.js'
import type {ReviewProgress} from '../domain/ports/review-executor.js'
import {count, counted} from '../report/amounts.js'
import type {Output} from './io.js'

/** Shown from this age of a review on, and then this often. */
const firstAfterMs = 1000
const everyMs = 200

/** A line on the terminal that tells how far a long review is; nothing where stderr is not a terminal. */
export function readProgress(output: Output, clock: Clock) {
  const startMs = clock.now().getTime()
  let shownMs = 0
  let shownStep: ReviewProgress['step'] | null = null
  let isShown = false
  // A terminal that was closed takes no line any more, which is no reason to end the review or to hide how it ended.
  const show = (line: string) => output.write(`\r${line}\u001b[K`).catch(() => undefined)
  return {
    update(progress: ReviewProgress): void {
      const nowMs = clock.now().getTime()
      const isNewStep = progress.step !== shownStep && isShown
      if (!output.isTerminal || nowMs - startMs < firstAfterMs) return
      if (!isNewStep && nowMs - shownMs < everyMs) return
      shownMs = nowMs
      shownStep = progress.step
      isShown = true
      void show(output.paint.dim(progressText(progress)))
    },
    async end(): Promise<void> {
      if (isShown) await show('')
      isShown = false
    },
  }
}

function progressText(progress: ReviewProgress): string {
  if (progress.step === 'judging') return `judging ${counted(progress.rowsRead, 'row')}`
  const {rowsRead, bytesRead, bytesTotal} = progress
  const share = bytesTotal ? ` (${Math.min(100, Math.round((bytesRead / bytesTotal) * 100))}%)` : ''
  return `reading deals: ${count(rowsRead)} rows${share}`
}
