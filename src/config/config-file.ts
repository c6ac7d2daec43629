import {parseDocument} from 'yaml'
import {RevschedError} from '../domain/errors.js'

/** Reads `key: value` lines of YAML; throws `config` with the line of what is wrong. */
export function parseConfigFile<Key extends string>(
  text: string,
  path: string,
  keys: readonly Key[],
): Partial<Record<Key, string>> {
  const document = parseDocument(text, {uniqueKeys: true})
  const [problem] = document.errors
  if (problem)
    throw new RevschedError('config', `"${path}" is not valid YAML: ${problem.message.split('\n')[0]}`)
  const content: unknown = document.toJS({maxAliasCount: 0})
  if (content === null || content === undefined) return {}
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new RevschedError('config', `"${path}" must hold "key: value" lines`, {
      hint: `settings: ${keys.join(', ')}`,
    })
  }
  const settings: Partial<Record<Key, string>> = {}
  for (const [key, value] of Object.entries(content)) {
    const known = keys.find(name => name === key)
    if (!known)
      throw new RevschedError('config', `"${path}" has the unknown setting "${key}"`, {
        hint: `settings: ${keys.join(', ')}`,
      })
    if (typeof value !== 'string' || value === '') {
      throw new RevschedError(
        'config',
        `"${path}": the setting "${key}" must be a text, not ${JSON.stringify(value)}`,
      )
    }
    settings[known] = value
  }
  return settings
}
