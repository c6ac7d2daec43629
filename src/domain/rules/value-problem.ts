import * as z from 'zod/mini'
import {didYouMean} from '../ref.js'

type Schema = z.core.JSONSchema.BaseSchema

type Path = readonly PropertyKey[]

export type ValueProblem = {
  /** Where in what was given. */
  path: Path
  /** What is wrong, in words that name it by a path of its own. */
  messageAt(path: Path): string
  /** Null where nothing tells what may have been meant. */
  hint: string | null
}

/** More says no more. */
const mostShown = 60

/** What a schema refuses of a value: the bad value, and what is allowed in its place. Empty for one that it takes. */
export function valueProblems(schema: z.core.$ZodType, given: unknown): ValueProblem[] {
  const {error} = z.safeParse(schema, given)
  if (!error) return []
  const described = describedBy(schema)
  return error.issues.flatMap(issue => problemsOf(issue, described, given))
}

const known = new WeakMap<z.core.$ZodType, Schema>()

function describedBy(schema: z.core.$ZodType): Schema {
  const made = known.get(schema) ?? z.toJSONSchema(schema, {io: 'input', unrepresentable: 'any'})
  known.set(schema, made)
  return made
}

function problemsOf(issue: z.core.$ZodIssue, schema: Schema, given: unknown): ValueProblem[] {
  const {path} = issue
  if (issue.code === 'unrecognized_keys') {
    const names = keysOf(schemaAt(schema, path) ?? {})
    return issue.keys.map(key => unknownKey([...path, key], names))
  }
  const value = valueAt(given, path)
  if (value === undefined && path.length > 0) return [missing(path)]
  const wanted = schemaAt(schema, path) ?? {}
  const messageAt = (at: Path) => `"${at.join('.')}" = ${shown(value)}: it takes ${takes(wanted)}`
  return [{path, messageAt, hint: typeof value === 'string' ? meantBy(value, wanted) : null}]
}

function meantBy(value: string, {enum: values = [], anyOf = []}: Schema): string | null {
  const known = [values, ...anyOf.map(form => (typeof form === 'object' ? form.enum : []))].flat()
  return didYouMean(
    value,
    known.filter(one => typeof one === 'string'),
  )
}

function unknownKey(path: Path, names: readonly string[]): ValueProblem {
  const key = String(path.at(-1))
  const where = (around: string) => (around === '' ? '' : ` at "${around}"`)
  return {
    path,
    messageAt: at => `unknown key "${key}"${where(at.slice(0, -1).join('.'))}`,
    hint: didYouMean(key, names) ?? (names.length > 0 ? `allowed: ${names.join(', ')}` : null),
  }
}

function missing(path: Path): ValueProblem {
  const key = String(path.at(-1))
  return {path: path.slice(0, -1), messageAt: at => `"${at.join('.')}" lacks "${key}"`, hint: null}
}

/** As JSON, shortened, but for numbers that JSON has no text for. */
export function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing')
  return text.length > mostShown ? `${text.slice(0, mostShown - 1)}…` : text
}

/** What stands at a path inside a value; undefined where nothing does. */
function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined,
    value,
  )
}

function schemaAt(schema: Schema, [key, ...rest]: Path): Schema | null {
  if (key === undefined) return schema
  const {properties, additionalProperties, items, anyOf = []} = schema
  const inner = properties?.[String(key)] ?? additionalProperties ?? items
  if (typeof inner === 'object' && !Array.isArray(inner)) return schemaAt(inner, rest)
  for (const form of anyOf) {
    const found = typeof form === 'object' ? schemaAt(form, [key, ...rest]) : null
    if (found) return found
  }
  return null
}

/** Of a map that may be null, too. */
function keysOf({properties = {}, anyOf = []}: Schema): string[] {
  return [properties, ...anyOf.map(form => (typeof form === 'object' ? form.properties : {}))].flatMap(
    (names = {}) => Object.keys(names),
  )
}

/** `a whole number from 0 to 36525 (days)`, `month, quarter or year`. */
function takes(schema: Schema | boolean): string {
  if (typeof schema === 'boolean') return 'anything'
  const {description, anyOf, enum: values, const: only} = schema
  // Null is what nothing means, and needs no saying.
  const type = [schema.type].flat().find(one => one !== 'null')
  if (values) return either(values.map(value => (typeof value === 'string' ? value : shown(value))))
  if (only !== undefined) return shown(only)
  if (type === 'integer' || type === 'number')
    return `${numberText({...schema, type})}${description === undefined ? '' : ` (${description})`}`
  if (description !== undefined) return description
  if (anyOf) return either(anyOf.filter(form => typeof form === 'boolean' || form.type !== 'null').map(takes))
  if (type === 'string') return textText(schema)
  if (type === 'array') return listText(schema)
  if (type === 'object') return mapText(schema)
  return type === 'boolean' ? 'true or false' : 'anything'
}

function numberText({type, minimum, maximum}: Schema): string {
  const noun = type === 'integer' ? 'a whole number' : 'a number'
  return `${noun}${range(bound(minimum), bound(maximum), ['from', 'to'])}`
}

/** Zod gives whole numbers the limits of what a number can hold exactly. */
function bound(limit: number | undefined): number | undefined {
  return limit === undefined || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? undefined : limit
}

function textText({minLength, maxLength}: Schema): string {
  if (maxLength === undefined) return minLength === undefined ? 'text' : 'text that is not empty'
  return `text of ${minLength ?? 0} to ${maxLength} characters`
}

function listText({items, minItems, maxItems}: Schema): string {
  const count = range(minItems, maxItems, ['of', 'to'])
  const each = typeof items === 'object' && !Array.isArray(items) ? `, each ${takes(items)}` : ''
  return `a list${maxItems === undefined ? '' : count}${each}`
}

function mapText({properties, additionalProperties}: Schema): string {
  if (properties) return `{${Object.keys(properties).join(', ')}}`
  return `{name: ${takes(additionalProperties ?? true)}}`
}

function range(least: number | undefined, most: number | undefined, [from, to]: [string, string]): string {
  if (least !== undefined && most !== undefined) return ` ${from} ${least} ${to} ${most}`
  if (least !== undefined) return `, at least ${least}`
  return most === undefined ? '' : `, at most ${most}`
}

function either(forms: readonly string[]): string {
  return forms.length < 2 ? forms.join('') : `${forms.slice(0, -1).join(', ')} or ${forms.at(-1)}`
}
