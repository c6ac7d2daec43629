import * as z from 'zod/mini'
import {fiscalQuarterOf} from './fiscal-quarter.js'
import {described} from './options.js'
import {type Coverage, definePortfolioRule} from './rule.js'

/** `open pipeline of this quarter covers 2.9 times what is left of the quota (target 3)`. */
export function coverageText({ratio, target}: Coverage): string {
  if (ratio === null) return 'the quota of this quarter is reached'
  // Not rounded up: 2.96 must not read as a target of 3 that was met.
  const shown = (Math.floor(ratio * 10 + 1e-9) / 10).toFixed(1)
  return `open pipeline of this quarter covers ${shown} times what is left of the quota (target ${target})`
}

export const coverageBelowTarget = definePortfolioRule({
  id: 'coverage-below-target',
  title: 'Coverage below target',
  category: 'forecast',
  severity: 'high',
  isRecommended: false,
  needs: ['closeDate', 'amount'],
  usesFiscalYear: true,
  options: z.strictObject({
    quota: z._default(z.nullable(described('amount', z.number().check(z.minimum(0), z.maximum(1e15)))), null),
    ratio: z._default(
      described('times what is left of the quota', z.number().check(z.minimum(0), z.maximum(1000))),
      3,
    ),
  }),
  explain: {
    what: 'What is open and to close in this fiscal quarter is less than ratio times what is left of quota after the deals won in it. Skipped where no quota is given.',
    why: 'With a third of the pipeline won, a smaller one cannot reach the quota.',
    fix: 'Build pipeline now, or correct the forecast.',
    source: 'Three times the quota is the coverage most vendors and playbooks publish.',
  },
  survey({deals, wonAmount}, {today, fiscalYearStartMonth, options}) {
    if (options.quota === null)
      return {
        skipped: 'not-configured',
        detail: 'the rule file gives no quota (coverage-below-target: {quota: ...})',
      }
    const {first, last} = fiscalQuarterOf(today, fiscalYearStartMonth)
    const won = wonAmount(first, last)
    const left = options.quota - won
    let open = 0
    for (const {amount, closeDate} of deals())
      if (amount !== null && amount > 0 && closeDate !== null && closeDate >= first && closeDate <= last)
        open += amount
    const ratio = left <= 0 ? null : open / left
    const coverage = {quota: options.quota, won, open, ratio, target: options.ratio}
    if (ratio === null || ratio >= options.ratio) return {found: [], coverage}
    return {found: [coverageText(coverage)], coverage}
  },
})
