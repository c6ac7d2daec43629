import {pass, type RepeatRule} from '../rules/rule.js'
import type {EarlierFindings} from './earlier-findings.js'
import type {Judge} from './judge.js'
import {countedIn, type Judged} from './judge-at-end.js'

type Found = Pick<Judged, 'deals' | 'findings' | 'skips' | 'waived' | 'options'>

/** Has a rule judge how long findings have been there; of each deal, the one that has been there for most reviews counts. */
export function judgeRepeated(judge: Judge, found: Found, earlier: EarlierFindings): void {
  const {rule} = judge.active
  // No override changes such a rule.
  const settings = judge.settingsFor(0)
  if (!('repeated' in rule) || settings === null || earlier.size === 0) return
  const {deals, findings} = found
  const standings = new Standings(found, earlier)
  const verdictOf = (index: number) => {
    const finding = standings.of(index)
    return finding ? rule.repeated(finding, settings.options) : pass
  }
  /** By row, one more than the place of the finding; 0 for none. */
  const longest = new Uint32Array(deals.size)
  for (let index = 0; index < findings.size; index++) {
    const row = findings.rows[index]!
    if (typeof verdictOf(index) !== 'object') continue
    if (longest[row] === 0 || standings.isLonger(index, longest[row]! - 1)) longest[row] = index + 1
  }
  for (let row = 0; row < longest.length; row++) {
    const verdict = longest[row] === 0 ? pass : verdictOf(longest[row]! - 1)
    if (typeof verdict === 'object') judge.report({row, settings}, verdict, findings)
  }
}

type RepeatedFinding = Parameters<RepeatRule<unknown>['repeated']>[0]

class Standings {
  readonly #found: Found
  readonly #isCounted: ReturnType<typeof countedIn>
  readonly #earlier: EarlierFindings

  constructor(found: Found, earlier: EarlierFindings) {
    this.#found = found
    this.#isCounted = countedIn(found)
    this.#earlier = earlier
  }

  /** Null for a finding that the last review did not have, that does not count, or that is news each time: a change. */
  of(index: number): RepeatedFinding | null {
    const {findings, options} = this.#found
    const row = findings.rows[index]!
    const place = findings.rules[index]!
    const {title, category} = options.ruleset.rules[place]!.rule
    if (category === 'change' || !this.#isCounted(row, place)) return null
    const standing = this.#earlier.of(row, place)
    if (standing === null) return null
    return {title, severity: findings.severityOf(index), reviews: standing.reviews, days: standing.days}
  }

  /** Of two findings of one deal: there for more reviews, then worse, then first in the catalogue. */
  isLonger(index: number, other: number): boolean {
    const {rows, rules, severities} = this.#found.findings
    const reviews = (at: number) => this.#earlier.of(rows[at]!, rules[at]!)?.reviews ?? 0
    return (
      (reviews(index) - reviews(other) ||
        severities[other]! - severities[index]! ||
        rules[other]! - rules[index]!) > 0
    )
  }
}
