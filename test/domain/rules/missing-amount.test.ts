import {missingAmount} from '../../../src/domain/rules/missing-amount.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(missingAmount, {
  silent: [
    {name: 'the least amount', deal: {amount: 0.01}},
    {name: 'an amount at the probability', deal: {amount: 1, probability: 0.2}},
    {name: 'an amount without an exchange rate', deal: {amount: null, isConvertible: false}},
    {name: 'an amount without a probability', deal: {amount: 1, probability: null}},
  ],
  fires: [
    {name: 'at the probability', deal: {amount: null, probability: 0.2}, message: 'has no amount'},
    {name: 'without a probability', deal: {amount: null, probability: null}, message: 'has no amount'},
    {name: 'with a zero for it', deal: {amount: 0, probability: 0.2}, message: 'has an amount of 0'},
    {name: 'below zero', deal: {amount: -0.01}, message: 'has an amount below 0'},
    {
      name: 'where nobody knows of exchange rates',
      deal: {amount: null, isConvertible: null},
      message: 'has no amount',
    },
    {
      name: 'at another limit',
      deal: {amount: null, probability: 0.1},
      options: {fromProbability: 0.1},
      message: 'has no amount',
    },
    {
      name: 'at no probability where every deal is judged',
      deal: {amount: null, probability: 0},
      options: {fromProbability: 0},
      message: 'has no amount',
    },
  ],
  skips: [
    {name: 'below the probability', deal: {amount: null, probability: 0.19}},
    {name: 'below the probability, with a zero', deal: {amount: 0, probability: 0.19}},
    {name: 'below the probability, with an amount', deal: {amount: 1, probability: 0.19}},
    {
      name: 'below another limit',
      deal: {amount: null, probability: 0.09},
      options: {fromProbability: 0.1},
    },
  ],
})
