import {neverContacted} from '../../../src/domain/rules/never-contacted.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(neverContacted, {
  silent: [
    {
      name: 'an activity, however old',
      deal: {lastActivityAt: '2020-01-01T09:00:00Z', createdAt: '2020-01-01T09:00:00Z'},
    },
    {
      name: 'an activity that is only planned',
      deal: {lastActivityAt: '2025-06-01T09:00:00Z', createdAt: '2020-01-01T09:00:00Z'},
    },
    {name: 'an activity without a creation date', deal: {createdAt: null}},
    {name: 'created after now', deal: {lastActivityAt: null, createdAt: '2025-06-01T09:00:00Z'}},
    {
      name: 'exactly another age',
      deal: {lastActivityAt: null, createdAt: '2025-03-30T00:00:00Z'},
      options: {ageDays: 1},
    },
    {
      name: 'created a day later in the zone',
      deal: {lastActivityAt: null, createdAt: '2025-03-16T23:30:00Z'},
      timeZone: 'Europe/Berlin',
    },
    {name: 'exactly the age', deal: {lastActivityAt: null, createdAt: '2025-03-17T09:00:00Z'}},
  ],
  fires: [
    {
      name: 'one day older',
      deal: {lastActivityAt: null, createdAt: '2025-03-16T09:00:00Z'},
      message: 'no activity since it was created 15 days ago',
    },
    {
      name: 'one day older than another age',
      deal: {lastActivityAt: null, createdAt: '2025-03-29T23:59:59Z'},
      options: {ageDays: 1},
      message: 'no activity since it was created 2 days ago',
    },
    {
      name: 'created yesterday where that is too long',
      deal: {lastActivityAt: null, createdAt: '2025-03-30T09:00:00Z'},
      options: {ageDays: 0},
      message: 'no activity since it was created 1 day ago',
    },
    {
      name: 'created a day earlier in the zone',
      deal: {lastActivityAt: null, createdAt: '2025-03-17T02:00:00Z'},
      timeZone: 'America/New_York',
      message: 'no activity since it was created 15 days ago',
    },
  ],
  skips: [{name: 'no creation date', deal: {lastActivityAt: null, createdAt: null}}],
})
