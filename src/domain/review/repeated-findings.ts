import {type Severity, severities} from '../rules/severity.js'
import type {EarlierFindings} from './earlier-findings.js'
import type {Judge} from './judge.js'
import type {Gathered} from './pipeline-review.js'

type Longest = {reviews: number; message: string; severity: Severity | undefined}

/** Has a rule judge how long findings have been there; of each deal, the one that has been there for most reviews counts. */
export function judgeRepeated(
  judge: Judge,
  gathered: Gathered,
  {earlier, counts}: {earlier: EarlierFindings; counts(row: number, rule: number): boolean},
): void {
  const {rule, options, severity: own} = judge.active
  if (!('repeated' in rule)) return
  const {findings, options: review} = gathered
  const longest = new Map<number, Longest>()
  for (let index = 0; index < findings.size; index++) {
    const row = findings.rows[index]!
    const place = findings.rules[index]!
    const {rule: found} = review.ruleset.rules[place]!
    // A change is news each time.
    if (found.category === 'change' || !counts(row, place)) continue
    const standing = earlier.of(row, place)
    if (standing === null || standing.reviews < (longest.get(row)?.reviews ?? 0)) continue
    const severity = findings.severityOf(index)
    const verdict = rule.repeated(
      {title: found.title, severity, reviews: standing.reviews + 1, days: standing.days},
      options,
    )
    if (typeof verdict === 'object')
      longest.set(row, {reviews: standing.reviews + 1, message: verdict.message, severity: verdict.severity})
  }
  for (const [row, {message, severity = own}] of longest)
    findings.add({row, rule: judge.index, severity: severities.indexOf(severity), message})
}
