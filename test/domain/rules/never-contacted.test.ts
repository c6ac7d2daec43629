import {neverContacted} from '../../../src/domain/rules/never-contacted.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(neverContacted, {
  silent: [
    {name: 'an activity', deal: {lastActivityAt: '2020-01-01T09:00:00Z'}},
    {name: 'exactly the age', deal: {lastActivityAt: null, createdAt: '2025-03-17T09:00:00Z'}},
  ],
  fires: [
    {
      name: 'one day older',
      deal: {lastActivityAt: null, createdAt: '2025-03-16T09:00:00Z'},
      message: 'no activity since it was created 15 days ago',
    },
  ],
  skips: [{name: 'no creation date', deal: {lastActivityAt: null, createdAt: null}}],
})
