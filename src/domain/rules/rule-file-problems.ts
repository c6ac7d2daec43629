import {RevschedError} from '../errors.js'
import {ownRules} from './custom/own-rules.js'
import type {Rule} from './rule.js'
import {RuleProblem} from './rule-problem.js'
import {type RulesetFile, resolveRuleset} from './ruleset.js'

type Part = {path: readonly PropertyKey[]; file: RulesetFile}

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
  for (const {path, file: part} of partsOf(file)) {
    if (problems.length >= mostProblems) break
    const problem = await problemIn(path, async () => void resolveRuleset('', part, own))
    if (problem) problems.push(problem)
  }
  if (problems.length > 0) return problems
  const whole = await problemIn([], async () => void resolveRuleset('', file, await ownRules(file)))
  return whole ? [whole] : []
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

function partsOf({extends: presets = [], rules = {}, overrides = [], waivers = []}: RulesetFile): Part[] {
  return [
    ...presets.map((preset, place) => ({path: ['extends', place], file: {extends: [preset]}})),
    ...Object.entries(rules).map(([id, setting]) => ({path: ['rules', id], file: {rules: {[id]: setting}}})),
    ...overrides.flatMap(({when, rules: settings}, place) => [
      {path: ['overrides', place, 'when'], file: {overrides: [{when, rules: {}}]}},
      ...Object.entries(settings).map(([id, setting]) => ({
        path: ['overrides', place, 'rules', id],
        file: {overrides: [{when: {stage: 'any'}, rules: {[id]: setting}}]},
      })),
    ]),
    ...waivers.map((waiver, place) => ({path: ['waivers', place], file: {waivers: [waiver]}})),
  ]
}
