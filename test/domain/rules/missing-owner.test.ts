import {missingOwner} from '../../../src/domain/rules/missing-owner.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(missingOwner, {
  silent: [{name: 'an owner', deal: {owner: 'Ada'}}],
  fires: [{name: 'no owner', deal: {owner: null}, message: 'has no owner'}],
})
