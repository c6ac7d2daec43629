import {basename, resolve} from 'node:path'
import {RevschedError} from '../domain/errors.js'
import {didYouMean} from '../domain/ref.js'
import type {RulesetDefinition, RulesetFile} from '../domain/rules/ruleset.js'
import type {Host} from './context.js'

const presets = ['recommended', 'strict', 'minimal']

/** Rules as a user names them: a preset, or a rule file (made absolute, so that a daemon in another folder finds it). */
export function rulesetName(given: string, cwd: string): string {
  return presets.includes(given) ? given : resolve(cwd, given)
}

/** Reads and checks the rules of that name; throws `config` with file, line and what is allowed. */
export async function loadRuleset(name: string, host: Host): Promise<RulesetDefinition> {
  const {ownRules} = await import('../domain/rules/custom/own-rules.js')
  const {resolveRuleset} = await import('../domain/rules/ruleset.js')
  const file = presets.includes(name) ? {extends: [`revsched:${name}`]} : await readRuleFile(name, host)
  resolveRuleset(name, file, await ownRules(file))
  return {name, file}
}

async function readRuleFile(path: string, host: Host): Promise<RulesetFile> {
  const {parseRuleFile} = await import('../config/rule-file.js')
  return parseRuleFile(await readRules(path, host), path)
}

async function readRules(path: string, host: Host): Promise<string> {
  try {
    return await host.readText(path)
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    const problem =
      code === 'ENOENT'
        ? `there is no rule file "${path}"`
        : `cannot read the rule file "${path}": ${code === 'EISDIR' ? 'it is a folder' : message}`
    throw new RevschedError('config', problem, {
      hint:
        didYouMean(basename(path), presets) ??
        `give the path of a rule file, or a preset: ${presets.join(', ')}`,
      cause: error,
    })
  }
}
