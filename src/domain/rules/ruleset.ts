import {createHash} from 'node:crypto'
import {en} from 'zod/locales'
import {RevschedError} from '../errors.js'
import {didYouMean} from '../ref.js'
import type {DealFilter} from '../review/deal-filter.js'
import {isDefault, type ScoreEntry, type Scoring, scoringOf} from '../score/scoring.js'
import {allRules} from './all-rules.js'
import type {CustomRule} from './custom/custom-rule.js'
import type {CustomRuleEntry} from './custom/entry.js'
import {overrideFilters, type RuleOverride} from './overrides.js'
import {type ActiveRule, optionsIn, type Rule, type RuleSettings, type Ruleset} from './rule.js'
import {RuleProblem} from './rule-problem.js'
import {isAtLeast, type Severity, severities} from './severity.js'
import {type WaiverEntry, waiversOf} from './waivers.js'

const inWords = en().localeError

/** What a rule file says of one rule: off, on, a severity, or a severity and options. */
export type RuleSetting =
  | 'off'
  | 'on'
  | false
  | Severity
  | (Readonly<Record<string, unknown>> & {severity?: unknown})

export type RulesetFile = {
  extends?: readonly string[]
  rules?: Readonly<Record<string, RuleSetting>>
  overrides?: readonly RuleOverride[]
  custom?: readonly CustomRuleEntry[]
  waivers?: readonly WaiverEntry[]
  score?: ScoreEntry
}

/** The rules of a review as plain data, for `resolveRuleset`. */
export type RulesetDefinition = {name: string; file: RulesetFile}

const presets: Readonly<Record<string, (rule: Rule) => boolean>> = {
  'revsched:recommended': rule => rule.isRecommended,
  'revsched:strict': () => true,
  'revsched:minimal': rule => rule.isRecommended && isAtLeast(rule.severity, 'high'),
}

/** The rules of a review, checked; `own` are the custom ones (own-rules.ts), on unless they are set otherwise. Throws `config` with the rule, the option and what is allowed. */
export function resolveRuleset(name: string, file: RulesetFile, own: readonly Rule[] = []): Ruleset {
  const isOn = (file.extends ?? []).map(presetOf)
  const {rules: settings = {}, overrides = [], waivers = []} = file
  const known: readonly Rule[] = [...allRules, ...own]
  const ids = known.map(({id}) => id)
  for (const {rules} of [{rules: settings}, ...overrides])
    for (const id of Object.keys(rules)) refuseUnknown(id, ids)
  const rules = known.flatMap(rule => {
    const isWanted = own.includes(rule) || isOn.some(on => on(rule))
    const {[rule.id]: setting = isWanted ? 'on' : 'off'} = settings
    return active(rule, setting, overrides)
  })
  const filters = overrideFilters(overrides)
  const scoring = scoringOf(file.score)
  return {
    name,
    rules,
    overrides: filters,
    waivers: waiversOf(waivers, ids),
    customFields: [...new Set(rules.flatMap(customFieldsOf))],
    scoring,
    fingerprint: fingerprintOf(rules, filters, scoring),
  }
}

function customFieldsOf(active: ActiveRule): readonly string[] {
  const {needsCustom = [], customFieldsOf: of} = active.rule
  return [...needsCustom, ...optionsIn(active).flatMap(options => of?.(options) ?? [])]
}

function presetOf(name: string): (rule: Rule) => boolean {
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined
  if (preset) return preset
  throw new RevschedError('config', `there is no preset "${name}" to extend`, {
    hint: `presets: ${Object.keys(presets).join(', ')}`,
  })
}

function refuseUnknown(id: string, known: readonly string[]): void {
  if (known.includes(id)) return
  throw new RevschedError('config', `there is no rule "${id}"`, {
    hint: didYouMean(id, [...known]) ?? 'revsched rules list shows them all',
  })
}

function active(rule: Rule, setting: RuleSetting, overrides: readonly RuleOverride[]): ActiveRule[] {
  const own = settingsOf(rule, setting)
  const overridden = new Map(
    overrides.flatMap(({rules}, place) => {
      const given = Object.hasOwn(rules, rule.id) ? rules[rule.id] : undefined
      if (given === undefined) return []
      if ('survey' in rule || 'repeated' in rule) throw ofNoDeal(rule)
      return [[place, settingsOf(rule, given)] as const]
    }),
  )
  if (overridden.size === 0) return own ? [{rule, ...own}] : []
  const some = [...overridden.values()].find(settings => settings !== null)
  if (own) return [{rule, ...own, overridden}]
  return some ? [{rule, ...some, isOffElsewhere: true, overridden}] : []
}

function ofNoDeal(rule: Rule): RevschedError {
  return new RevschedError(
    'config',
    `rule "${rule.id}" cannot be overridden: it does not judge single deals`,
    {
      hint: 'set it under "rules"',
    },
  )
}

/** Null for off. */
function settingsOf(rule: Rule, setting: RuleSetting): RuleSettings | null {
  if (setting === 'off' || setting === false) return null
  if (typeof setting === 'string') return {severity: severityOf(rule, setting), options: optionsOf(rule, {})}
  if (typeof setting !== 'object' || setting === null || Array.isArray(setting))
    throw badSetting(rule, setting)
  const {severity, ...options} = setting
  return {
    severity: severity === undefined ? rule.severity : severityOf(rule, severity),
    options: optionsOf(rule, options),
  }
}

function severityOf(rule: Rule, given: unknown): Severity {
  if (given === 'on') return rule.severity
  const severity = severities.find(known => known === given)
  if (!severity) throw badSetting(rule, given)
  return severity
}

function badSetting(rule: Rule, given: unknown): RevschedError {
  return new RevschedError(
    'config',
    `rule "${rule.id}": ${JSON.stringify(given)} is not allowed: it takes off, on, ${severities.join(', ')}, or options`,
    {
      hint: `revsched rules explain ${rule.id} shows its options`,
    },
  )
}

function optionsOf(rule: Rule, given: Readonly<Record<string, unknown>>): unknown {
  const result = rule.options.safeParse(given, {error: inWords})
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) throw unknownOption(rule, issue.keys[0]!)
  const bad = `option "${issue.path.join('.')}" = ${inText(valueAt(given, issue.path))}`
  throw new RuleProblem(
    issue.path,
    `rule "${rule.id}": ${bad}: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`,
    {
      hint: `revsched rules explain ${rule.id} shows its options`,
    },
  )
}

function unknownOption(rule: Rule, given: string): RevschedError {
  // Every option has a default, so the defaults name them all.
  const names = ['severity', ...Object.keys(rule.options.parse({}))]
  return new RuleProblem(
    [given],
    `rule "${rule.id}" has no option "${given}": it takes ${names.join(', ')}`,
    {
      hint: didYouMean(given, names) ?? `revsched rules explain ${rule.id} shows its options`,
    },
  )
}

/** As JSON, but for numbers that JSON has no text for. */
function inText(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value)
}

/** What stands at a path inside a value; undefined where nothing does. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  )
}

/** Equal for two reviews exactly when the same rules ran with the same severities and options, for the same deals, and cost the same. */
function fingerprintOf(
  rules: readonly ActiveRule[],
  overrides: readonly DealFilter[],
  scoring: Scoring,
): string {
  const content = rules.map(({rule, severity, options, isOffElsewhere, overridden}) => [
    rule.id,
    severity,
    sorted(options),
    ...('entry' in rule ? [sorted({...(rule as CustomRule).entry, tests: null})] : []),
    ...(overridden ? [isOffElsewhere === true, overriddenOf(overridden, overrides)] : []),
  ])
  const hashed = isDefault(scoring) ? content : [content, sorted(scoring)]
  return createHash('sha256').update(JSON.stringify(hashed)).digest('hex').slice(0, 12)
}

function overriddenOf(
  overridden: NonNullable<ActiveRule['overridden']>,
  overrides: readonly DealFilter[],
): unknown {
  return [...overridden].map(([place, settings]) => [sorted(overrides[place]), sorted(settings)])
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)])
}
