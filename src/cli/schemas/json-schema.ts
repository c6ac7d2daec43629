import * as z from 'zod/mini'
import {schemas} from './all-schemas.js'

/** As JSON. */
type JsonSchema = Readonly<Record<string, unknown>>

/**
 * The JSON Schema (2020-12) of what a command prints with `--json`. The published one is open: a field may be added in any release,
 * and whoever checks with it is not to fail by that. The closed one is for our tests: it refuses what is not described.
 */
export async function jsonSchemaOf(
  name: string,
  {isClosed}: {isClosed: boolean} = {isClosed: false},
): Promise<JsonSchema> {
  const made = z.toJSONSchema(await schemas[name]!(), {
    io: isClosed ? 'output' : 'input',
    override: ({jsonSchema}) => dropNoise(jsonSchema),
  })
  const {$schema, ...schema} = made as Record<string, unknown>
  return {$schema, title: titleOf(name), ...schema}
}

function titleOf(name: string): string {
  return name === 'error' ? 'An error of revsched, on stderr' : `revsched ${name} --json`
}

/** Limits that every whole number has, and that keys are text, go without saying. */
function dropNoise(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (JSON.stringify(schema.propertyNames) === '{"type":"string"}') delete schema.propertyNames
}
