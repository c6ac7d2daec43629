import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import {ownRules} from '../../domain/rules/custom/own-rules.js'
import {runRuleTests} from '../../domain/rules/custom/rule-tests.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {loadRuleset} from '../load-ruleset.js'
import {printJson} from '../render/json.js'

export const rulesTestCommand = defineCommand({
  name: 'rules test',
  summary: 'Run the tests that stand beside custom rules',
  arguments: [{syntax: '<file>', describe: 'The rule file'}],
  flags: [jsonFlag],
  examples: ['revsched rules test rules.yaml', 'revsched rules test rules.yaml --json'],
  input: z.strictObject({file: text(), json: flag()}),
  async run({io, host, clock}, {file: path, json}) {
    const {file} = await loadRuleset(path, host)
    const rules = await ownRules(file)
    const results = runRuleTests(rules, clock.now())
    const failed = results.filter(({problem}) => problem !== null)
    const untested = (file.custom ?? []).filter(({tests = []}) => tests.length === 0).map(({id}) => id)
    if (json) await printJson(io.out, {results, untested})
    else {
      const lines = failed.map(({ruleId, test, problem}) => `${ruleId}, test ${test}: ${problem}\n`)
      const passed = results.length - failed.length
      await io.out.write(`${lines.join('')}${passed} passed, ${failed.length} failed\n`)
      if (untested.length > 0) await io.err.write(io.err.paint.dim(`without tests: ${untested.join(', ')}\n`))
    }
    if (failed.length > 0)
      throw new RevschedError('config', `${failed.length} of ${results.length} tests of rules failed`, {
        hint: 'mend the rule or what its test expects',
      })
  },
})
