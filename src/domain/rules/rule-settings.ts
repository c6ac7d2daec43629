import {didYouMean} from '../ref.js'
import type {Rule, RuleSettings} from './rule.js'
import {RuleProblem} from './rule-problem.js'
import type {RuleSetting} from './ruleset.js'
import {type Severity, severities} from './severity.js'
import {shown, type ValueProblem, valueProblems} from './value-problem.js'

/** What a rule file sets for a rule; null for off. Throws `config` with the rule, the option and what is allowed. */
export function settingsOf(rule: Rule, setting: RuleSetting): RuleSettings | null {
  const [problem] = settingProblems(rule, setting)
  if (problem) throw problem
  if (setting === 'off' || setting === false) return null
  const {severity, ...options} = typeof setting === 'string' ? {severity: setting} : setting
  return {severity: severityOf(severity) ?? rule.severity, options: rule.options.parse(options)}
}

/** All that is wrong with it; nothing for one that a review can use. */
export function settingProblems(rule: Rule, setting: unknown): RuleProblem[] {
  if (setting === 'off' || setting === false || setting === 'on' || severityOf(setting)) return []
  if (typeof setting !== 'object' || setting === null || Array.isArray(setting))
    return [badSetting(rule, [], setting)]
  const {severity = 'on', ...options}: Record<string, unknown> = {...setting}
  const isSeverity = severity === 'on' || severityOf(severity)
  return [
    ...(isSeverity ? [] : [badSetting(rule, ['severity'], severity)]),
    ...valueProblems(rule.options, options).map(problem => badOption(rule, problem)),
  ]
}

function severityOf(given: unknown): Severity | undefined {
  return severities.find(known => known === given)
}

function badSetting(rule: Rule, path: readonly PropertyKey[], given: unknown): RuleProblem {
  const isInside = path.length > 0
  const allowed = isInside
    ? ['on', ...severities].join(', ')
    : `off, on, ${severities.join(', ')}, or options`
  const what = isInside ? `severity ${shown(given)}` : shown(given)
  const isOff = isInside && (given === 'off' || given === false)
  const known = [...(isInside ? [] : ['off']), 'on', ...severities]
  const meant = typeof given === 'string' ? didYouMean(given, known) : null
  return new RuleProblem(path, `rule "${rule.id}": ${what} is not allowed: it takes ${allowed}`, {
    hint: isOff ? `write ${rule.id}: off` : (meant ?? explained(rule)),
  })
}

function badOption(rule: Rule, {path, messageAt, hint}: ValueProblem): RuleProblem {
  const [option] = path
  // Every option has a default, so the defaults name them all.
  const names = ['severity', ...Object.keys(rule.options.parse({}))]
  const isUnknown = path.length === 1 && !names.includes(String(option))
  if (isUnknown)
    return new RuleProblem(
      path,
      `rule "${rule.id}" has no option "${String(option)}": it takes ${names.join(', ')}`,
      {hint: didYouMean(String(option), names) ?? explained(rule)},
    )
  return new RuleProblem(path, `rule "${rule.id}": option ${messageAt(path)}`, {
    hint: hint ?? explained(rule),
  })
}

function explained(rule: Rule): string {
  return `revsched rules explain ${rule.id} shows its options`
}
