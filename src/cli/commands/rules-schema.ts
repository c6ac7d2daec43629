import * as z from 'zod/mini'
import {ruleFileSchema} from '../../config/rule-schema.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag} from '../inputs.js'
import {printJson} from '../render/json.js'

export const rulesSchemaCommand = defineCommand({
  name: 'rules schema',
  summary: 'Print the JSON Schema of rule files, for editors',
  examples: ['revsched rules schema > rules.schema.json'],
  flags: [jsonFlag],
  input: z.strictObject({json: flag()}),
  run: ({io}) => printJson(io.out, ruleFileSchema()),
})
