import {RevschedError} from '../errors.js'
import type {ReviewSummary} from '../review/analysis.js'
import {isAtLeast, type Severity, severities} from '../rules/severity.js'

/** When the digest of a run goes out. Of several conditions, one that is met is enough. */
type Condition =
  | {kind: 'always'}
  | {kind: 'on-change'}
  /** Points, 0-100. */
  | {kind: 'score-below'; points: number}
  | {kind: 'score-drop'; points: number}
  | {kind: 'findings'; severity: Severity}

type Told = Pick<ReviewSummary, 'score' | 'changes' | 'issuesBySeverity' | 'portfolio'>

export const deliverWhenAllowed = 'always, on-change, score-below:70, score-drop:5 or findings:high'

/** `on-change,score-below:70`. Throws `usage`. */
export function parseDeliverWhen(text: string): Condition[] {
  return text.split(',').map(word => conditionOf(word.trim()))
}

/** As it is stored; a text that no program of ours wrote keeps no digest back. */
export function storedConditions(text: string): Condition[] {
  try {
    return parseDeliverWhen(text)
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    return [{kind: 'always'}]
  }
}

function conditionOf(word: string): Condition {
  if (word === 'always' || word === 'on-change') return {kind: word}
  const [, kind, value = ''] = /^([a-z-]+):(.+)$/.exec(word) ?? []
  const points = /^\d{1,3}(\.\d)?$/.test(value) ? Number(value) : Number.NaN
  if ((kind === 'score-below' || kind === 'score-drop') && points > 0 && points <= 100) return {kind, points}
  const severity = severities.find(one => one === value)
  if (kind === 'findings' && severity) return {kind, severity}
  throw new RevschedError(
    'usage',
    `"${word}" is not a condition of delivery: it takes ${deliverWhenAllowed}`,
    {
      hint: `points are from 0.1 to 100, severities ${severities.join(', ')}; several conditions: on-change,score-below:70`,
    },
  )
}

/** Null when the digest is to be sent; otherwise why not. A review without a score is never kept quiet for its score. */
export function whyQuiet(conditions: readonly Condition[], summary: Told): string | null {
  const reasons = conditions.map(condition => whyNot(condition, summary))
  return reasons.includes(null) ? null : reasons.join('; ')
}

function whyNot(condition: Condition, {score, changes, issuesBySeverity, portfolio}: Told): string | null {
  switch (condition.kind) {
    case 'always':
      return null
    case 'on-change':
      return changes === null || isChanged(changes) ? null : 'nothing has changed'
    case 'score-below':
      return score === null || score < condition.points ? null : `the score is not below ${condition.points}`
    case 'score-drop':
      return hasDropped(changes, condition.points) ? null : `the score has not fallen by ${condition.points}`
    case 'findings': {
      const {severity} = condition
      const isFound =
        severities.some(one => isAtLeast(one, severity) && issuesBySeverity[one] > 0) ||
        portfolio.some(found => isAtLeast(found.severity, severity))
      return isFound ? null : `no finding is ${severity} or worse`
    }
  }
}

type Changes = NonNullable<ReviewSummary['changes']>

/** Of scores that cannot be compared, nobody knows that nothing has changed. */
function isChanged({counts, findingsNew, findingsResolved, scoreDelta}: Changes): boolean {
  const deals = Object.values(counts).reduce((sum, one) => sum + one.deals, 0)
  return deals + findingsNew + findingsResolved > 0 || scoreDelta === null || Math.abs(scoreDelta) >= 0.05
}

function hasDropped(changes: Changes | null, points: number): boolean {
  if (changes === null || changes.scoreDelta === null) return false
  return changes.scoreDelta <= -points
}
