import type {Clock} from '../domain/ports/clock.js'
import type {SourceProgress} from '../domain/ports/deal-source.js'
import {count, counted} from '../report/amounts.js'
import type {Output} from './io.js'

/** Shown from this age of a review on, and then this often. */
const firstAfterMs = 1000
const everyMs = 200

/** A line on the terminal that tells how far a long read is; nothing where stderr is not a terminal. */
export function readProgress(output: Output, clock: Clock) {
  const startMs = clock.now().getTime()
  let shownMs = 0
  let isShown = false
  const show = (line: string) => {
    isShown = true
    return output.write(`\r${output.paint.dim(line)}\u001b[K`)
  }
  return {
    update({rowsRead, bytesRead, bytesTotal}: SourceProgress): void {
      const nowMs = clock.now().getTime()
      if (!output.isTerminal || nowMs - startMs < firstAfterMs || nowMs - shownMs < everyMs) return
      shownMs = nowMs
      const share = bytesTotal ? ` (${Math.min(100, Math.round((bytesRead / bytesTotal) * 100))}%)` : ''
      void show(`reading deals: ${count(rowsRead)} rows${share}`)
    },
    /** All is read and the review is made: that takes as long again, and nothing can be shown meanwhile. */
    async judging(rows: number): Promise<void> {
      if (isShown) await show(`judging ${counted(rows, 'row')}`)
    },
    async end(): Promise<void> {
      if (isShown) await output.write('\r\u001b[K')
      isShown = false
    },
  }
}
