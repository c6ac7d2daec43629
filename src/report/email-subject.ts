import type {ReviewSummary} from '../domain/review/analysis.js'
import {comparedText} from './changes-text.js'
import type {Digest} from './digest.js'

/** `weekly: 49 red (down 1.4)`: the line that is read in a list of mails. */
export function emailSubject(
  {title, score}: Pick<Digest, 'title' | 'score'>,
  {changes, score: now}: Pick<ReviewSummary, 'changes' | 'score'>,
  {owner, isSample}: {owner: string | null; isSample: boolean},
): string {
  const delta = owner === null ? (changes?.scoreDelta ?? null) : null
  const change =
    delta === null ? '' : ` (${comparedText(delta, {before: changes?.since.score ?? null, now})})`
  return `${isSample ? 'sample: ' : ''}${title}: ${score}${change}`
}
