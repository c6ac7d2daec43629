import {RevschedError} from '../../errors.js'
import type {Rule} from '../rule.js'
import type {RulesetFile} from '../ruleset.js'

/** The custom rules of a rule file, checked; what reads their language is loaded only where there are some. Throws `config`. */
export async function ownRules({custom = []}: RulesetFile): Promise<readonly Rule[]> {
  if (custom.length === 0) return []
  const {customRule} = await import('./custom-rule.js')
  const rules = custom.map(customRule)
  const twice = rules.find(({id}, place) => rules.findIndex(other => other.id === id) < place)
  if (twice)
    throw new RevschedError('config', `there are two custom rules "${twice.id}"`, {
      hint: 'give each an id of its own',
    })
  return rules
}
