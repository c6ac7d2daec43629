import {describe, expect, it} from 'vitest'
import {dealFields} from '../../src/domain/review/deal.js'
import {plannedAt} from '../../src/domain/review/planned-activity.js'
import {stepsBetween} from '../../src/domain/review/stage-order.js'
import {
  type BenchmarkRule,
  type DealRule,
  type Failed,
  pass,
  skip,
  type Verdict,
} from '../../src/domain/rules/rule.js'
import type {Severity} from '../../src/domain/rules/severity.js'
import {zoneCalendar} from '../../src/domain/schedule/zone-calendar.js'
import {aDeal, type DealText} from './a-deal.js'

type Case = {
  name: string
  deal: DealText
  options?: Record<string, unknown>
  /** Set by a rule file; that of the rule where a case says nothing. */
  severity?: Severity
  timeZone?: string
  /** From first to last, instead of Lead, Demo, Proposal and Contract. */
  stages?: readonly string[]
  fiscalYearStartMonth?: number
  /** Instead of the table's. */
  now?: string
  /** The same. */
  median?: number | null
}

const stages = ['Lead', 'Demo', 'Proposal', 'Contract']

export type RuleTable = {
  /** 2025-03-31T09:00:00Z unless a table says otherwise. */
  now?: string
  /** For rules that compare with won deals; null where there are too few. */
  median?: number | null
  silent: readonly Case[]
  fires: readonly (Case & {message: string})[]
  /** Neither checked nor violated. */
  skips?: readonly Case[]
}

// biome-ignore lint/suspicious/noExplicitAny: a table takes rules with any options, as the list of rules does
type AnyRule = DealRule<any> | BenchmarkRule<any>

/** One test per row: both sides of every limit of a rule. */
export function ruleTable(rule: AnyRule, table: RuleTable): void {
  const judge = (row: Case): Verdict | Failed => {
    const {dateOf} = zoneCalendar(row.timeZone ?? 'UTC')
    const asOf = new Date(row.now ?? table.now ?? '2025-03-31T09:00:00Z')
    const today = dateOf(asOf.getTime())
    const options = rule.options.parse(row.options ?? {})
    const context = {
      asOf,
      today,
      daysSince: (at: Date) => today - dateOf(at.getTime()),
      isPlanned: plannedAt(asOf, row.timeZone ?? 'UTC'),
      stepsBetween: stepsBetween([row.stages ?? stages]),
      fiscalYearStartMonth: row.fiscalYearStartMonth ?? 1,
      fields: new Set(dealFields),
      customFields: null,
      options,
      severity: row.severity ?? rule.severity,
    }
    const deal = aDeal(row.deal)
    if (!('benchmark' in rule)) return rule.check(deal, context)
    const days = rule.daysOf?.(deal, context) ?? null
    const {median = table.median ?? null} = row
    return rule.judge({...deal, days}, {options, median, today})
  }
  describe(rule.id, () => {
    it.each(table.silent)('is silent: $name', row => expect(judge(row)).toBe(pass))
    it.each(table.fires)('fires: $name', row => expect(judge(row)).toMatchObject({message: row.message}))
    if (table.skips) it.each(table.skips)('does not check: $name', row => expect(judge(row)).toBe(skip))
  })
}
