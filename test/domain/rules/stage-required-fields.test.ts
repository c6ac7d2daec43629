import {describe, expect, it} from 'vitest'
import {isCostly, neededFields} from '../../../src/domain/review/needed-fields.js'
import {type RulesetFile, resolveRuleset} from '../../../src/domain/rules/ruleset.js'
import {stageRequiredFields} from '../../../src/domain/rules/stage-required-fields.js'
import {aDeal} from '../../support/a-deal.js'
import {aPipelineReview} from '../../support/a-review.js'
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

describe('the fields of stage-required-fields that a CRM gives with calls of its own', () => {
  const costlyOf = (file: RulesetFile) => [...neededFields(resolveRuleset('r', file))].filter(isCostly)
  const rule = (...fields: string[]) => ({'stage-required-fields': {byStage: {Legal: fields}}})
  const when = {pipeline: 'Renewals'}

  it.each<{name: string; file: RulesetFile; asked: string[]}>([
    {name: 'nothing', file: {rules: {'stage-required-fields': 'on'}}, asked: []},
    {name: 'fields that every deal has', file: {rules: rule('amount', 'Budget__c')}, asked: []},
    {name: 'one', file: {rules: rule('contactCount', 'amount')}, asked: ['contactCount']},
    {
      name: 'several',
      file: {rules: rule('contactRoles', 'account', 'nextActivityAt')},
      asked: ['account', 'nextActivityAt', 'contactRoles'],
    },
    {
      name: 'one of an override alone',
      file: {overrides: [{when, rules: rule('account')}]},
      asked: ['account'],
    },
    {
      name: 'one of the rule and one of an override',
      file: {rules: rule('contactCount'), overrides: [{when, rules: rule('account')}]},
      asked: ['contactCount', 'account'],
    },
    {
      name: 'one of the rule that an override puts off',
      file: {rules: rule('account'), overrides: [{when, rules: {'stage-required-fields': 'off'}}]},
      asked: ['account'],
    },
  ])('are asked for: $name', ({file, asked}) => expect(costlyOf(file).sort()).toEqual([...asked].sort()))
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

describe('a field of stage-required-fields that the source does not have', () => {
  const asking = (...fields: string[]) => ({rules: {'stage-required-fields': {byStage: {Legal: fields}}}})
  const proposal = {when: {pipeline: 'x'}, rules: asking('Region__c').rules}

  it.each<{name: string; file: RulesetFile; skipped: string | null; notes: string[]}>([
    {name: 'none', file: asking('amount', 'Budget__c'), skipped: null, notes: []},
    {
      name: 'one of two',
      file: asking('amount', 'amout'),
      skipped: null,
      notes: ['stage-required-fields goes on without what it names: the source has no amout'],
    },
    {
      name: 'one that an override names',
      file: {...asking('amount'), overrides: [proposal]},
      skipped: null,
      notes: ['stage-required-fields goes on without what it names: the source has no Region__c'],
    },
    {
      name: 'all',
      file: asking('amout', 'contactCount'),
      skipped: 'the source has no contactCount and no amout',
      notes: [],
    },
  ])('is told by the run: $name', ({file, skipped, notes}) => {
    const review = aPipelineReview({ruleset: resolveRuleset('r', file)})
    review.begin({fields: new Set(['stage', 'amount']), customFields: new Set(['Budget__c'])})
    review.add([aDeal({stage: 'Legal', amount: 1, custom: {Budget__c: 'yes'}})])
    const report = {rowsRead: 1, bytesRead: 0, refusedCount: 0, refusals: [], warnings: []}
    const {summary} = review.finish({label: 'f', report}, null)
    expect([summary.rules[0]!.skippedDetail, summary.source.warnings]).toEqual([skipped, notes])
  })
})
