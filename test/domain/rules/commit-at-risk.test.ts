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
    {name: 'a date ahead, no activity known', deal: {forecastCategory: 'commit', lastActivityAt: null}},
    {name: 'no date, an activity yesterday', deal: {forecastCategory: 'commit', closeDate: null}},
    {
      name: 'an activity in the calendar',
      deal: {forecastCategory: 'commit', lastActivityAt: '2025-06-01T09:00:00Z'},
    },
    {
      name: 'silent for exactly another limit',
      deal: {forecastCategory: 'commit', lastActivityAt: '2025-03-30T00:00:00Z'},
      options: {silentDays: 1},
    },
    {
      name: 'closing on what is still today in the zone',
      deal: {forecastCategory: 'commit', closeDate: '2025-03-30'},
      timeZone: 'Pacific/Pago_Pago',
    },
    {
      name: 'pushed one day before the days looked at',
      deal: {
        forecastCategory: 'commit',
        closeDateHistory: [
          ['2025-01-01T09:00:00Z', '2025-03-31'],
          ['2025-02-28T09:00:00Z', '2025-04-30'],
        ],
      },
    },
    {
      name: 'moved within its month',
      deal: {
        forecastCategory: 'commit',
        closeDateHistory: [
          ['2025-01-01T09:00:00Z', '2025-04-01'],
          ['2025-03-20T09:00:00Z', '2025-04-30'],
        ],
      },
    },
    {name: 'pushes are not known', deal: {forecastCategory: 'commit', closeDateHistory: null}},
    {name: 'closed, whatever its date', deal: {forecastCategory: 'closed', closeDate: '2025-01-01'}},
    {name: 'omitted, whatever its date', deal: {forecastCategory: 'omitted', closeDate: '2025-01-01'}},
    {name: 'pipeline, whatever its date', deal: {forecastCategory: 'pipeline', closeDate: '2025-01-01'}},
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
    {
      name: 'silent one day longer than another limit',
      deal: {forecastCategory: 'commit', lastActivityAt: '2025-03-29T23:59:59Z'},
      options: {silentDays: 1},
      message: 'is in commit and was silent for 2 days',
    },
    {
      name: 'silent since yesterday where that is too long',
      deal: {forecastCategory: 'commit', lastActivityAt: '2025-03-30T09:00:00Z'},
      options: {silentDays: 0},
      message: 'is in commit and was silent for 1 day',
    },
    {
      name: 'silent and without a date',
      deal: {forecastCategory: 'commit', closeDate: null, lastActivityAt: '2025-03-16T09:00:00Z'},
      message: 'is in commit and was silent for 15 days',
    },
    {
      name: 'pushed on the first of the days looked at, and pulled in since',
      deal: {
        forecastCategory: 'commit',
        closeDateHistory: [
          ['2025-01-01T09:00:00Z', '2025-03-31'],
          ['2025-03-01T09:00:00Z', '2025-06-30'],
          ['2025-03-02T09:00:00Z', '2025-05-31'],
        ],
      },
      message: 'is in commit and was pushed out 30 days ago',
    },
    {
      name: 'pushed within other days',
      deal: {
        forecastCategory: 'commit',
        closeDateHistory: [
          ['2025-01-01T09:00:00Z', '2025-03-31'],
          ['2025-03-31T07:00:00Z', '2025-06-30'],
        ],
      },
      options: {pushedDays: 0},
      message: 'is in commit and was pushed out today',
    },
    {
      name: 'past and silent: the date is named',
      deal: {forecastCategory: 'commit', closeDate: '2025-03-30', lastActivityAt: '2025-01-01T09:00:00Z'},
      message: 'is in commit and its close date is past',
    },
    {
      name: 'past in the zone, where it is already tomorrow',
      deal: {forecastCategory: 'commit', closeDate: '2025-03-31'},
      now: '2025-03-31T10:00:00Z',
      timeZone: 'Pacific/Kiritimati',
      message: 'is in commit and its close date is past',
    },
  ],
  skips: [
    {name: 'no category', deal: {forecastCategory: null, closeDate: '2025-01-01'}},
    {
      name: 'neither date nor activity',
      deal: {forecastCategory: 'commit', closeDate: null, lastActivityAt: null},
    },
  ],
})
