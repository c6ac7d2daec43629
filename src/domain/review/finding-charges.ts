import {severities} from '../rules/severity.js'
import {charge} from '../score/charge.js'
import type {FindingsByRow, FindingsTable} from './findings-table.js'
import type {ReviewOptions} from './pipeline-review.js'

type Found = {findings: FindingsTable; options: ReviewOptions; byRow: FindingsByRow}

/** What findings take from the health of their deals, by their place in the table; `isLeftOut` of rules that do not count. */
export function chargesOfFindings(
  found: Found,
  isLeftOut: (rule: number) => boolean = () => false,
): (index: number) => number {
  const {findings, options, byRow} = found
  const {rules, scoring} = options.ruleset
  const bySeverity = Uint8Array.from(severities, severity => scoring.points[severity])
  const supersedes = rules.map(({rule}, place) => {
    return scoring.supersede.some(id => id === rule.id) && !isLeftOut(place)
  })
  if (!supersedes.includes(true)) return index => bySeverity[findings.severities[index]!]!
  const charges = new Uint16Array(findings.size)
  for (const index of byRow.order) charges[index] = bySeverity[findings.severities[index]!]!
  for (const index of byRow.order)
    if (supersedes[findings.rules[index]!]) chargeDeal(findings.rows[index]!, found, {charges, isLeftOut})
  return index => charges[index]!
}

/** Of a deal that has a finding of a rule that supersedes. */
function chargeDeal(
  row: number,
  {findings, options, byRow}: Found,
  {charges, isLeftOut}: {charges: Uint16Array; isLeftOut: (rule: number) => boolean},
): void {
  const {rules, scoring} = options.ruleset
  const all = byRow.order.subarray(byRow.start[row]!, byRow.start[row + 1]!)
  const places = all.filter(index => !isLeftOut(findings.rules[index]!))
  const ofDeal: number[] = []
  const about = Array.from(places, index => ({
    ruleId: rules[findings.rules[index]!]!.rule.id,
    severity: findings.severityOf(index),
  }))
  charge(about, scoring, ofDeal)
  for (const [at, index] of places.entries()) charges[index] = ofDeal[at]!
}
