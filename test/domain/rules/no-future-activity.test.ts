import {noFutureActivity} from '../../../src/domain/rules/no-future-activity.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(noFutureActivity, {
  silent: [
    {name: 'planned', deal: {probability: 0.4}},
    {name: 'at this very instant', deal: {probability: 0.4, nextActivityAt: '2025-03-31T09:00:00Z'}},
  ],
  fires: [
    {
      name: 'nothing planned',
      deal: {probability: 0.4, nextActivityAt: null},
      message: 'no activity is planned',
    },
    {
      name: 'planned for the past',
      deal: {probability: 0.4, nextActivityAt: '2025-03-31T08:59:59Z'},
      message: 'no activity is planned',
    },
  ],
  skips: [
    {name: 'below the probability', deal: {probability: 0.39, nextActivityAt: null}},
    {name: 'no probability', deal: {probability: null, nextActivityAt: null}},
  ],
})
