import {missingContact} from '../../../src/domain/rules/missing-contact.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(missingContact, {
  silent: [{name: 'one contact', deal: {contactCount: 1}}],
  fires: [
    {
      name: 'no contact at the probability',
      deal: {contactCount: 0, probability: 0.2},
      message: 'has no contact',
    },
    {name: 'no value', deal: {contactCount: null, probability: null}, message: 'has no contact'},
  ],
  skips: [{name: 'below the probability', deal: {contactCount: 0, probability: 0.19}}],
})
