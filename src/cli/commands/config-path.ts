import * as z from 'zod/mini'
import {defineCommand} from '../command.js'
import {flag, jsonFlag} from '../inputs.js'
import {printJson} from '../render/json.js'

export const configPathCommand = defineCommand({
  name: 'config path',
  summary: 'Show where the configuration and the database are',
  flags: [jsonFlag],
  examples: ['revsched config path'],
  input: z.strictObject({json: flag()}),
  async run({config, configPath, io}, {json}) {
    if (json) return printJson(io.out, {config: configPath, database: config.database.value})
    await io.out.write(`config    ${configPath}\ndatabase  ${config.database.value}\n`)
  },
})
