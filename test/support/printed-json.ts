import {Ajv2020, type ValidateFunction} from 'ajv/dist/2020.js'
import {expect} from 'vitest'
import {schemas} from '../../src/cli/schemas/all-schemas.js'
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

/** Compiled by a validator that is not ours, strictly: a field that no schema describes is refused. */
export async function validatorOf(name: string): Promise<ValidateFunction> {
  const before = known.get(name)
  if (before) return before
  const made = ajv.compile(await jsonSchemaOf(name, {isClosed: true}))
  known.set(name, made)
  return made
}

/** What is wrong with a document that a command printed; empty where its schema describes it. */
export async function problemsOf(name: string, document: unknown): Promise<string[]> {
  if (!Object.hasOwn(schemas, name)) return [`there is no schema of ${name}`]
  const validate = await validatorOf(name)
  if (validate(document)) return []
  return (validate.errors ?? []).map(
    ({instancePath, message, params}) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

/** Text that a command printed with `--json`, or with `--ndjson`. */
export async function expectDescribed(name: string, printed: string, {isLines}: {isLines: boolean}) {
  const documents = isLines
    ? [
        printed
          .trimEnd()
          .split('\n')
          .map(line => JSON.parse(line)),
      ]
    : [JSON.parse(printed)]
  for (const document of documents)
    expect(await problemsOf(name, document), `revsched ${name} --json`).toEqual([])
}

/** The same of command lines that were run with the real program. */
export async function expectAllDescribed(printed: readonly Printed[]) {
  for (const {args, text} of printed) {
    const words = args.filter(word => !word.startsWith('-'))
    const name = [words.slice(0, 2).join(' '), words[0]!, words.slice(-2).join(' ')].find(one =>
      Object.hasOwn(schemas, one),
    )
    if (name !== undefined && text !== '')
      await expectDescribed(name, text, {isLines: !args.includes('--json')})
  }
}
