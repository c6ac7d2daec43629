import {dealTooOld} from '../../../src/domain/rules/deal-too-old.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(dealTooOld, {
  median: 15,
  silent: [
    {name: 'exactly twice the median', deal: {createdAt: '2025-03-01T09:00:00Z'}},
    {name: 'created after now', deal: {createdAt: '2025-06-01T09:00:00Z'}},
    {
      name: 'exactly another multiple',
      deal: {createdAt: '2025-03-16T09:00:00Z'},
      options: {multiple: 1},
    },
    {
      name: 'under a limit that is no whole number',
      deal: {createdAt: '2025-03-16T09:00:00Z'},
      options: {multiple: 1.05},
    },
    {
      name: 'created a day later in the zone',
      deal: {createdAt: '2025-02-28T23:30:00Z'},
      timeZone: 'Europe/Berlin',
    },
  ],
  fires: [
    {
      name: 'one day over',
      deal: {createdAt: '2025-02-28T09:00:00Z'},
      message: 'is 31 days old (wins take 15 days, limit 30)',
    },
    {
      name: 'another multiple',
      deal: {createdAt: '2025-03-15T09:00:00Z'},
      options: {multiple: 1},
      message: 'is 16 days old (wins take 15 days, limit 15)',
    },
    {
      name: 'over a limit that is no whole number',
      deal: {createdAt: '2025-03-15T09:00:00Z'},
      options: {multiple: 1.05},
      message: 'is 16 days old (wins take 15 days, limit 15)',
    },
    {
      name: 'created a day earlier in the zone',
      deal: {createdAt: '2025-03-01T02:00:00Z'},
      timeZone: 'America/New_York',
      message: 'is 31 days old (wins take 15 days, limit 30)',
    },
    {
      name: 'of a pipeline',
      deal: {createdAt: '2025-02-28T09:00:00Z', pipeline: 'Sales'},
      message: 'is 31 days old (wins of Sales take 15 days, limit 30)',
    },
    {
      name: 'the smallest multiple',
      deal: {createdAt: '2025-03-29T09:00:00Z'},
      options: {multiple: 0.1},
      message: 'is 2 days old (wins take 15 days, limit 1)',
    },
  ],
  skips: [
    {name: 'no creation date', deal: {createdAt: null}},
    {name: 'too few wins', deal: {createdAt: '2020-01-01T09:00:00Z'}, median: null},
  ],
})
