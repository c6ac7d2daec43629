import {nextStepStale} from '../../../src/domain/rules/next-step-stale.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(nextStepStale, {
  silent: [
    {name: 'written today', deal: {nextStepChangedAt: '2025-03-31T08:00:00Z'}},
    {name: 'as old as the limit', deal: {nextStepChangedAt: '2025-03-10T00:00:00Z'}},
    {
      name: 'a day older in UTC, not in the zone',
      deal: {nextStepChangedAt: '2025-03-09T23:30:00Z'},
      timeZone: 'Europe/Stockholm',
    },
  ],
  fires: [
    {
      name: 'a day older',
      deal: {nextStepChangedAt: '2025-03-09T23:59:59Z'},
      message: 'next step is 22 days old',
    },
    {
      name: 'a day older than another limit',
      deal: {nextStepChangedAt: '2025-03-30T09:00:00Z'},
      options: {days: 0},
      message: 'next step is 1 day old',
    },
  ],
  skips: [
    {name: 'no next step', deal: {nextStep: null, nextStepChangedAt: '2024-01-01T00:00:00Z'}},
    {name: 'nobody knows since when', deal: {nextStepChangedAt: null}},
  ],
})
