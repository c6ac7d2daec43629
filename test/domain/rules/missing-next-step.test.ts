import {missingNextStep} from '../../../src/domain/rules/missing-next-step.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(missingNextStep, {
  silent: [
    {name: 'exactly the length', deal: {nextStep: 'Ask'}},
    {name: 'exactly the length within spaces', deal: {nextStep: '  Ask\n'}},
    {name: 'spaces within count', deal: {nextStep: 'a b'}},
    {name: 'a shorter length allowed', deal: {nextStep: 'ok'}, options: {minLength: 2}},
    {name: 'exactly a longer length', deal: {nextStep: '12345678'}, options: {minLength: 8}},
    {name: 'one character where one is enough', deal: {nextStep: '-'}, options: {minLength: 1}},
  ],
  fires: [
    {name: 'empty', deal: {nextStep: null}, message: 'has no next step'},
    {name: 'one character short', deal: {nextStep: 'ok'}, message: 'has no next step'},
    {name: 'spaces do not count', deal: {nextStep: '  ok  '}, message: 'has no next step'},
    {
      name: 'one character short of a longer length',
      deal: {nextStep: '1234567'},
      options: {minLength: 8},
      message: 'has no next step',
    },
    {
      name: 'only spaces where one character is enough',
      deal: {nextStep: ' \t\u00a0'},
      options: {minLength: 1},
      message: 'has no next step',
    },
  ],
})
