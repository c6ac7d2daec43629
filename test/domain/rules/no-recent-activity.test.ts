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
    {
      name: 'neither probability nor close date: the longer limit',
      deal: {lastActivityAt: '2025-03-01T09:00:00Z', probability: null, closeDate: null},
    },
    {
      name: 'exactly another limit',
      deal: {lastActivityAt: '2025-03-29T09:00:00Z'},
      options: {days: 2},
    },
    {
      name: 'exactly another limit of a late deal',
      deal: {lastActivityAt: '2025-03-28T09:00:00Z', probability: 0.5},
      options: {lateDays: 3},
    },
    {
      name: 'just under another late probability',
      deal: {lastActivityAt: '2025-03-16T09:00:00Z', probability: 0.69},
      options: {lateFromProbability: 0.7},
    },
    {
      name: 'closing a day after another window',
      deal: {lastActivityAt: '2025-03-16T09:00:00Z', closeDate: '2025-04-06'},
      options: {closingWithinDays: 5},
    },
    {
      name: 'a day later in the zone',
      deal: {lastActivityAt: '2025-02-28T23:30:00Z'},
      timeZone: 'Europe/Berlin',
    },
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
      name: 'closing in the past',
      deal: {lastActivityAt: '2025-03-16T09:00:00Z', closeDate: '2025-01-01'},
      message: 'no activity for 15 days (limit 14)',
    },
    {
      name: 'one day over another limit',
      deal: {lastActivityAt: '2025-03-28T09:00:00Z'},
      options: {days: 2},
      message: 'no activity for 3 days (limit 2)',
    },
    {
      name: 'a late deal one day over another limit',
      deal: {lastActivityAt: '2025-03-27T09:00:00Z', probability: 0.5},
      options: {lateDays: 3},
      message: 'no activity for 4 days (limit 3)',
    },
    {
      name: 'at another late probability',
      deal: {lastActivityAt: '2025-03-16T09:00:00Z', probability: 0.7},
      options: {lateFromProbability: 0.7},
      message: 'no activity for 15 days (limit 14)',
    },
    {
      name: 'closing at the end of another window',
      deal: {lastActivityAt: '2025-03-16T09:00:00Z', closeDate: '2025-04-05'},
      options: {closingWithinDays: 5},
      message: 'no activity for 15 days (limit 14)',
    },
    {
      name: 'an activity yesterday where that is too long',
      deal: {lastActivityAt: '2025-03-30T09:00:00Z'},
      options: {days: 0},
      message: 'no activity for 1 day (limit 0)',
    },
    {
      name: 'closing in 30 days of the zone, where it is already tomorrow',
      deal: {lastActivityAt: '2025-03-16T09:00:00Z', closeDate: '2025-05-01'},
      now: '2025-03-31T10:00:00Z',
      timeZone: 'Pacific/Kiritimati',
      message: 'no activity for 16 days (limit 14)',
    },
    {
      name: 'the day before in the zone',
      deal: {lastActivityAt: '2025-03-01T02:00:00Z'},
      timeZone: 'America/New_York',
      message: 'no activity for 31 days (limit 30)',
    },
  ],
  skips: [
    {name: 'no value', deal: {lastActivityAt: null}},
    {name: 'no value of a late deal', deal: {lastActivityAt: null, probability: 0.9}},
  ],
})
