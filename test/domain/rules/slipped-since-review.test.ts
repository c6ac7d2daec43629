import {slippedSinceReview} from '../../../src/domain/rules/slipped-since-review.js'
import {changeRuleTable} from '../../support/change-rule-table.js'

changeRuleTable(slippedSinceReview, {
  silent: [
    {name: 'the same day', before: {closeDate: '2025-06-30'}, now: {closeDate: '2025-06-30'}},
    {name: 'a day earlier', before: {closeDate: '2025-06-30'}, now: {closeDate: '2025-06-29'}},
    {name: 'an earlier quarter', before: {closeDate: '2025-06-30'}, now: {closeDate: '2025-01-01'}},
    {name: 'a new deal', before: null, now: {closeDate: '2030-01-01'}},
    {
      name: 'one day less than the limit',
      before: {closeDate: '2025-06-01'},
      now: {closeDate: '2025-06-07'},
      options: {days: 7},
    },
    {
      name: 'into another quarter by less than the limit',
      before: {closeDate: '2025-06-30'},
      now: {closeDate: '2025-07-06'},
      options: {days: 7},
    },
  ],
  fires: [
    {
      name: 'a day later',
      before: {closeDate: '2025-06-29'},
      now: {closeDate: '2025-06-30'},
      message: 'close date moved from 2025-06-29 to 2025-06-30',
    },
    {
      name: 'exactly the limit',
      before: {closeDate: '2025-06-01'},
      now: {closeDate: '2025-06-08'},
      options: {days: 7},
      message: 'close date moved from 2025-06-01 to 2025-06-08',
    },
    {
      name: 'from the first to the last day of a quarter',
      before: {closeDate: '2025-04-01'},
      now: {closeDate: '2025-06-30'},
      message: 'close date moved from 2025-04-01 to 2025-06-30',
    },
    {
      name: 'a day later, in the next quarter',
      before: {closeDate: '2025-06-30'},
      now: {closeDate: '2025-07-01'},
      message: 'close date moved from 2025-06-30 to 2025-07-01, into another quarter',
      found: 'high',
    },
    {
      name: 'over the end of the year',
      before: {closeDate: '2025-12-31'},
      now: {closeDate: '2026-01-01'},
      message: 'close date moved from 2025-12-31 to 2026-01-01, into another quarter',
      found: 'high',
    },
    {
      name: 'the end of a calendar quarter that is none of the fiscal year',
      before: {closeDate: '2025-06-30'},
      now: {closeDate: '2025-07-01'},
      fiscalYearStartMonth: 2,
      message: 'close date moved from 2025-06-30 to 2025-07-01',
    },
    {
      name: 'the end of a quarter of the fiscal year',
      before: {closeDate: '2025-04-30'},
      now: {closeDate: '2025-05-01'},
      fiscalYearStartMonth: 2,
      message: 'close date moved from 2025-04-30 to 2025-05-01, into another quarter',
      found: 'high',
    },
    {
      name: 'a date that was past before',
      before: {closeDate: '2024-12-31'},
      now: {closeDate: '2025-03-31'},
      message: 'close date moved from 2024-12-31 to 2025-03-31, into another quarter',
      found: 'high',
    },
    ...(
      [
        ['critical', 'critical'],
        ['high', 'critical'],
        ['medium', 'high'],
        ['low', 'medium'],
        ['info', 'low'],
      ] as const
    ).map(([severity, found]) => ({
      name: `into the next quarter, where the rule is set to ${severity}`,
      before: {closeDate: '2025-06-30' as const},
      now: {closeDate: '2025-07-01' as const},
      severity,
      message: 'close date moved from 2025-06-30 to 2025-07-01, into another quarter',
      found,
    })),
  ],
  skips: [
    {name: 'no date before', before: {closeDate: null}, now: {closeDate: '2025-06-30'}},
    {name: 'no date now', before: {closeDate: '2025-06-30'}, now: {closeDate: null}},
    {name: 'no date at all', before: {closeDate: null}, now: {closeDate: null}},
  ],
})
