import * as z from 'zod/mini'
import {RevschedError} from '../domain/errors.js'

/** What a setting may be, in words, and the flag that gives it. */
type SettingWords = Readonly<Record<string, {flag: string; takes: string}>>

/** Checks settings that were just given. Throws `usage` with the first bad value, what is allowed and the flag. */
export function givenSettings<Schema extends z.core.$ZodType>(
  schema: Schema,
  given: unknown,
  words: SettingWords,
): z.output<Schema> {
  const result = z.safeParse(schema, given)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const [setting = ''] = issue.path.map(String)
  const known = words[setting]
  if (known === undefined) {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : setting
    throw new RevschedError('usage', `a channel of this kind has no setting "${unknown}"`, {
      hint: `it has ${Object.values(words)
        .map(({flag}) => flag)
        .join(', ')}`,
    })
  }
  const value = Reflect.get(Object(given), setting)
  const what =
    value === undefined ? `${known.flag} is missing` : `${shown(value)} is not a valid ${known.flag}`
  throw new RevschedError('usage', `${what}: it takes ${known.takes}`)
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 100)
}
