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
  ],
  fires: [
    {name: 'yesterday', deal: {closeDate: '2025-03-30'}, message: 'close date was 1 day ago'},
    {
      name: 'one day over the grace',
      deal: {closeDate: '2025-03-29'},
      options: {graceDays: 1},
      message: 'close date was 2 days ago',
    },
  ],
  skips: [{name: 'no date', deal: {closeDate: null}}],
})
