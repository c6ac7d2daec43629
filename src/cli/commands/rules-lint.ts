import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
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
    if (json) await printJson(io.out, {file, problems})
    else {
      const lines = problems.map(
        ({place, message, hint}) => `${place}: ${message}\n  ${io.out.paint.dim(hint)}\n`,
      )
      const custom = content.custom?.length ?? 0
      const about = custom === 0 ? '' : `, ${custom} of its rules your own`
      await io.out.write(problems.length === 0 ? `${file} is fine${about}\n` : lines.join(''))
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
