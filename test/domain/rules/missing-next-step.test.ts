import {missingNextStep} from '../../../src/domain/rules/missing-next-step.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(missingNextStep, {
  silent: [
    {name: 'exactly the length', deal: {nextStep: 'Ask'}},
    {name: 'a shorter length allowed', deal: {nextStep: 'ok'}, options: {minLength: 2}},
  ],
  fires: [
    {name: 'empty', deal: {nextStep: null}, message: 'has no next step'},
    {name: 'one character short', deal: {nextStep: 'ok'}, message: 'has no next step'},
    {name: 'spaces do not count', deal: {nextStep: '  ok  '}, message: 'has no next step'},
  ],
})
