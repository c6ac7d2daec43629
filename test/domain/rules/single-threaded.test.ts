import {singleThreaded} from '../../../src/domain/rules/single-threaded.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(singleThreaded, {
  silent: [
    {name: 'two contacts', deal: {amount: 50_000, probability: 0.4, contactCount: 2}},
    {name: 'none is another rule', deal: {amount: 50_000, probability: 0.4, contactCount: 0}},
    {
      name: 'two contacts of a deal that other limits reach',
      deal: {amount: 1, probability: 0, contactCount: 2},
      options: {minAmount: 0, fromProbability: 0},
    },
  ],
  fires: [
    {
      name: 'one contact at both limits',
      deal: {amount: 50_000, probability: 0.4, contactCount: 1},
      message: 'hangs on a single contact',
    },
    {
      name: 'one contact at another amount',
      deal: {amount: 20_000, probability: 0.4, contactCount: 1},
      options: {minAmount: 20_000},
      message: 'hangs on a single contact',
    },
    {
      name: 'one contact at another probability',
      deal: {amount: 50_000, probability: 0.1, contactCount: 1},
      options: {fromProbability: 0.1},
      message: 'hangs on a single contact',
    },
    {
      name: 'one contact of a deal worth nothing, where all are judged',
      deal: {amount: 0, probability: 0, contactCount: 1},
      options: {minAmount: 0, fromProbability: 0},
      message: 'hangs on a single contact',
    },
  ],
  skips: [
    {name: 'a smaller deal', deal: {amount: 49_999, probability: 0.4, contactCount: 1}},
    {name: 'an earlier deal', deal: {amount: 50_000, probability: 0.39, contactCount: 1}},
    {name: 'no amount', deal: {amount: null, probability: 0.4, contactCount: 1}},
    {
      name: 'no amount, where all amounts are judged',
      deal: {amount: null, probability: 0.4, contactCount: 1},
      options: {minAmount: 0},
    },
    {name: 'no probability', deal: {amount: 50_000, probability: null, contactCount: 1}},
    {name: 'no count', deal: {amount: 50_000, probability: 0.4, contactCount: null}},
    {
      name: 'smaller than another amount',
      deal: {amount: 19_999.99, probability: 0.4, contactCount: 1},
      options: {minAmount: 20_000},
    },
    {
      name: 'earlier than another probability',
      deal: {amount: 50_000, probability: 0.09, contactCount: 1},
      options: {fromProbability: 0.1},
    },
  ],
})
