import * as z from 'zod/mini'
import {ruleById} from '../../domain/rules/all-rules.js'
import {describedOptions} from '../../domain/rules/described-options.js'
import {wrapText} from '../../report/escape.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import type {Output} from '../io.js'
import {printJson} from '../render/json.js'

export const rulesExplainCommand = defineCommand({
  name: 'rules explain',
  summary: 'Tell what a rule finds, why it matters and what to do',
  arguments: [{syntax: '<rule>', describe: 'Its id, as close-date-past'}],
  flags: [jsonFlag],
  examples: ['revsched rules explain close-date-past', 'revsched rules explain stage-stalled --json'],
  input: z.strictObject({rule: text(), json: flag()}),
  async run({io}, {rule: id, json}) {
    const rule = ruleById(id)
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
        `${parts.join('')}${options.length > 0 ? `\n${bold('Options')}\n${optionLines.join('')}` : ''}`,
    )
  },
})

function part(name: string, text: string, {width, paint}: Output): string {
  const margin = ' '.repeat(7)
  const lines = wrapText(text, Math.min(width, 100), {first: margin, next: margin}).join('\n')
  return `${paint.bold(name.padEnd(6))}${lines.slice(6)}\n`
}
