import {closeDatePast} from '../../../src/domain/rules/close-date-past.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(closeDatePast, {
  silent: [
    {name: 'today', deal: {closeDate: '2025-03-31'}},
    {name: 'yesterday within the grace', deal: {closeDate: '2025-03-30'}, options: {graceDays: 1}},
    {
      name: 'it is still yesterday in the zone',
      deal: {closeDate: '2025-03-30'},
      timeZone: 'Pacific/Pago_Pago',
    },
    {name: 'in the last second of the day', deal: {closeDate: '2025-03-31'}, now: '2025-03-31T23:59:59.999Z'},
    {name: 'tomorrow', deal: {closeDate: '2025-04-01'}},
    {name: 'exactly the largest grace', deal: {closeDate: '1925-04-01'}, options: {graceDays: 36_525}},
  ],
  fires: [
    {name: 'yesterday', deal: {closeDate: '2025-03-30'}, message: 'close date was 1 day ago'},
    {
      name: 'one day over the grace',
      deal: {closeDate: '2025-03-29'},
      options: {graceDays: 1},
      message: 'close date was 2 days ago',
    },
    {
      name: 'in the first second of the next day',
      deal: {closeDate: '2025-03-31'},
      now: '2025-04-01T00:00:00Z',
      message: 'close date was 1 day ago',
    },
    {
      name: 'it is already tomorrow in the zone',
      deal: {closeDate: '2025-03-31'},
      now: '2025-03-31T10:00:00Z',
      timeZone: 'Pacific/Kiritimati',
      message: 'close date was 1 day ago',
    },
    {
      name: 'days are those of the calendar, over a leap day and a change of the clocks',
      deal: {closeDate: '2024-02-28'},
      now: '2024-04-01T00:30:00Z',
      timeZone: 'Europe/Berlin',
      message: 'close date was 33 days ago',
    },
  ],
  skips: [{name: 'no date', deal: {closeDate: null}}],
})
