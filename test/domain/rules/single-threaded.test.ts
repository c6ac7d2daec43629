import {singleThreaded} from '../../../src/domain/rules/single-threaded.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(singleThreaded, {
  silent: [
    {name: 'two contacts', deal: {amount: 50_000, probability: 0.4, contactCount: 2}},
    {name: 'none is another rule', deal: {amount: 50_000, probability: 0.4, contactCount: 0}},
  ],
  fires: [
    {
      name: 'one contact at both limits',
      deal: {amount: 50_000, probability: 0.4, contactCount: 1},
      message: 'hangs on a single contact',
    },
  ],
  skips: [
    {name: 'a smaller deal', deal: {amount: 49_999, probability: 0.4, contactCount: 1}},
    {name: 'an earlier deal', deal: {amount: 50_000, probability: 0.39, contactCount: 1}},
    {name: 'no amount', deal: {amount: null, probability: 0.4, contactCount: 1}},
  ],
})
