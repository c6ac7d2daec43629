import type {SourceProgress} from '../../src/domain/ports/deal-source.js'
import {shareRead} from '../../src/domain/review/share-read.js'

/** Gathers what a read tells of its progress. */
export function progressTold() {
  const steps: SourceProgress[] = []
  return {
    onProgress: (step: SourceProgress) => void steps.push(step),
    /** The parts one after another, each as `200 of 450 open` when the last of it was told; then whether the share ever went back. */
    summary() {
      const parts = new Map(
        steps.filter(({rowsRead}) => rowsRead > 0).map(({part}) => [part?.of ?? 'unknown', part]),
      )
      const texts = [...parts].map(([of, part]) =>
        part ? `${part.rowsRead} of ${part.rowsTotal} ${of}` : of,
      )
      const shares = steps.map(step => shareRead({step: 'reading', ...step})).filter(share => share !== null)
      const isSteady = shares.every((share, at) => at === 0 || share >= shares[at - 1]!)
      return [...texts, `${isSteady ? 'steadily' : 'BACK'} to ${shares.at(-1)}`]
    },
  }
}
