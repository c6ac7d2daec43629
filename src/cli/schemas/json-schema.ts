import * as z from 'zod/mini'
import {lineSchemas, schemas} from './all-schemas.js'

/** As JSON. */
export type JsonSchema = Readonly<Record<string, unknown>>

type SchemaChoice = {
  /** Of one line of `--ndjson`. */
  isLines?: boolean
  isClosed?: boolean
}

/**
 * The JSON Schema (2020-12) of what a command prints with `--json`. The published one is open: a field may be added in any release,
 * and whoever checks with it is not to fail by that. The closed one is for our tests: it refuses what is not described.
 */
export async function jsonSchemaOf(
  name: string,
  {isLines = false, isClosed = false}: SchemaChoice = {},
): Promise<JsonSchema> {
  const load = (isLines ? lineSchemas : schemas)[name]
  const made = z.toJSONSchema(await load!(), {
    io: isClosed ? 'output' : 'input',
    override: ({jsonSchema}) => dropNoise(jsonSchema),
  })
  const {$schema, ...schema} = made as Record<string, unknown>
  return {$schema, title: titleOf(name, {isLines}), ...schema}
}

function titleOf(name: string, {isLines}: {isLines: boolean}): string {
  if (name === 'error') return 'An error of revsched, on stderr'
  return isLines ? `A line of revsched ${name} --ndjson` : `revsched ${name} --json`
}

/** Limits that every whole number has, and that keys are text, go without saying. */
function dropNoise(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (JSON.stringify(schema.propertyNames) === '{"type":"string"}') delete schema.propertyNames
}
