import type {ReviewSummary} from '../domain/review/analysis.js'
import {deltaText} from './changes-text.js'
import type {Digest} from './digest.js'
import {withoutIsolates} from './intl-text.js'

/** `weekly: 49 red (down 1.4)`: the line that is read in a list of mails. */
export function emailSubject(
  {title, score, locale}: Pick<Digest, 'title' | 'score' | 'locale'>,
  {changes}: Pick<ReviewSummary, 'changes'>,
  {owner, isSample}: {owner: string | null; isSample: boolean},
): string {
  const delta = owner === null ? (changes?.scoreDelta ?? null) : null
  // By which checks it is compared stands in the mail.
  const change = delta === null ? '' : ` (${deltaText(delta, locale)})`
  return withoutIsolates(`${isSample ? 'sample: ' : ''}${title}: ${score}${change}`)
}
