import {closeDateCrossedPeriod} from '../../../src/domain/rules/close-date-crossed-period.js'
import {ruleTable} from '../../support/rule-table.js'

const march = ['2025-01-01T09:00:00Z', '2025-03-31'] as const

ruleTable(closeDateCrossedPeriod, {
  silent: [
    {name: 'never moved', deal: {closeDateHistory: [march]}},
    {
      name: 'moved to the last day of its quarter',
      deal: {
        closeDateHistory: [
          ['2025-01-01T09:00:00Z', '2025-01-15'],
          ['2025-03-20T09:00:00Z', '2025-03-31'],
        ],
      },
    },
    {
      name: 'left its quarter one day before the days looked at',
      deal: {closeDateHistory: [march, ['2025-02-28T09:00:00Z', '2025-04-01']]},
    },
    {
      name: 'left its quarter and came back',
      deal: {
        closeDateHistory: [
          march,
          ['2025-03-20T09:00:00Z', '2025-04-01'],
          ['2025-03-21T09:00:00Z', '2025-03-30'],
        ],
      },
    },
    {
      name: 'moved to an earlier quarter',
      deal: {
        closeDateHistory: [
          ['2025-01-01T09:00:00Z', '2025-06-30'],
          ['2025-03-20T09:00:00Z', '2025-03-31'],
        ],
      },
    },
    {
      name: 'left a quarter of the calendar, not that of the fiscal year',
      deal: {closeDateHistory: [march, ['2025-03-20T09:00:00Z', '2025-04-30']]},
      fiscalYearStartMonth: 2,
    },
    {
      name: 'left its quarter, where years count',
      deal: {closeDateHistory: [march, ['2025-03-20T09:00:00Z', '2025-12-31']]},
      options: {period: 'year'},
    },
    {
      name: 'moved to the last day of its month, where months count',
      deal: {
        closeDateHistory: [
          ['2025-01-01T09:00:00Z', '2025-03-01'],
          ['2025-03-20T09:00:00Z', '2025-03-31'],
        ],
      },
      options: {period: 'month'},
    },
  ],
  fires: [
    {
      name: 'moved to the first day of the next quarter, on the first of the days looked at',
      deal: {closeDateHistory: [march, ['2025-03-01T09:00:00Z', '2025-04-01']]},
      message: 'close date left its quarter: 2025-03-31 became 2025-04-01',
    },
    {
      name: 'left in two moves',
      deal: {
        closeDateHistory: [
          ['2025-01-01T09:00:00Z', '2025-02-15'],
          ['2025-03-20T09:00:00Z', '2025-03-31'],
          ['2025-03-30T09:00:00Z', '2025-05-31'],
        ],
      },
      message: 'close date left its quarter: 2025-02-15 became 2025-05-31',
    },
    {
      name: 'was made and left its quarter within the days looked at',
      deal: {
        closeDateHistory: [
          ['2025-03-10T09:00:00Z', '2025-03-31'],
          ['2025-03-20T09:00:00Z', '2025-04-01'],
        ],
      },
      message: 'close date left its quarter: 2025-03-31 became 2025-04-01',
    },
    {
      name: 'left the quarter of a fiscal year',
      deal: {closeDateHistory: [march, ['2025-03-20T09:00:00Z', '2025-05-01']]},
      fiscalYearStartMonth: 2,
      message: 'close date left its quarter: 2025-03-31 became 2025-05-01',
    },
    {
      name: 'left its fiscal year',
      deal: {closeDateHistory: [march, ['2025-03-20T09:00:00Z', '2025-04-01']]},
      options: {period: 'year'},
      fiscalYearStartMonth: 4,
      message: 'close date left its year: 2025-03-31 became 2025-04-01',
    },
    {
      name: 'left its month',
      deal: {
        closeDateHistory: [
          ['2025-01-01T09:00:00Z', '2025-04-30'],
          ['2025-03-31T09:00:00Z', '2025-05-01'],
        ],
      },
      options: {period: 'month', lookbackDays: 0},
      message: 'close date left its month: 2025-04-30 became 2025-05-01',
    },
  ],
  skips: [
    {name: 'no history', deal: {closeDateHistory: null}},
    {name: 'an empty history', deal: {closeDateHistory: []}},
    {name: 'no date now', deal: {closeDateHistory: [march, ['2025-03-20T09:00:00Z', '']]}},
  ],
})
