import * as z from 'zod/mini'
import {severities} from '../../domain/rules/severity.js'

// What the schemas of `--json` are made of. The texts are for whoever reads a schema, so they say units and what null means.

type Schema = z.ZodMiniType

/** A part that has a name of its own in `$defs`. */
export function named<Part extends Schema>(id: string, part: Part): Part {
  return part.check(z.meta({id})) as Part
}

/** The same with a sentence that says what it is. */
export function about<Part extends Schema>(description: string, part: Part): Part {
  return part.check(z.describe(description)) as Part
}

export const text = () => z.string()
export const maybeText = () => z.nullable(z.string())
export const count = () => z.int()
export const maybeCount = () => z.nullable(z.int())
export const number = () => z.number()
export const maybeNumber = () => z.nullable(z.number())
export const yes = () => z.boolean()
export const texts = () => z.array(z.string())

/** ISO 8601 in UTC, to the millisecond. */
export const instant = () => z.string().check(z.meta({format: 'date-time'}))
export const maybeInstant = () => z.nullable(instant())

/** `2026-11-16`. */
export const date = () => z.string().check(z.meta({format: 'date'}))

/** Plain JSON whose names belong to somebody else: a driver, a connector, a person. */
export const anything = () => z.record(z.string(), z.unknown())

export const severity = () => z.enum(severities)

/** One value for each of the keys. */
export function each<const Key extends string, Value extends Schema>(keys: readonly Key[], value: Value) {
  return z.object(Object.fromEntries(keys.map(key => [key, value])) as Record<Key, Value>)
}
