import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import {didYouMean} from '../../domain/ref.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, texts} from '../inputs.js'
import {printJson} from '../render/json.js'

export const schemaCommand = defineCommand({
  name: 'schema',
  summary: 'Print the JSON Schema of what a command prints with --json',
  description:
    'Print the JSON Schema (2020-12) of what a command prints with --json, of what is on stderr where one fails ("error"), or, ' +
    'without a name, which there are. Releases add fields, and never remove one or change what it means without a new major ' +
    'version. The same schemas are in the folder docs/schemas of the package.',
  arguments: [{syntax: '[command...]', describe: 'A command, as "list" or "connection add", or "error"'}],
  flags: [{syntax: '--ndjson', describe: 'Of one line of --ndjson'}, jsonFlag],
  examples: [
    'revsched schema',
    'revsched schema run-now',
    'revsched schema history --ndjson > run.schema.json',
  ],
  input: z.strictObject({command: texts(), ndjson: flag(), json: flag()}),
  async run({io}, {command, ndjson: isLines, json}) {
    const {lineSchemas, schemas} = await import('../schemas/all-schemas.js')
    const names = Object.keys(isLines ? lineSchemas : schemas).sort()
    const name = command.join(' ')
    if (name === '') return json ? printJson(io.out, {schemas: names}) : io.out.write(`${names.join('\n')}\n`)
    if (!names.includes(name)) throw noSchema(name, names)
    const {jsonSchemaOf} = await import('../schemas/json-schema.js')
    return printJson(io.out, await jsonSchemaOf(name, {isLines}))
  },
})

function noSchema(name: string, names: readonly string[]): RevschedError {
  return new RevschedError('usage', `there is no schema of "${name}"`, {
    hint: didYouMean(name, names) ?? 'revsched schema lists them, schema --ndjson those of lines',
  })
}
