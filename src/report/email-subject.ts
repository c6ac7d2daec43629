import type {ReviewSummary} from '../domain/review/analysis.js'
import {deltaText} from './changes-text.js'
import type {Digest} from './digest.js'

/** `weekly: 49 red (down 1.4)`: the line that is read in a list of mails. */
export function emailSubject(
  {title, score}: Pick<Digest, 'title' | 'score'>,
  {changes}: Pick<ReviewSummary, 'changes'>,
  {owner, isSample}: {owner: string | null; isSample: boolean},
): string {
  const delta = owner === null ? (changes?.scoreDelta ?? null) : null
  // By which checks it is compared stands in the mail.
  const change = delta === null ? '' : ` (${deltaText(delta)})`
  return `${isSample ? 'sample: ' : ''}${title}: ${score}${change}`
}
