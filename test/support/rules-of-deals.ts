import {allRules} from '../../src/domain/rules/all-rules.js'
import type {RulesetFile} from '../../src/domain/rules/ruleset.js'

/** A preset without what compares reviews or deals, or looks at the pipeline as a whole: for tests about something else. */
export function rulesOfDeals(preset: 'recommended' | 'strict' = 'recommended'): RulesetFile {
  const others = allRules.filter(rule => rule.category === 'change' || 'survey' in rule || 'isAlike' in rule)
  return {
    extends: [`revsched:${preset}`],
    rules: Object.fromEntries(others.map(({id}) => [id, 'off'] as const)),
  }
}
