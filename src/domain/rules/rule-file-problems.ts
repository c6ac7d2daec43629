import {RevschedError} from '../errors.js'
import {allRules} from './all-rules.js'
import {ownRules} from './custom/own-rules.js'
import type {Rule} from './rule.js'
import {RuleProblem} from './rule-problem.js'
import {type RulesetFile, resolveRuleset} from './ruleset.js'

/** `about` is the rule that it names. */
type Part = {path: readonly PropertyKey[]; file: RulesetFile; about?: string}

/** More are not looked for: whoever mends these looks again. */
const mostProblems = 100

/** What is wrong with what a rule file says, each part looked at by itself; nothing for one that a review can use. */
export async function ruleFileProblems(file: RulesetFile): Promise<RuleProblem[]> {
  const own: Rule[] = []
  const problems: RuleProblem[] = []
  for (const [place, entry] of (file.custom ?? []).entries()) {
    const problem = await problemIn(['custom', place], async () => {
      own.push(...(await ownRules({custom: [entry]})))
    })
    if (problem) problems.push(problem)
  }
  const rulesFor = rulesNamedIn(own)
  for (const {path, file: part, about} of partsOf(file)) {
    if (problems.length >= mostProblems) break
    const problem = await problemIn(path, async () => void resolveRuleset('', part, rulesFor(about)))
    if (problem) problems.push(problem)
  }
  if (problems.length > 0) return problems
  const whole = await problemIn([], async () => void resolveRuleset('', file, await ownRules(file)))
  return whole ? [whole] : []
}

/** The custom rules that matter to a part: thousands of waivers times hundreds of rules would take minutes. */
function rulesNamedIn(own: readonly Rule[]): (about: string | undefined) => readonly Rule[] {
  const byId = new Map<string, readonly Rule[]>(allRules.map(({id}) => [id, []]))
  for (const rule of own) byId.set(rule.id, [rule])
  // For a name that is unknown, all of them tell what may have been meant.
  return about => (about === undefined ? [] : (byId.get(about) ?? own))
}

async function problemIn(
  path: readonly PropertyKey[],
  look: () => Promise<void>,
): Promise<RuleProblem | null> {
  try {
    await look()
    return null
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    const within = error instanceof RuleProblem ? error.path : []
    return new RuleProblem([...path, ...within], error.message, {hint: error.hint ?? 'see docs/rules'})
  }
}

function partsOf({
  extends: presets = [],
  rules = {},
  overrides = [],
  waivers = [],
  score,
}: RulesetFile): Part[] {
  return [
    ...presets.map((preset, place) => ({path: ['extends', place], file: {extends: [preset]}})),
    ...Object.entries(rules).map(([id, setting]) => ({
      path: ['rules', id],
      about: id,
      file: {rules: {[id]: setting}},
    })),
    ...overrides.flatMap(({when, rules: settings}, place) => [
      {path: ['overrides', place, 'when'], file: {overrides: [{when, rules: {}}]}},
      ...Object.entries(settings).map(([id, setting]) => ({
        path: ['overrides', place, 'rules', id],
        about: id,
        file: {overrides: [{when: {stage: 'any'}, rules: {[id]: setting}}]},
      })),
    ]),
    ...waivers.map((waiver, place) => ({
      path: ['waivers', place],
      about: waiver.rule,
      file: {waivers: [waiver]},
    })),
    ...(score ? [{path: ['score'], file: {score}}] : []),
  ]
}
