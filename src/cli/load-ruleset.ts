import {basename, resolve} from 'node:path'
import type {PlacedProblem} from '../config/bounded-yaml.js'
import {RevschedError} from '../domain/errors.js'
import {didYouMean} from '../domain/ref.js'
import type {RulesetDefinition, RulesetFile} from '../domain/rules/ruleset.js'
import {shellWord} from '../domain/shell-word.js'
import type {Host} from './context.js'

const presets = ['recommended', 'strict', 'minimal']

/** Rules as a user names them: a preset, or a rule file (made absolute, so that a daemon in another folder finds it). */
export function rulesetName(given: string, cwd: string): string {
  return presets.includes(given) ? given : resolve(cwd, given)
}

/** Reads and checks the rules of that name; throws `config` with file, line and what is allowed. */
export async function loadRuleset(name: string, host: Host): Promise<RulesetDefinition> {
  if (presets.includes(name)) return {name, file: {extends: [`revsched:${name}`]}}
  const {file, problems} = await lintRuleFile(name, host)
  const first = problems.find(({severity}) => severity === 'error')
  if (!first) return {name, file}
  // As many as lint counts, warnings too.
  const more =
    problems.length > 1 ? `; ${problems.length - 1} more: revsched rules lint ${shellWord(name)}` : ''
  throw new RevschedError('config', `the rule file "${first.place}": ${first.message}${more}`, {
    hint: first.hint,
  })
}

/** All that is wrong with a rule file that can be read, in the order of its lines; throws `config` for one that cannot. */
export async function lintRuleFile(
  path: string,
  host: Host,
): Promise<{file: RulesetFile; problems: readonly PlacedProblem[]}> {
  const [{parseRuleFile}, {ruleFileProblems}] = await Promise.all([
    import('../config/rule-file.js'),
    import('../domain/rules/rule-file-problems.js'),
  ])
  const {file, problems, broken, placed} = parseRuleFile(await readRules(path, host), path)
  const ofMeaning = await ruleFileProblems(file, broken)
  return {
    file,
    problems: [...problems, ...ofMeaning.map(placed)].sort((a, b) => a.line - b.line || a.column - b.column),
  }
}

async function readRules(path: string, host: Host): Promise<string> {
  try {
    return await host.readText(path)
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    const problem =
      code === 'ENOENT'
        ? `there is no rule file "${path}"`
        : `cannot read the rule file "${path}": ${message}`
    throw new RevschedError('config', problem, {hint: hintFor(basename(path)), cause: error})
  }
}

function hintFor(name: string): string {
  if (presets.includes(name)) return `"${name}" is a preset, which has no file: give the path of a rule file`
  return didYouMean(name, presets) ?? `give the path of a rule file, or a preset: ${presets.join(', ')}`
}
