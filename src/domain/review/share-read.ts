import type {ReviewProgress} from '../ports/review-executor.js'

/**
 * How much of a source is read, 0 to 1, in whole hundredths: 1 is all. Null where nobody knows how much there is to read. How many closed
 * deals there are is known only once the open ones are read: each of the two counts as a half, so that it never goes back.
 */
export function shareRead(progress: ReviewProgress): number | null {
  if (progress.step !== 'reading') return null
  const {part, bytesRead, bytesTotal} = progress
  if (bytesTotal) return hundredths(bytesRead / bytesTotal)
  if (!part) return null
  const ofPart = part.rowsTotal === 0 ? 1 : Math.min(1, part.rowsRead / part.rowsTotal)
  if (part.of === 'all') return hundredths(ofPart)
  return hundredths(part.of === 'open' ? ofPart / 2 : 0.5 + ofPart / 2)
}

function hundredths(share: number): number {
  // 0.29 * 100 is a little less than 29.
  return Math.min(1, Math.floor(share * 100 + 1e-9) / 100)
}
