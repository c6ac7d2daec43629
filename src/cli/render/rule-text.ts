import type {CustomRule} from '../../domain/rules/custom/custom-rule.js'
import {describedOptions} from '../../domain/rules/described-options.js'
import type {Rule} from '../../domain/rules/rule.js'
import {wrapText} from '../../report/escape.js'
import {originText, type RuleField, ruleFieldText, sourceKinds} from '../../report/rule-fields.js'
import type {Output} from '../io.js'

/** All that `rules explain` says of a rule; `file` is where one of somebody's own is written. */
export function ruleText(
  {rule, fields, file}: {rule: Rule; fields: readonly RuleField[]; file: string},
  output: Output,
): string {
  const {bold} = output.paint
  const {id, title, severity, category, isRecommended} = rule
  const state = isCustom(rule) ? `your own, in ${file}` : `${isRecommended ? 'on' : 'off'} by default`
  const options = describedOptions(rule).map(({name, type, value}) => `  ${name} (${type}) = ${value}\n`)
  return (
    `${bold(id)}: ${title}\n${severity}, ${category}, ${state}\n\n` +
    `${partsText(isCustom(rule) ? partsOfOwn(rule) : partsOf(rule), output)}${fieldsText(fields, output)}` +
    (options.length > 0 ? `\n${bold('Options')}\n${options.join('')}` : '')
  )
}

export function isCustom(rule: Rule): rule is CustomRule {
  return 'entry' in rule
}

type Part = readonly [name: string, text: string]

function partsOf({explain, needs}: Rule): Part[] {
  return [
    ['What', explain.what],
    ['Why', explain.why],
    ['Fix', explain.fix],
    ['Source', explain.source],
    ['Needs', needs.join(', ') || 'nothing beyond the deal'],
  ]
}

/** As its author wrote it, which is all there is to say. */
function partsOfOwn({entry, explain, needs, needsCustom = []}: CustomRule): Part[] {
  const needed = [...needs, ...needsCustom.map(name => `custom.${name}`)]
  return [
    ['Message', entry.message],
    ['When', entry.when ?? 'of every deal'],
    ['Violation', entry.violation],
    ['Fix', explain.fix],
    ['Needs', needed.join(', ') || 'nothing beyond the deal'],
  ]
}

function partsText(parts: readonly Part[], output: Output): string {
  const width = Math.max(...parts.map(([name]) => name.length)) + 1
  const margin = ' '.repeat(width)
  const texts = parts.map(([name, text]) => {
    const body = lines(text, output, {first: margin, next: margin})
    return `${output.paint.bold(name.padEnd(width - 1))}${body.slice(width - 1)}`
  })
  return texts.join('')
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
