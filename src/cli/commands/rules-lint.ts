import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import type {RulesetFile} from '../../domain/rules/ruleset.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {lintRuleFile} from '../load-ruleset.js'
import {printJson} from '../render/json.js'

export const rulesLintCommand = defineCommand({
  name: 'rules lint',
  summary: 'Tell what is wrong with a rule file, with line and column',
  arguments: [{syntax: '<file>', describe: 'The rule file'}],
  flags: [jsonFlag],
  examples: ['revsched rules lint rules.yaml', 'revsched rules lint rules.yaml --json | jq ".problems"'],
  input: z.strictObject({file: text(), json: flag()}),
  async run({io, host}, {file, json}) {
    const {file: content, problems} = await lintRuleFile(file, host)
    const notes = problems.length === 0 ? await notesOn(content) : []
    if (json) await printJson(io.out, {file, problems, notes})
    else {
      const lines = problems.map(
        ({place, message, hint}) => `${place}: ${message}\n  ${io.out.paint.dim(hint)}\n`,
      )
      const custom = content.custom?.length ?? 0
      const about = custom === 0 ? '' : `, ${custom} of its rules your own`
      const fine = [`${file} is fine${about}`, ...notes].map(line => `${line}\n`)
      await io.out.write((problems.length === 0 ? fine : lines).join(''))
    }
    if (problems.length > 0)
      throw new RevschedError(
        'config',
        `"${file}" has ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}`,
        {
          hint: 'mend what is listed above; reviews with these rules fail until then',
        },
      )
  },
})

/** What is no mistake, and yet not what somebody wants. */
async function notesOn(file: RulesetFile): Promise<string[]> {
  const [{resolveRuleset}, {ownRules}] = await Promise.all([
    import('../../domain/rules/ruleset.js'),
    import('../../domain/rules/custom/own-rules.js'),
  ])
  const {rules, scoring} = resolveRuleset('lint', file, await ownRules(file))
  const isCharged = rules.some(({rule, severity}) => 'survey' in rule && scoring.points[severity] > 0)
  const off = scoring.supersede.filter(id => !rules.some(({rule}) => rule.id === id))
  return [
    ...(rules.length === 0
      ? ['no rule is on, so nothing would be scored: add "extends: [revsched:recommended]", or put rules on']
      : []),
    ...(scoring.portfolio && !isCharged
      ? ['score.portfolio changes nothing: no rule about the pipeline as a whole is on that costs points']
      : []),
    ...off.map(id => `score.supersede changes nothing: ${id} is off`),
  ]
}
