import {amountOutlier} from '../../../src/domain/rules/amount-outlier.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(amountOutlier, {
  median: 10_000,
  silent: [
    {name: 'exactly five times the median', deal: {amount: 50_000}},
    {name: 'exactly another multiple', deal: {amount: 15_000}, options: {multiple: 1.5}},
    {name: 'nothing', deal: {amount: 0}},
    {name: 'below nothing', deal: {amount: -1_000_000}},
  ],
  fires: [
    {
      name: 'a cent more',
      deal: {amount: 50_000.01},
      message: 'amount is more than 5 times the median of won deals',
    },
    {
      name: 'of a pipeline',
      deal: {amount: 50_000.01, pipeline: 'Sales'},
      message: 'amount is more than 5 times the median of won deals of Sales',
    },
    {
      name: 'a zero too many',
      deal: {amount: 100_001},
      message: 'amount is more than 10 times the median of won deals',
    },
    {
      name: 'exactly ten times: more than nine',
      deal: {amount: 100_000},
      message: 'amount is more than 9 times the median of won deals',
    },
    {
      name: 'a cent more than another multiple',
      deal: {amount: 15_000.01},
      options: {multiple: 1.5},
      message: 'amount is more than 1.5 times the median of won deals',
    },
  ],
  skips: [
    {name: 'no amount', deal: {amount: null}},
    {name: 'too few wins', deal: {amount: 50_000.01}, median: null},
  ],
})
