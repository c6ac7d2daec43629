import {coverageBelowTarget} from '../../../src/domain/rules/coverage-below-target.js'
import {portfolioRuleTable} from '../../support/portfolio-rule-table.js'

/** To close in the first quarter of 2025, of which 31 March is the last day. */
const open = (amount: number | null, closeDate: string | null = '2025-03-31') => ({amount, closeDate})
const covers = (ratio: string, target = 3) =>
  `open pipeline of this quarter covers ${ratio} times what is left of the quota (target ${target})`
const options = {quota: 100}

portfolioRuleTable(coverageBelowTarget, {
  silent: [
    {name: 'exactly the target', deals: [open(300)], options},
    {name: 'more than the target', deals: [open(200), open(101)], options},
    {name: 'the quota is reached', won: [{closeDate: '2025-01-01', amount: 100}], options},
    {name: 'the quota is exceeded', won: [{closeDate: '2025-02-01', amount: 500}], options},
    {
      name: 'exactly the target of what is left',
      deals: [open(120)],
      won: [{closeDate: '2025-03-31', amount: 60}],
      options,
    },
    {name: 'a quota of nothing', options: {quota: 0}},
    {name: 'a target of nothing', options: {quota: 100, ratio: 0}},
    {name: 'a smaller target', deals: [open(150)], options: {quota: 100, ratio: 1.5}},
    {
      name: 'the last day of a fiscal quarter',
      deals: [open(300, '2025-04-30')],
      options,
      fiscalYearStartMonth: 2,
    },
  ],
  fires: [
    {name: 'nothing is open', options, messages: [covers('0.0')]},
    {name: 'just below the target, not told as met', deals: [open(299)], options, messages: [covers('2.9')]},
    {
      name: 'just below a smaller target',
      deals: [open(149)],
      options: {quota: 100, ratio: 1.5},
      messages: [covers('1.4', 1.5)],
    },
    {
      name: 'dates outside the quarter, and none',
      deals: [open(300, '2025-04-01'), open(300, '2024-12-31'), open(300, null)],
      options,
      messages: [covers('0.0')],
    },
    {
      name: 'no amount, and less than nothing',
      deals: [open(230), open(null), open(-100)],
      options,
      messages: [covers('2.3')],
    },
    {
      name: 'won before the quarter',
      deals: [open(120)],
      won: [{closeDate: '2024-12-31', amount: 60}],
      options,
      messages: [covers('1.2')],
    },
    {
      name: 'the day after a fiscal quarter',
      deals: [open(300, '2025-05-01')],
      options,
      fiscalYearStartMonth: 2,
      messages: [covers('0.0')],
    },
  ],
  skips: [
    {
      name: 'no quota',
      deals: [open(1)],
      reason: 'not-configured',
      detail: 'the rule file gives no quota (coverage-below-target: {quota: ...})',
    },
  ],
})
