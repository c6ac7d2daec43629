import {type Severity, severities} from '../rules/severity.js'
import {contributionOf} from '../score/health-score.js'
import type {RuleOutcome} from './analysis.js'
import type {Settled} from './finish-review.js'
import type {Skipped} from './judge.js'
import type {Judged} from './judge-at-end.js'

/** By place of the rule: how many open deals it judged. A rule about the pipeline as a whole judges one thing. */
export function checkedByRule({options, skips, skipped, openRows}: Judged): Uint32Array {
  const {rules} = options.ruleset
  const notChecked = skipped.countsOf(openRows, rules.length)
  return Uint32Array.from(rules, ({rule}, index) => {
    if (skips.has(index)) return 0
    return 'survey' in rule ? 1 : openRows.length - notChecked[index]!
  })
}

/** What each rule of the review found, and what that cost. */
export function ruleOutcomes(settled: Settled): RuleOutcome[] {
  const {options, checked} = settled
  const {rules} = options.ruleset
  const {violated, lost, worst} = new RuleTotals(settled)
  const lostByRule = portfolioLostByRule(settled)
  return rules.map(({rule, severity}, index) => {
    const skip = skipOf(settled, index)
    const found = settled.portfolio.some(({ruleId}) => ruleId === rule.id) ? 1 : 0
    return {
      ruleId: rule.id,
      title: rule.title,
      severity: severities[worst[index]!] ?? severity,
      checked: checked[index]!,
      violated: 'survey' in rule ? found : violated[index]!,
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

/** By place of the rule: how many findings it has, what they cost, and the worst severity among them. */
class RuleTotals {
  readonly violated: Uint32Array
  readonly lost: Float64Array
  readonly worst: Uint8Array
  readonly #settled: Settled

  constructor(settled: Settled) {
    const {length} = settled.options.ruleset.rules
    const {order} = settled.byRow
    this.violated = new Uint32Array(length)
    this.lost = new Float64Array(length)
    this.worst = new Uint8Array(length).fill(severities.length)
    this.#settled = settled
    for (let place = 0; place < order.length; place++) this.#add(order[place]!)
  }

  /** A function of its own: it is compiled long before a loop of as many rounds would be. */
  #add(index: number): void {
    const {findings, chargeOf, points, pointsLost} = this.#settled
    const row = findings.rows[index]!
    const rule = findings.rules[index]!
    const severity = findings.severities[index]!
    this.violated[rule]!++
    if (severity < this.worst[rule]!) this.worst[rule] = severity
    const deal = {pointsLost: pointsLost[row]!, points: points[row]!}
    this.lost[rule]! += contributionOf(chargeOf(index), deal)
  }
}

/** A rule that has judged nothing has not run for a reader, although it found nothing wrong. */
function skipOf({skips, checked, openRows}: Settled, rule: number): Skipped | null {
  const skip = skips.get(rule)
  if (skip) return skip
  if (checked[rule]! > 0) return null
  return {reason: 'no-deals', detail: noDealsText(openRows.length)}
}

function noDealsText(open: number): string {
  if (open === 0) return 'there is no open deal'
  return open === 1 ? 'it cannot judge the one open deal' : `it can judge none of the ${open} open deals`
}

/** How many findings of deals are of each severity; a rule may give one another severity than its own. */
export function issuesBySeverity({byRow, findings}: Settled): Record<Severity, number> {
  const counts = new Uint32Array(severities.length)
  const {order} = byRow
  for (let place = 0; place < order.length; place++) counts[findings.severities[order[place]!]!]!++
  return Object.fromEntries(severities.map((severity, place) => [severity, counts[place]!])) as Record<
    Severity,
    number
  >
}
