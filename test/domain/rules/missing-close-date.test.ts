import {missingCloseDate} from '../../../src/domain/rules/missing-close-date.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(missingCloseDate, {
  silent: [{name: 'a date', deal: {closeDate: '2025-06-30'}}],
  fires: [{name: 'no date', deal: {closeDate: null}, message: 'has no close date'}],
})
