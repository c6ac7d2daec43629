import {type Severity, severities} from '../rules/severity.js'
import {contributionOf} from '../score/health-score.js'
import type {RuleOutcome} from './analysis.js'
import type {Settled} from './finish-review.js'

/** What each rule of the review found, and what that cost. */
export function ruleOutcomes(settled: Settled): RuleOutcome[] {
  const {options, findings, byRow, skips, skipped, openRows, chargeOf, points, pointsLost} = settled
  const {rules} = options.ruleset
  const violated = new Uint32Array(rules.length)
  const lost = new Float64Array(rules.length)
  const worst = new Uint8Array(rules.length).fill(severities.length)
  for (const index of byRow.order) {
    const row = findings.rows[index]!
    const place = findings.rules[index]!
    violated[place]!++
    worst[place] = Math.min(worst[place]!, findings.severities[index]!)
    lost[place]! += contributionOf(chargeOf(index), {
      pointsLost: pointsLost[row]!,
      points: points[row]!,
    })
  }
  const lostByRule = portfolioLostByRule(settled)
  const notCheckedOf = skipped.countsOf(openRows, rules.length)
  return rules.map(({rule, severity}, index) => {
    const skip = skips.get(index)
    const notChecked = skip ? openRows.length : notCheckedOf[index]!
    // A rule about the pipeline as a whole judges one thing.
    const found = settled.portfolio.some(({ruleId}) => ruleId === rule.id) ? 1 : 0
    const counts =
      'survey' in rule
        ? {checked: skip ? 0 : 1, violated: found}
        : {checked: openRows.length - notChecked, violated: violated[index]!}
    return {
      ruleId: rule.id,
      title: rule.title,
      severity: severities[worst[index]!] ?? severity,
      ...counts,
      skippedReason: skip?.reason ?? null,
      skippedDetail: skip?.detail ?? null,
      ...(skip?.missingFields && {missingFields: skip.missingFields}),
      pointsLost: 'survey' in rule ? (lostByRule.get(rule.id) ?? 0) : lost[index]!,
      fix: rule.explain.fix,
    }
  })
}

/** Of rules about the pipeline as a whole. */
function portfolioLostByRule({portfolio}: Settled): ReadonlyMap<string, number> {
  const lost = new Map<string, number>()
  for (const {ruleId, pointsLost = 0} of portfolio) lost.set(ruleId, (lost.get(ruleId) ?? 0) + pointsLost)
  return lost
}

/** How many findings of deals are of each severity; a rule may give one another severity than its own. */
export function issuesBySeverity({byRow, findings}: Settled): Record<Severity, number> {
  const counts = new Uint32Array(severities.length)
  for (const index of byRow.order) counts[findings.severities[index]!]!++
  return Object.fromEntries(severities.map((severity, place) => [severity, counts[place]!])) as Record<
    Severity,
    number
  >
}
