import {RevschedError} from '../errors.js'
import {scoringOf} from '../score/scoring.js'
import {allRules} from './all-rules.js'
import {ownRules} from './custom/own-rules.js'
import {overrideFilters, type RuleOverride} from './overrides.js'
import type {Rule} from './rule.js'
import {RuleProblem} from './rule-problem.js'
import {settingProblems, settingsOf} from './rule-settings.js'
import {presetOf, type RuleSetting, type RulesetFile, refuseOfNoDeal, refuseUnknown} from './ruleset.js'
import {refuseWaivedTwice, waiversOf} from './waivers.js'

type Path = readonly PropertyKey[]

/** More are not looked for: whoever mends these looks again. */
export const mostProblems = 1000

/**
 * What is wrong with what a rule file says, each part looked at by itself; without errors, a review can use it. `broken` are ids of
 * custom rules that are wrong already: what names them is not wrong as well.
 */
export async function ruleFileProblems(
  file: RulesetFile,
  broken: ReadonlySet<string> = new Set(),
): Promise<RuleProblem[]> {
  const {own, problems, unusable} = await customProblems(file, broken)
  const rules = new KnownRules(own, unusable)
  for (const problem of problemsBesideCustom(file, rules)) {
    if (problems.length >= mostProblems) break
    problems.push(problem)
  }
  return problems
}

type CustomProblems = {own: Rule[]; problems: RuleProblem[]; unusable: Set<string>}

async function customProblems(
  {custom = []}: RulesetFile,
  broken: ReadonlySet<string>,
): Promise<CustomProblems> {
  const own = new Map<string, Rule>()
  const problems: RuleProblem[] = []
  const unusable = new Set(broken)
  if (custom.length === 0) return {own: [], problems, unusable}
  const [{customRuleProblems}, {problemsOfRuleTests}] = await Promise.all([
    import('./custom/custom-rule.js'),
    import('./custom/rule-test-given.js'),
  ])
  const ids = new Set<string>()
  for (const [place, entry] of custom.entries()) {
    const path = ['custom', place]
    if (ids.has(entry.id)) problems.push(twice(entry.id, [...path, 'id']))
    ids.add(entry.id)
    const found = customRuleProblems(entry)
    const ofTests = problems.length < mostProblems ? problemsOfRuleTests(entry) : []
    problems.push(...[...found, ...ofTests].map(problem => problem.within(path)))
    if (found.length > 0) unusable.add(entry.id)
    else for (const rule of await ownRules({custom: [entry]})) own.set(rule.id, rule)
  }
  return {own: [...own.values()], problems, unusable}
}

function twice(id: string, path: Path): RuleProblem {
  return new RuleProblem(path, `there are two custom rules "${id}"`, {hint: 'give each an id of its own'})
}

/** Found by their ids: thousands of waivers times hundreds of rules would take minutes. */
class KnownRules {
  readonly #byId: ReadonlyMap<string, Rule>
  readonly #unusable: ReadonlySet<string>
  readonly #ids: readonly string[]

  constructor(own: readonly Rule[], unusable: ReadonlySet<string>) {
    this.#byId = new Map([...allRules, ...own].map(rule => [rule.id, rule]))
    this.#unusable = unusable
    this.#ids = [...this.#byId.keys()]
  }

  /** Null for one that is told already. Throws `config` with what may have been meant. */
  find(id: string): Rule | null {
    const rule = this.#byId.get(id)
    if (!rule && !this.#unusable.has(id)) refuseUnknown(id, this.#ids)
    return rule ?? null
  }

  /** Those that what names this one is checked with; for a name that is unknown, all tell what may have been meant. */
  around(id: string): readonly string[] {
    return this.#byId.has(id) || this.#unusable.has(id) ? [id] : this.#ids
  }
}

function* problemsBesideCustom(file: RulesetFile, rules: KnownRules): Iterable<RuleProblem> {
  for (const [place, preset] of (file.extends ?? []).entries())
    yield* thrown(['extends', place], () => presetOf(preset))
  for (const [id, setting] of Object.entries(file.rules ?? {}))
    yield* problemsOfSetting(['rules', id], setting, () => rules.find(id))
  yield* problemsOfOverrides(file.overrides ?? [], rules)
  const waived = new Set<string>()
  for (const [place, waiver] of (file.waivers ?? []).entries())
    yield* thrown(['waivers', place], () => {
      waiversOf([waiver], rules.around(waiver.rule))
      refuseWaivedTwice(waiver, waived)
    })
  yield* thrown(['score'], () => scoringOf(file.score))
}

function* problemsOfOverrides(overrides: readonly RuleOverride[], rules: KnownRules): Iterable<RuleProblem> {
  // Of their number alone.
  yield* thrown(['overrides'], () =>
    overrideFilters(overrides.map(() => ({when: {stage: 'any'}, rules: {}}))),
  )
  for (const [place, {when, rules: settings}] of overrides.entries()) {
    yield* thrown(['overrides', place, 'when'], () => overrideFilters([{when, rules: {}}]))
    for (const [id, setting] of Object.entries(settings))
      yield* problemsOfSetting(['overrides', place, 'rules', id], setting, () => {
        const rule = rules.find(id)
        if (rule) refuseOfNoDeal(rule)
        return rule
      })
  }
}

function* problemsOfSetting(
  path: Path,
  setting: RuleSetting,
  find: () => Rule | null,
): Iterable<RuleProblem> {
  let rule: Rule | null = null
  yield* thrown(path, () => {
    rule = find()
  })
  if (!rule) return
  const problems = settingProblems(rule, setting)
  for (const problem of problems.length > 0 ? problems : doubtsOf(rule, setting)) yield problem.within(path)
}

function doubtsOf(rule: Rule, setting: RuleSetting): RuleProblem[] {
  const settings = rule.doubts && settingsOf(rule, setting)
  if (!settings || typeof setting !== 'object') return []
  const doubts = rule.doubts?.(settings.options, setting) ?? []
  return doubts.map(
    ({path, message, ...told}) => new RuleProblem(path, `rule "${rule.id}": ${message}`, told),
  )
}

function* thrown(path: Path, look: () => unknown): Iterable<RuleProblem> {
  try {
    look()
  } catch (error) {
    yield asProblem(error).within(path)
  }
}

function asProblem(error: unknown): RuleProblem {
  if (error instanceof RuleProblem) return error
  if (!(error instanceof RevschedError)) throw error
  return new RuleProblem([], error.message, {hint: error.hint ?? 'see docs/rule-files.md'})
}
