import * as z from 'zod/mini'
import {allRules, ruleNamed} from '../../domain/rules/all-rules.js'
import {ownRules} from '../../domain/rules/custom/own-rules.js'
import {describedOptions} from '../../domain/rules/described-options.js'
import type {Rule} from '../../domain/rules/rule.js'
import {fieldsOfRule, type OriginsByKind} from '../../report/rule-fields.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {filePath, flag, jsonFlag, text} from '../inputs.js'
import {loadRuleset, rulesetName} from '../load-ruleset.js'
import {printJson} from '../render/json.js'
import {isCustom, ruleText} from '../render/rule-text.js'

export const rulesExplainCommand = defineCommand({
  name: 'rules explain',
  summary: 'Tell what a rule finds, why it matters, what to do, and where its fields come from',
  arguments: [{syntax: '<rule>', describe: 'Its id, as close-date-past, or its title, as reports show it'}],
  flags: [
    {syntax: '--rules <file>', describe: 'A rule file, whose own rules are explained as well'},
    jsonFlag,
  ],
  examples: [
    'revsched rules explain close-date-past',
    'revsched rules explain "Close date past"',
    'revsched rules explain acme/large-and-quiet --rules rules.yaml',
    'revsched rules explain stage-stalled --json',
  ],
  input: z.strictObject({
    rule: text(),
    rules: z.optional(filePath('--rules', 'rules.yaml')),
    json: flag(),
  }),
  async run({io, host, fieldsOfKind}, {rule: given, rules: file, json}) {
    const rule = ruleNamed(given, [...allRules, ...(await rulesOf(file, host))])
    const fields = fieldsOfRule(rule, await allOrigins(fieldsOfKind))
    if (!json) return io.out.write(ruleText({rule, fields, file: file ?? ''}, io.out))
    const {id, title, category, severity, isRecommended, needs, explain} = rule
    const own = isCustom(rule) && {needsCustom: rule.needsCustom, custom: rule.entry}
    const options = describedOptions(rule)
    return printJson(io.out, {
      id,
      title,
      category,
      severity,
      isRecommended,
      needs,
      fields,
      ...explain,
      options,
      ...own,
    })
  },
})

async function rulesOf(file: string | undefined, host: CommandContext['host']): Promise<readonly Rule[]> {
  if (file === undefined) return []
  return ownRules((await loadRuleset(rulesetName(file, host.cwd), host)).file)
}

async function allOrigins(fieldsOfKind: CommandContext['fieldsOfKind']): Promise<OriginsByKind> {
  const [file, salesforce, hubspot] = await Promise.all([
    fieldsOfKind('file'),
    fieldsOfKind('salesforce'),
    fieldsOfKind('hubspot'),
  ])
  return {file, salesforce, hubspot}
}
