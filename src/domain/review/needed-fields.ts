import {type ActiveRule, optionsIn, type Rule, type Ruleset} from '../rules/rule.js'
import {type DealField, dealFields} from './deal.js'

/** What a CRM is asked for with calls of its own. */
const costly: readonly DealField[] = [
  'contactCount',
  'nextActivityAt',
  'account',
  'isStageActive',
  'pushCount',
  'stageHistory',
  'closeDateHistory',
  'isCloseDateDefault',
  'hasOverdueTask',
  'nextStepChangedAt',
  'stageProbability',
  'isConvertible',
  'contactRoles',
]

export function isCostly(field: DealField): boolean {
  return costly.includes(field)
}

/** The fields that a review shows or its rules look at. */
export function neededFields({rules}: Ruleset): ReadonlySet<DealField> {
  const asked = new Set(rules.flatMap(fieldsOf))
  return new Set(dealFields.filter(field => !costly.includes(field) || asked.has(field)))
}

function fieldsOf(active: ActiveRule): readonly DealField[] {
  const {needs, signal, fieldsOf: of} = active.rule
  return [...needs, ...(signal ? [signal] : []), ...optionsIn(active).flatMap(options => of?.(options) ?? [])]
}

export function needsFiscalYear({rules}: Ruleset): boolean {
  return rules.some(({rule}) => rule.usesFiscalYear)
}

/** Whether a rule compares open deals with the stages that won ones went through. */
export function needsWonStages({rules}: Ruleset): boolean {
  return rules.some(({rule}) => looksAtWonStages(rule))
}

export function looksAtWonStages(rule: Rule): boolean {
  return 'benchmark' in rule && (rule.benchmark === 'days-in-stage' || rule.benchmark === 'days-from-stage')
}
