import {describe, expect, it} from 'vitest'
import type {OpenPipeline, PortfolioRule} from '../../src/domain/rules/rule.js'
import {aDeal, type DealText} from './a-deal.js'
import {aPipelineContext} from './change-rule-table.js'

type Case = {
  name: string
  deals?: readonly DealText[]
  /** Deals that were won, by the day on which they were closed. */
  won?: readonly {closeDate: string; amount: number}[]
  disappeared?: OpenPipeline['disappeared']
  isFiltered?: boolean
  options?: Record<string, unknown>
  /** Instead of 31 March 2025. */
  today?: string
  fiscalYearStartMonth?: number
}

type PortfolioRuleTable = {
  silent: readonly Case[]
  fires: readonly (Case & {messages: readonly string[]})[]
  skips?: readonly (Case & {reason: string; detail: string})[]
}

const dayOf = (text: string) => aDeal({closeDate: text}).closeDate!

/** One test per row: both sides of every limit of a rule about the pipeline as a whole. */
// biome-ignore lint/suspicious/noExplicitAny: a table takes rules with any options, as the list of rules does
export function portfolioRuleTable(rule: PortfolioRule<any>, table: PortfolioRuleTable): void {
  const survey = ({options = {}, today = '2025-03-31', fiscalYearStartMonth = 1, ...given}: Case) =>
    rule.survey(pipelineOf(given), {
      ...aPipelineContext({today: dayOf(today), fiscalYearStartMonth}),
      options: rule.options.parse(options),
    })
  describe(rule.id, () => {
    it.each(table.silent)('is silent: $name', row => expect(survey(row)).toMatchObject({found: []}))
    it.each(table.fires)('fires: $name', row => expect(survey(row)).toMatchObject({found: row.messages}))
    if (table.skips)
      it.each(table.skips)('is skipped: $name', row =>
        expect(survey(row)).toEqual({skipped: row.reason, detail: row.detail}),
      )
  })
}

function pipelineOf({
  deals = [],
  won = [],
  disappeared = null,
  isFiltered = false,
}: Partial<Case>): OpenPipeline {
  const open = deals.map(aDeal)
  return {
    deals: () => open.map(({owner, amount, closeDate}, row) => ({row, owner, amount, closeDate})),
    nameOf: row => open[row]!.name ?? open[row]!.id,
    wonAmount: (from, to) =>
      won
        .filter(({closeDate}) => dayOf(closeDate) >= from && dayOf(closeDate) <= to)
        .reduce((sum, {amount}) => sum + amount, 0),
    disappeared,
    isFiltered,
  }
}
