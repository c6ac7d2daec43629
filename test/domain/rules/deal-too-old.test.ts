import {dealTooOld} from '../../../src/domain/rules/deal-too-old.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(dealTooOld, {
  medianDays: 15,
  silent: [{name: 'exactly twice the median', deal: {createdAt: '2025-03-01T09:00:00Z'}}],
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
  ],
  skips: [{name: 'no creation date', deal: {createdAt: null}}],
})
