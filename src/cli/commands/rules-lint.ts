import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import type {RulesetFile} from '../../domain/rules/ruleset.js'
import {counted} from '../../report/amounts.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {lintRuleFile} from '../load-ruleset.js'
import {printJson} from '../render/json.js'
import {firstProblems, problemLines} from '../render/problem-lines.js'

export const rulesLintCommand = defineCommand({
  name: 'rules lint',
  summary: 'Tell what is wrong with a rule file, with line and column',
  arguments: [{syntax: '<file>', describe: 'The rule file'}],
  flags: [jsonFlag],
  examples: ['revsched rules lint rules.yaml', 'revsched rules lint rules.yaml --json | jq ".problems"'],
  input: z.strictObject({file: text(), json: flag()}),
  async run({io, host}, {file, json}) {
    const {file: content, problems} = await lintRuleFile(file, host)
    const errors = problems.filter(({severity}) => severity === 'error').length
    const notes = errors === 0 ? await notesOn(content) : []
    const {told, more} = firstProblems(problems)
    if (json) await printJson(io.out, {file, problems: told, more, notes})
    else {
      const end = errors === 0 ? fineLines({file, content, warnings: problems.length}, notes) : []
      await io.out.write([...problemLines(problems, io.out), ...end].join(''))
    }
    if (errors > 0)
      throw new RevschedError('config', `"${file}" has ${counted(problems.length, 'problem')}`, {
        hint: 'mend what is listed above; reviews with these rules fail until then',
      })
  },
})

type Fine = {file: string; content: RulesetFile; warnings: number}

function fineLines({file, content, warnings}: Fine, notes: readonly string[]): string[] {
  const custom = content.custom?.length ?? 0
  const about = custom === 0 ? '' : `, ${custom} of its rules your own`
  const fine = warnings === 0 ? 'is fine' : `can be used, with ${counted(warnings, 'warning')}`
  return [`${file} ${fine}${about}`, ...notes].map(line => `${line}\n`)
}

/** What is no mistake, and yet not what somebody wants. */
async function notesOn(file: RulesetFile): Promise<string[]> {
  const [{resolveRuleset}, {ownRules}] = await Promise.all([
    import('../../domain/rules/ruleset.js'),
    import('../../domain/rules/custom/own-rules.js'),
  ])
  const {rules, scoring} = resolveRuleset('lint', file, await ownRules(file))
  const isNoneOfDeals = rules.every(({rule}) => 'survey' in rule)
  const none = rules.length === 0 ? 'no rule is on' : 'no rule about single deals is on'
  const isCharged = rules.some(({rule, severity}) => 'survey' in rule && scoring.points[severity] > 0)
  const off = scoring.supersede.filter(id => !rules.some(({rule}) => rule.id === id))
  return [
    ...(isNoneOfDeals
      ? [`${none}, so nothing would be scored: add "extends: [revsched:recommended]", or put rules on`]
      : []),
    ...(scoring.portfolio && !isCharged
      ? ['score.portfolio changes nothing: no rule about the pipeline as a whole is on that costs points']
      : []),
    ...off.map(id => `score.supersede changes nothing: ${id} is off`),
  ]
}
