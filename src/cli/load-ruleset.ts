import {basename, resolve} from 'node:path'
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
  const [first] = problems
  if (!first) return {name, file}
  const more =
    problems.length > 1 ? `; ${problems.length - 1} more: revsched rules lint ${shellWord(name)}` : ''
  throw new RevschedError('config', `the rule file "${first.place}": ${first.message}${more}`, {
    hint: first.hint,
  })
}

type Problem = {place: string; message: string; hint: string}

/** All that is wrong with a rule file that can be read; throws `config` for one that cannot. */
export async function lintRuleFile(
  path: string,
  host: Host,
): Promise<{file: RulesetFile; problems: readonly Problem[]}> {
  const [{parseRuleFile}, {ruleFileProblems}] = await Promise.all([
    import('../config/rule-file.js'),
    import('../domain/rules/rule-file-problems.js'),
  ])
  const {file, placeOf, compare} = parseRuleFile(await readRules(path, host), path)
  const problems = (await ruleFileProblems(file)).sort((a, b) => compare(a.path, b.path))
  return {
    file,
    problems: problems.map(({path: at, message, hint = ''}) => ({place: placeOf(at), message, hint})),
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
    throw new RevschedError('config', problem, {
      hint:
        didYouMean(basename(path), presets) ??
        `give the path of a rule file, or a preset: ${presets.join(', ')}`,
      cause: error,
    })
  }
}
