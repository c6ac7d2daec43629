import {closeDateDefault} from '../../../src/domain/rules/close-date-default.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(closeDateDefault, {
  silent: [{name: 'somebody chose the date', deal: {isCloseDateDefault: false}}],
  fires: [
    {
      name: 'nobody did',
      deal: {isCloseDateDefault: true},
      message: 'close date is still the one that was filled in when the deal was made',
    },
  ],
  skips: [{name: 'nobody knows', deal: {isCloseDateDefault: null}}],
})
