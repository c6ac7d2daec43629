import * as z from 'zod/mini'
import {allRules} from '../domain/rules/all-rules.js'
import type {Rule} from '../domain/rules/rule.js'
import {severities} from '../domain/rules/severity.js'
import {ruleFileShape} from './rule-file.js'

type Schema = Record<string, unknown>

const switches = {enum: ['off', 'on', false, ...severities]}

/** The JSON Schema of rule files, for editors: completes presets, rules, their options and what custom rules take. */
export function ruleFileSchema(): Schema {
  const schema = z.toJSONSchema(ruleFileShape, {io: 'input', unrepresentable: 'any'}) as {
    properties: Record<string, Schema>
  }
  const rules = {
    type: ['object', 'null'],
    description: 'Rules by id: off, on, a severity, or options.',
    properties: Object.fromEntries(allRules.map(rule => [rule.id, settingSchema(rule)])),
    additionalProperties: {anyOf: [switches, {type: 'object'}]},
  }
  return {
    ...schema,
    title: 'Rules of revsched',
    properties: {
      ...schema.properties,
      extends: {
        type: ['array', 'null'],
        description: 'Presets to start from.',
        items: {enum: ['revsched:recommended', 'revsched:strict', 'revsched:minimal']},
      },
      rules,
    },
  }
}

function settingSchema(rule: Rule): Schema {
  const options = z.toJSONSchema(rule.options, {io: 'input', unrepresentable: 'any'})
  return {
    description: rule.explain.what,
    anyOf: [
      switches,
      {
        type: 'object',
        properties: {severity: {enum: ['on', ...severities]}, ...options.properties},
        additionalProperties: false,
      },
    ],
  }
}
