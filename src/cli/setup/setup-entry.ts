import {isDeepStrictEqual} from 'node:util'
import type * as z from 'zod/mini'
import type {SetupKey} from './setup-keys.js'

/** A value of a setting as the file has it; in a map, null is what stands in no column. */
export type EntryValue = string | true | readonly string[] | Readonly<Record<string, string | null>>

/** One connection, channel or scheduled review by the keys of the file. */
export type Entry = Readonly<Record<string, EntryValue>>

/** What commander would have made of the flag of that key. */
function flagValue({key, form}: SetupKey, value: EntryValue): unknown {
  if (value === true || typeof value === 'string')
    return form === 'list' || form === 'pairs' ? [value] : value
  if (isList(value)) return form === 'commas' ? value.join(',') : value
  const between = key === 'header' ? ': ' : '='
  return Object.entries(value).map(([name, text]) => `${name}${between}${text ?? ''}`)
}

/** An entry as the flags of a command would have come. Throws as they do. */
export function flagInput<Shape extends Readonly<Record<string, z.ZodMiniType>>>(
  schema: z.ZodMiniObject<Shape>,
  keys: readonly SetupKey[],
  entry: Entry,
): z.infer<z.ZodMiniObject<Shape>> {
  const given = keys.flatMap(key => {
    const value = entry[key.key]
    return value === undefined ? [] : [[key.key, flagValue(key, value)]]
  })
  return schema.parse(Object.fromEntries(given))
}

/** Without the keys that change nothing: what is left tells the same as `entry`, to who looks at it with `meaning`. */
export function smallestEntry(entry: Entry, meaning: (entry: Entry) => unknown): Entry {
  const whole = meaningOrNull(entry, meaning)
  if (whole === null) return entry
  return Object.keys(entry).reduce<Entry>((smaller, key) => {
    const {[key]: _, ...without} = smaller
    return isDeepStrictEqual(meaningOrNull(without, meaning), whole) ? without : smaller
  }, entry)
}

/** Null for one that means nothing: a setting lacks another. */
function meaningOrNull(entry: Entry, meaning: (entry: Entry) => unknown): unknown {
  try {
    return plain(meaning(entry))
  } catch {
    return null
  }
}

/** As it is stored: what is undefined is not there. */
export function plain<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value))
}

export function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value)
}
