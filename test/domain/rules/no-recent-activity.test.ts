import {noRecentActivity} from '../../../src/domain/rules/no-recent-activity.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(noRecentActivity, {
  silent: [
    {name: 'exactly the limit', deal: {lastActivityAt: '2025-03-01T09:00:00Z'}},
    {
      name: 'exactly the limit of a late deal',
      deal: {lastActivityAt: '2025-03-17T09:00:00Z', probability: 0.5},
    },
    {
      name: 'just under the late probability',
      deal: {lastActivityAt: '2025-03-16T09:00:00Z', probability: 0.49},
    },
    {name: 'closing in 31 days', deal: {lastActivityAt: '2025-03-16T09:00:00Z', closeDate: '2025-05-01'}},
    {name: 'an activity in the calendar', deal: {lastActivityAt: '2025-05-01T09:00:00Z'}},
  ],
  fires: [
    {
      name: 'one day over',
      deal: {lastActivityAt: '2025-02-28T09:00:00Z'},
      message: 'no activity for 31 days (limit 30)',
    },
    {
      name: 'a late deal one day over',
      deal: {lastActivityAt: '2025-03-16T09:00:00Z', probability: 0.5},
      message: 'no activity for 15 days (limit 14)',
    },
    {
      name: 'closing in 30 days',
      deal: {lastActivityAt: '2025-03-16T09:00:00Z', closeDate: '2025-04-30'},
      message: 'no activity for 15 days (limit 14)',
    },
    {
      name: 'the day before in the zone',
      deal: {lastActivityAt: '2025-03-01T02:00:00Z'},
      timeZone: 'America/New_York',
      message: 'no activity for 31 days (limit 30)',
    },
  ],
  skips: [{name: 'no value', deal: {lastActivityAt: null}}],
})
