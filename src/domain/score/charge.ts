import type {Severity} from '../rules/severity.js'
import {replacedRules, type Scoring} from './scoring.js'

type Found = {ruleId: string; severity: Severity}

/**
 * Puts what each finding of a deal takes from its health into `charges`, from its start on, and gives the sum, which may pass 100. Where a
 * rule supersedes, what it replaces takes nothing, and its own finding takes their points where these are more: else a deal would win
 * points by being put into commit.
 */
export function charge(
  findings: readonly Found[],
  {points, supersede}: Scoring,
  charges: number[] = [],
): number {
  let sum = 0
  for (let place = 0; place < findings.length; place++) {
    const own = points[findings[place]!.severity]
    charges[place] = own
    sum += own
  }
  for (const by of supersede) {
    const at = findings.findIndex(({ruleId}) => ruleId === by)
    if (at >= 0) sum -= replace(at, {findings, charges, replaced: replacedRules(by)})
  }
  return sum
}

type Replacing = {findings: readonly Found[]; charges: number[]; replaced: readonly string[]}

/** Gives what is counted once instead of twice. */
function replace(at: number, {findings, charges, replaced}: Replacing): number {
  let others = 0
  for (const [place, {ruleId}] of findings.entries()) {
    if (!replaced.includes(ruleId)) continue
    others += charges[place]!
    charges[place] = 0
  }
  const own = charges[at]!
  charges[at] = Math.max(own, others)
  return Math.min(own, others)
}

/** The rule beside whose finding one costs nothing; null where it costs what it costs. */
export function supersededBy(
  ruleId: string,
  findings: readonly Found[],
  {supersede}: Scoring,
): string | null {
  const by = supersede.find(
    rule => replacedRules(rule).includes(ruleId) && findings.some(other => other.ruleId === rule),
  )
  return by ?? null
}
