import {amountDroppedSinceReview} from '../../../src/domain/rules/amount-dropped-since-review.js'
import {changeRuleTable} from '../../support/change-rule-table.js'

changeRuleTable(amountDroppedSinceReview, {
  silent: [
    {name: 'the same', before: {amount: 100}, now: {amount: 100}},
    {name: 'more', before: {amount: 100}, now: {amount: 1000}},
    {name: 'a cent less than the share', before: {amount: 100}, now: {amount: 80.01}},
    {name: 'a new deal', before: null, now: {amount: 1}},
    {name: 'no drop where any counts', before: {amount: 100}, now: {amount: 100}, options: {share: 0}},
    {
      name: 'all but a cent, where all must go',
      before: {amount: 1},
      now: {amount: 0.01},
      options: {share: 1},
    },
  ],
  fires: [
    {name: 'exactly the share', before: {amount: 100}, now: {amount: 80}, message: 'amount dropped by 20 %'},
    {
      name: 'exactly the share of numbers that binary fractions miss',
      before: {amount: 0.3},
      now: {amount: 0.24},
      message: 'amount dropped by 20 %',
    },
    {
      name: 'told as no more than it is',
      before: {amount: 1000},
      now: {amount: 701},
      message: 'amount dropped by 29 %',
    },
    {name: 'to nothing', before: {amount: 100}, now: {amount: 0}, message: 'amount dropped by 100 %'},
    {name: 'below nothing', before: {amount: 100}, now: {amount: -50}, message: 'amount dropped by 150 %'},
    {
      name: 'a cent, where any counts',
      before: {amount: 100},
      now: {amount: 99.99},
      options: {share: 0},
      message: 'amount dropped by 0 %',
    },
    {
      name: 'all, where all must go',
      before: {amount: 1},
      now: {amount: 0},
      options: {share: 1},
      message: 'amount dropped by 100 %',
    },
  ],
  skips: [
    {name: 'no amount before', before: {amount: null}, now: {amount: 100}},
    {name: 'no amount now', before: {amount: 100}, now: {amount: null}},
    {name: 'nothing before', before: {amount: 0}, now: {amount: -5}},
    {name: 'less than nothing before', before: {amount: -5}, now: {amount: -50}},
  ],
})
