import {inactiveOwner} from '../../../src/domain/rules/inactive-owner.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(inactiveOwner, {
  silent: [{name: 'the owner is there', deal: {isOwnerActive: true}}],
  fires: [
    {
      name: 'the owner has left',
      deal: {isOwnerActive: false},
      message: 'belongs to somebody who has left',
    },
  ],
  skips: [{name: 'nobody knows', deal: {isOwnerActive: null, owner: null}}],
})
