import {describe, expect, it} from 'vitest'
import {resolveRuleset} from '../../../src/domain/rules/ruleset.js'
import {stageRequiredFields} from '../../../src/domain/rules/stage-required-fields.js'
import {ruleTable} from '../../support/rule-table.js'

const options = {byStage: {Proposal: ['amount', 'nextStep', 'Budget__c'], Legal: ['contactCount']}}
const full = {stage: 'Proposal', amount: 0, nextStep: 'Call', custom: {Budget__c: 'yes'}} as const

ruleTable(stageRequiredFields, {
  silent: [
    {name: 'all is there', deal: full, options},
    {name: 'one contact', deal: {stage: 'Legal', contactCount: 1}, options},
  ],
  fires: [
    {
      name: 'a field is empty',
      deal: {...full, nextStep: null},
      options,
      message: 'lacks nextStep in stage Proposal',
    },
    {
      name: 'a field is an empty text',
      deal: {...full, nextStep: ''},
      options,
      message: 'lacks nextStep in stage Proposal',
    },
    {
      name: 'a custom field is not there',
      deal: {...full, custom: {}},
      options,
      message: 'lacks Budget__c in stage Proposal',
    },
    {
      name: 'a custom field is empty',
      deal: {...full, custom: {Budget__c: ''}},
      options,
      message: 'lacks Budget__c in stage Proposal',
    },
    {
      name: 'all of them',
      deal: {...full, amount: null, nextStep: null, custom: {}},
      options,
      message: 'lacks amount, nextStep, Budget__c in stage Proposal',
    },
    {
      name: 'no contact',
      deal: {stage: 'Legal', contactCount: 0},
      options,
      message: 'lacks contactCount in stage Legal',
    },
  ],
  skips: [
    {name: 'a stage that asks for nothing', deal: {...full, stage: 'Qualification'}, options},
    {name: 'no stage', deal: {...full, stage: null}, options},
    {name: 'a stage called as what every object has', deal: {...full, stage: 'constructor'}, options},
    {name: 'nothing is asked for', deal: full},
  ],
})

describe('the custom fields of stage-required-fields', () => {
  it('are asked for', () => {
    const {customFields} = resolveRuleset('r', {rules: {'stage-required-fields': options}})
    expect(customFields).toEqual(['Budget__c'])
  })

  it('are asked for where an override alone names them', () => {
    const overrides = [{when: {stage: 'Proposal'}, rules: {'stage-required-fields': options}}]
    expect(resolveRuleset('r', {overrides}).customFields).toEqual(['Budget__c'])
  })
})
