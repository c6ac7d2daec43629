import {createHash} from 'node:crypto'
import {RevschedError} from '../errors.js'
import {didYouMean} from '../ref.js'
import type {DealFilter} from '../review/deal-filter.js'
import {isDefault, type ScoreEntry, type Scoring, scoringOf} from '../score/scoring.js'
import {allRules} from './all-rules.js'
import type {CustomRule} from './custom/custom-rule.js'
import type {CustomRuleEntry} from './custom/entry.js'
import {overrideFilters, type RuleOverride} from './overrides.js'
import {type ActiveRule, optionsIn, type Rule, type Ruleset} from './rule.js'
import {settingsOf} from './rule-settings.js'
import {isAtLeast, type Severity} from './severity.js'
import {type WaiverEntry, waiversOf} from './waivers.js'

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

/** Throws `config` for one that there is not. */
export function presetOf(name: string): (rule: Rule) => boolean {
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined
  if (preset) return preset
  throw new RevschedError('config', `there is no preset "${name}" to extend`, {
    hint: meantPreset(name) ?? `presets: ${Object.keys(presets).join(', ')}`,
  })
}

/** Also one whose beginning was left out. */
function meantPreset(name: string): string | null {
  const bare = (preset: string) => preset.replace(/^revsched:/, '')
  return didYouMean(bare(name), Object.keys(presets).map(bare))?.replace(/"(\w+)"/g, '"revsched:$1"') ?? null
}

/** Throws `config` with what may have been meant. */
export function refuseUnknown(id: string, known: readonly string[]): void {
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
      refuseOfNoDeal(rule)
      return [[place, settingsOf(rule, given)] as const]
    }),
  )
  if (overridden.size === 0) return own ? [{rule, ...own}] : []
  const some = [...overridden.values()].find(settings => settings !== null)
  if (own) return [{rule, ...own, overridden}]
  return some ? [{rule, ...some, isOffElsewhere: true, overridden}] : []
}

/** Throws `config` for a rule that overrides cannot change. */
export function refuseOfNoDeal(rule: Rule): void {
  if (!('survey' in rule) && !('repeated' in rule)) return
  throw new RevschedError(
    'config',
    `rule "${rule.id}" cannot be overridden: it does not judge single deals`,
    {
      hint: 'set it under "rules"',
    },
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
