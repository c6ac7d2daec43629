import {noFutureActivity} from '../../../src/domain/rules/no-future-activity.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(noFutureActivity, {
  silent: [
    {name: 'planned', deal: {probability: 0.4}},
    {name: 'at this very instant', deal: {probability: 0.4, nextActivityAt: '2025-03-31T09:00:00Z'}},
    {
      name: 'later today, whatever the day is in the zone',
      deal: {probability: 0.4, nextActivityAt: '2025-03-31T09:00:01Z'},
      timeZone: 'Pacific/Kiritimati',
    },
    {name: 'planned, at another limit', deal: {probability: 0.1}, options: {fromProbability: 0.1}},
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
    {
      name: 'earlier today, though the zone still has yesterday',
      deal: {probability: 0.4, nextActivityAt: '2025-03-31T08:00:00Z'},
      timeZone: 'Pacific/Pago_Pago',
      message: 'no activity is planned',
    },
    {
      name: 'nothing planned at another limit',
      deal: {probability: 0.1, nextActivityAt: null},
      options: {fromProbability: 0.1},
      message: 'no activity is planned',
    },
  ],
  skips: [
    {name: 'below the probability', deal: {probability: 0.39, nextActivityAt: null}},
    {name: 'below the probability, though planned', deal: {probability: 0.39}},
    {
      name: 'below another limit',
      deal: {probability: 0.89, nextActivityAt: null},
      options: {fromProbability: 0.9},
    },
    {name: 'no probability', deal: {probability: null, nextActivityAt: null}},
  ],
})
