import type {Clock} from '../domain/ports/clock.js'
import type {SourceProgress} from '../domain/ports/deal-source.js'
import type {Output} from './io.js'

/** Shown from this age of a review on, and then this often. */
const firstAfterMs = 1000
const everyMs = 200

/** A line on the terminal that tells how far a long read is; nothing where stderr is not a terminal. */
export function readProgress(output: Output, clock: Clock) {
  const startMs = clock.now().getTime()
  let shownMs = 0
  let isShown = false
  return {
    update({rowsRead, bytesRead, bytesTotal}: SourceProgress): void {
      const nowMs = clock.now().getTime()
      if (!output.isTerminal || nowMs - startMs < firstAfterMs || nowMs - shownMs < everyMs) return
      shownMs = nowMs
      isShown = true
      const share = bytesTotal ? ` (${Math.min(100, Math.round((bytesRead / bytesTotal) * 100))}%)` : ''
      const line = `reading deals: ${rowsRead.toLocaleString('en')} rows${share}`
      void output.write(`\r${output.paint.dim(line)}\u001b[K`)
    },
    async end(): Promise<void> {
      if (isShown) await output.write('\r\u001b[K')
    },
  }
}
