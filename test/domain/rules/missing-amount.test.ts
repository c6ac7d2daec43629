import {missingAmount} from '../../../src/domain/rules/missing-amount.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(missingAmount, {
  silent: [
    {name: 'an amount', deal: {amount: 1}},
    {name: 'an amount of zero is one', deal: {amount: 0}},
  ],
  fires: [
    {name: 'at the probability', deal: {amount: null, probability: 0.2}, message: 'has no amount'},
    {name: 'without a probability', deal: {amount: null, probability: null}, message: 'has no amount'},
    {
      name: 'at another limit',
      deal: {amount: null, probability: 0.1},
      options: {fromProbability: 0.1},
      message: 'has no amount',
    },
  ],
  skips: [{name: 'below the probability', deal: {amount: null, probability: 0.19}}],
})
