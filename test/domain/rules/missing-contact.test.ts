import {missingContact} from '../../../src/domain/rules/missing-contact.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(missingContact, {
  silent: [
    {name: 'one contact', deal: {contactCount: 1}},
    {name: 'one contact at the probability', deal: {contactCount: 1, probability: 0.2}},
    {name: 'one contact without a probability', deal: {contactCount: 1, probability: null}},
  ],
  fires: [
    {
      name: 'no contact at the probability',
      deal: {contactCount: 0, probability: 0.2},
      message: 'has no contact',
    },
    {name: 'no value', deal: {contactCount: null, probability: 0.2}, message: 'has no contact'},
    {
      name: 'no contact without a probability',
      deal: {contactCount: 0, probability: null},
      message: 'has no contact',
    },
    {
      name: 'no contact at another limit',
      deal: {contactCount: 0, probability: 0.5},
      options: {fromProbability: 0.5},
      message: 'has no contact',
    },
  ],
  skips: [
    {name: 'below the probability', deal: {contactCount: 0, probability: 0.19}},
    {name: 'below the probability, with a contact', deal: {contactCount: 1, probability: 0.19}},
    {
      name: 'below another limit',
      deal: {contactCount: 0, probability: 0.49},
      options: {fromProbability: 0.5},
    },
  ],
})
