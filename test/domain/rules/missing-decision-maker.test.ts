import {missingDecisionMaker} from '../../../src/domain/rules/missing-decision-maker.js'
import {ruleTable} from '../../support/rule-table.js'

const message = 'has nobody among its contacts who decides'

ruleTable(missingDecisionMaker, {
  silent: [
    {name: 'somebody decides', deal: {probability: 0.9, contactRoles: ['Other', 'Economic Buyer']}},
    {name: 'somebody decides, in small letters', deal: {probability: 0.6, contactRoles: ['decision maker']}},
    {
      name: 'somebody has a role of the options',
      deal: {probability: 0.6, contactRoles: ['CFO']},
      options: {roles: ['cfo']},
    },
  ],
  fires: [
    {name: 'nobody has a role, at the limit', deal: {probability: 0.6, contactRoles: null}, message},
    {name: 'nobody decides', deal: {probability: 0.9, contactRoles: ['Business User']}, message},
    {
      name: 'nobody has a role of the options',
      deal: {probability: 0.9, contactRoles: ['Decision Maker']},
      options: {roles: ['CFO']},
      message,
    },
    {
      name: 'nobody decides, at another limit',
      deal: {probability: 0.3, contactRoles: null},
      options: {fromProbability: 0.3},
      message,
    },
  ],
  skips: [
    {name: 'less likely than the limit', deal: {probability: 0.59, contactRoles: null}},
    {name: 'no probability', deal: {probability: null, contactRoles: null}},
  ],
})
