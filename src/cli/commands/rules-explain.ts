import * as z from 'zod/mini'
import {ruleById} from '../../domain/rules/all-rules.js'
import {describedOptions} from '../../domain/rules/described-options.js'
import {wrapText} from '../../report/escape.js'
import {
  fieldsOfRule,
  type OriginsByKind,
  originText,
  type RuleField,
  ruleFieldText,
  sourceKinds,
} from '../../report/rule-fields.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {flag, jsonFlag, text} from '../inputs.js'
import type {Output} from '../io.js'
import {printJson} from '../render/json.js'

export const rulesExplainCommand = defineCommand({
  name: 'rules explain',
  summary: 'Tell what a rule finds, why it matters, what to do, and where its fields come from',
  arguments: [{syntax: '<rule>', describe: 'Its id, as close-date-past'}],
  flags: [jsonFlag],
  examples: ['revsched rules explain close-date-past', 'revsched rules explain stage-stalled --json'],
  input: z.strictObject({rule: text(), json: flag()}),
  async run({io, fieldsOfKind}, {rule: id, json}) {
    const rule = ruleById(id)
    const fields = fieldsOfRule(rule, await allOrigins(fieldsOfKind))
    const {title, category, severity, isRecommended, needs, explain} = rule
    const options = describedOptions(rule)
    if (json)
      return printJson(io.out, {
        id: rule.id,
        title,
        category,
        severity,
        isRecommended,
        needs,
        fields,
        ...explain,
        options,
      })
    const {bold} = io.out.paint
    const optionLines = options.map(({name, type, value}) => `  ${name} (${type}) = ${value}\n`)
    const parts = [
      part('What', explain.what, io.out),
      part('Why', explain.why, io.out),
      part('Fix', explain.fix, io.out),
      part('Source', explain.source, io.out),
      part('Needs', needs.join(', ') || 'nothing beyond the deal', io.out),
    ]
    await io.out.write(
      `${bold(rule.id)}: ${title}\n${severity}, ${category}, ${isRecommended ? 'on' : 'off'} by default\n\n` +
        `${parts.join('')}${fieldsText(fields, io.out)}${options.length > 0 ? `\n${bold('Options')}\n${optionLines.join('')}` : ''}`,
    )
  },
})

async function allOrigins(fieldsOfKind: CommandContext['fieldsOfKind']): Promise<OriginsByKind> {
  const [file, salesforce, hubspot] = await Promise.all([
    fieldsOfKind('file'),
    fieldsOfKind('salesforce'),
    fieldsOfKind('hubspot'),
  ])
  return {file, salesforce, hubspot}
}

/** A block of three lines for each field: the names in a table would be cut in most terminals. */
function fieldsText(fields: readonly RuleField[], output: Output): string {
  if (fields.length === 0) return ''
  const blocks = fields.map(field => {
    const origins = sourceKinds.map(([kind, title]) => {
      const text = originText(field[kind])
      const {names} = field[kind]
      const other = kind === 'file' && names.length > 0 ? `, or any with --map ${field.field}="<column>"` : ''
      const first = `    ${title.padEnd(13)}`
      return lines(`${text}${other}`, output, {first, next: ' '.repeat(first.length)})
    })
    return `  ${ruleFieldText(field)}\n${origins.join('')}`
  })
  return `\n${output.paint.bold('Fields')}\n${blocks.join('')}`
}

function lines(text: string, {width}: Output, margins: {first: string; next: string}): string {
  return `${wrapText(text, Math.min(width, 100), margins).join('\n')}\n`
}

function part(name: string, text: string, output: Output): string {
  const margin = ' '.repeat(7)
  return `${output.paint.bold(name.padEnd(6))}${lines(text, output, {first: margin, next: margin}).slice(6)}`
}
