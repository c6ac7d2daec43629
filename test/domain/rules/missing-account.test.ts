import {missingAccount} from '../../../src/domain/rules/missing-account.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(missingAccount, {
  silent: [{name: 'an account', deal: {account: 'Northwind'}}],
  fires: [{name: 'no account', deal: {account: null}, message: 'has no account'}],
})
