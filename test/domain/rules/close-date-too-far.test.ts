import {closeDateTooFar} from '../../../src/domain/rules/close-date-too-far.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(closeDateTooFar, {
  silent: [{name: 'exactly a year', deal: {closeDate: '2026-03-31'}}],
  fires: [
    {name: 'a day more', deal: {closeDate: '2026-04-01'}, message: 'closes in 366 days (limit 365)'},
    {
      name: 'another limit',
      deal: {closeDate: '2025-04-11'},
      options: {maxDays: 10},
      message: 'closes in 11 days (limit 10)',
    },
  ],
  skips: [{name: 'no date', deal: {closeDate: null}}],
})
