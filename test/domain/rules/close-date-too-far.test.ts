import {closeDateTooFar} from '../../../src/domain/rules/close-date-too-far.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(closeDateTooFar, {
  silent: [
    {name: 'exactly a year', deal: {closeDate: '2026-03-31'}},
    {name: 'past', deal: {closeDate: '2020-01-01'}},
    {name: 'exactly another limit', deal: {closeDate: '2025-04-10'}, options: {maxDays: 10}},
    {name: 'today where nothing may be ahead', deal: {closeDate: '2025-03-31'}, options: {maxDays: 0}},
    {
      name: 'a day nearer where it is already tomorrow',
      deal: {closeDate: '2026-04-01'},
      now: '2025-03-31T10:00:00Z',
      timeZone: 'Pacific/Kiritimati',
    },
  ],
  fires: [
    {name: 'a day more', deal: {closeDate: '2026-04-01'}, message: 'closes in 366 days (limit 365)'},
    {
      name: 'another limit',
      deal: {closeDate: '2025-04-11'},
      options: {maxDays: 10},
      message: 'closes in 11 days (limit 10)',
    },
    {
      name: 'tomorrow where nothing may be ahead',
      deal: {closeDate: '2025-04-01'},
      options: {maxDays: 0},
      message: 'closes in 1 day (limit 0)',
    },
    {
      name: 'a day farther where it is still yesterday',
      deal: {closeDate: '2026-03-31'},
      timeZone: 'Pacific/Pago_Pago',
      message: 'closes in 366 days (limit 365)',
    },
  ],
  skips: [{name: 'no date', deal: {closeDate: null}}],
})
