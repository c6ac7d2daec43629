import {Ajv2020, type ValidateFunction} from 'ajv/dist/2020.js'
import {expect} from 'vitest'
import {lineSchemas, schemas} from '../../src/cli/schemas/all-schemas.js'
import {jsonSchemaOf} from '../../src/cli/schemas/json-schema.js'
import type {Printed} from './scenario.js'

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const date = /^\d{4}-\d\d-\d\d$/
/** One for all: it compiles the schema of schemas only once. */
const ajv = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  allErrors: true,
  formats: {'date-time': instant, date},
})
const known = new Map<string, ValidateFunction>()

type Form = {isLines: boolean}

/** Compiled by a validator that is not ours, strictly: a field that no schema describes is refused. */
async function validatorOf(name: string, {isLines}: Form): Promise<ValidateFunction> {
  const key = `${name} ${isLines}`
  const made = known.get(key) ?? ajv.compile(await jsonSchemaOf(name, {isLines, isClosed: true}))
  known.set(key, made)
  return made
}

/** What is wrong with a document, or a line, that a command printed; empty where its schema describes it. */
export async function problemsOf(
  name: string,
  document: unknown,
  {isLines}: Form = {isLines: false},
): Promise<string[]> {
  if (!Object.hasOwn(isLines ? lineSchemas : schemas, name)) return [`there is no schema of ${name}`]
  const validate = await validatorOf(name, {isLines})
  if (validate(document)) return []
  return (validate.errors ?? []).map(
    ({instancePath, message, params}) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

/** Text that a command printed with `--json`, or with `--ndjson`. */
export async function expectDescribed(name: string, printed: string, form: Form) {
  for (const text of form.isLines ? printed.trimEnd().split('\n') : [printed]) {
    const what = `revsched ${name} ${form.isLines ? '--ndjson' : '--json'}`
    expect(await problemsOf(name, JSON.parse(text), form), what).toEqual([])
  }
}

/** The same of command lines that were run with the real program. */
export async function expectAllDescribed(printed: readonly Printed[]) {
  for (const {args, text} of printed) {
    const words = args.filter(word => !word.startsWith('-'))
    const name = [words.slice(0, 2).join(' '), words[0]!, words.slice(-2).join(' ')].find(one =>
      Object.hasOwn(schemas, one),
    )
    // What `schema` prints is a schema itself, also with --ndjson.
    if (name !== undefined && name !== 'schema' && text !== '')
      await expectDescribed(name, text, {isLines: !args.includes('--json')})
  }
}
