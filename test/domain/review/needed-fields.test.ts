import {describe, expect, it} from 'vitest'
import {neededFields, needsWonStages} from '../../../src/domain/review/needed-fields.js'
import {type RulesetFile, resolveRuleset} from '../../../src/domain/rules/ruleset.js'

describe('the stages of won deals', () => {
  it.each<{name: string; file: RulesetFile; needed: boolean}>([
    {name: 'no rule', file: {}, needed: false},
    {name: 'a rule by days in a stage', file: {rules: {'stage-stalled': 'on'}}, needed: true},
    {name: 'a rule by days to the win', file: {rules: {'close-date-unrealistic': 'on'}}, needed: true},
    {
      name: 'rules by other things that wins are measured by',
      file: {rules: {'deal-too-old': 'on', 'amount-outlier': 'on'}},
      needed: false,
    },
    {
      name: 'a rule that is on for some deals',
      file: {overrides: [{when: {stage: 'Legal'}, rules: {'stage-stalled': 'on'}}]},
      needed: true,
    },
  ])('are needed by $name: $needed', ({file, needed}) => {
    const ruleset = resolveRuleset('r', file)
    expect(needsWonStages(ruleset)).toBe(needed)
    // Without them these rules do as well as they can, and are not skipped.
    expect(neededFields(ruleset).has('stageHistory')).toBe(false)
  })
})
