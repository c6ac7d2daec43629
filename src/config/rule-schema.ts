import * as z from 'zod/mini'
import {allRules} from '../domain/rules/all-rules.js'
import type {Rule} from '../domain/rules/rule.js'
import {severities} from '../domain/rules/severity.js'
import {defaultScoring} from '../domain/score/scoring.js'
import {ruleFileShape} from './rule-file-shape.js'

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
      score: {
        ...schema.properties.score,
        description: `What findings cost: points by severity (${pointsText()} where left out; a milder one never more), whether findings about the pipeline as a whole cost points, and rules that count for what others find of the same deal as well.`,
      },
    },
  }
}

function pointsText(): string {
  return severities.map(severity => `${severity} ${defaultScoring.points[severity]}`).join(', ')
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
