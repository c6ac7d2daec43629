import {commitAtRisk} from '../../../src/domain/rules/commit-at-risk.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(commitAtRisk, {
  silent: [
    {name: 'not in commit', deal: {forecastCategory: 'best-case', closeDate: '2025-01-01'}},
    {name: 'closing today', deal: {forecastCategory: 'commit', closeDate: '2025-03-31'}},
    {
      name: 'silent for exactly the limit',
      deal: {forecastCategory: 'commit', lastActivityAt: '2025-03-17T09:00:00Z'},
    },
    {name: 'no activity known', deal: {forecastCategory: 'commit', lastActivityAt: null}},
  ],
  fires: [
    {
      name: 'closed yesterday',
      deal: {forecastCategory: 'commit', closeDate: '2025-03-30'},
      message: 'is in commit and its close date is past',
    },
    {
      name: 'silent one day longer',
      deal: {forecastCategory: 'commit', lastActivityAt: '2025-03-16T09:00:00Z'},
      message: 'is in commit and was silent for 15 days',
    },
  ],
  skips: [{name: 'no category', deal: {forecastCategory: null}}],
})
