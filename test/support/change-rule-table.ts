import {describe, expect, it} from 'vitest'
import {plainStage} from '../../src/domain/review/plain-stage.js'
import {
  type ChangeRule,
  type DealState,
  type PipelineContext,
  pass,
  skip,
  type Verdict,
} from '../../src/domain/rules/rule.js'
import type {Severity} from '../../src/domain/rules/severity.js'
import {aDeal, type DealText} from './a-deal.js'

type Case = {
  name: string
  /** Null for a deal that is new; an ordinary one where a case says nothing. */
  before?: DealText | null
  now?: DealText
  unchanged?: {reviews: number; days: number}
  options?: Record<string, unknown>
  /** Set by a rule file; that of the rule where a case says nothing. */
  severity?: Severity
  fiscalYearStartMonth?: number
}

type ChangeRuleTable = {
  silent: readonly Case[]
  fires: readonly (Case & {message: string; found?: Severity})[]
  /** Neither checked nor violated. */
  skips?: readonly Case[]
}

/** What is the same for all; Qualification comes before Proposal, and Legal is a stage of unknown order. */
export function aPipelineContext(changes: Partial<PipelineContext> = {}): PipelineContext {
  const stages = ['Qualification', 'Proposal', 'Negotiation'].map(plainStage)
  return {
    today: aDeal({closeDate: '2025-03-31'}).closeDate!,
    stages: (first, second) => {
      const [a, b] = [stages.indexOf(plainStage(first)), stages.indexOf(plainStage(second))]
      return a < 0 || b < 0 ? 0 : a - b
    },
    fiscalYearStartMonth: 1,
    ...changes,
  }
}

/** One test per row: both sides of every limit of a rule about changes. */
// biome-ignore lint/suspicious/noExplicitAny: a table takes rules with any options, as the list of rules does
export function changeRuleTable(rule: ChangeRule<any>, table: ChangeRuleTable): void {
  const judge = ({
    before = {},
    now = {},
    unchanged,
    options = {},
    severity = rule.severity,
    fiscalYearStartMonth = 1,
  }: Case): Verdict =>
    rule.compare(
      {
        before: before === null ? null : stateOf(before),
        now: stateOf(now),
        unchanged: unchanged ?? {reviews: 0, days: 0},
      },
      {...aPipelineContext({fiscalYearStartMonth}), options: rule.options.parse(options), severity},
    )
  describe(rule.id, () => {
    it.each(table.silent)('is silent: $name', row => expect(judge(row)).toBe(pass))
    it.each(table.fires)('fires: $name', row => {
      const {message, found} = row
      expect(judge(row)).toEqual(found === undefined ? {message} : {message, severity: found})
    })
    if (table.skips) it.each(table.skips)('does not check: $name', row => expect(judge(row)).toBe(skip))
  })
}

function stateOf(text: DealText): DealState {
  const {amount, stage, closeDate, probability, forecastCategory} = aDeal(text)
  return {amount, stage, closeDate, probability, forecastCategory}
}
