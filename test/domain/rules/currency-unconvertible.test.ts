import {currencyUnconvertible} from '../../../src/domain/rules/currency-unconvertible.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(currencyUnconvertible, {
  silent: [{name: 'there is a rate', deal: {isConvertible: true}}],
  fires: [
    {
      name: 'there is none',
      deal: {isConvertible: false},
      message: 'amount is in a currency without an exchange rate',
    },
  ],
  skips: [{name: 'no amount, or nobody knows', deal: {isConvertible: null}}],
})
