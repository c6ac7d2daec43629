import {noFutureActivity} from '../../../src/domain/rules/no-future-activity.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(noFutureActivity, {
  silent: [
    {
      name: 'planned for earlier today: a day has no hour',
      deal: {probability: 0.4, nextActivityAt: '2025-03-31T08:59:59Z'},
    },
    {
      name: 'the first moment of today in the zone',
      deal: {probability: 0.4, nextActivityAt: '2025-03-30T11:00:00Z'},
      timeZone: 'Pacific/Pago_Pago',
    },
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
      name: 'planned for yesterday',
      deal: {probability: 0.4, nextActivityAt: '2025-03-29T12:00:00Z'},
      message: 'no activity is planned',
    },
    {
      name: 'yesterday in the zone, which is today elsewhere',
      deal: {probability: 0.4, nextActivityAt: '2025-03-30T10:59:59Z'},
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
