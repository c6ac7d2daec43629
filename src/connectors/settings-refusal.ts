import {named} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'

/** A setting that cannot be used: `usage` where it was just given, `config` where a connection of that label has it stored. */
export function settingsRefusal(label: string | null, message: string, hint: string): RevschedError {
  if (label === null) return new RevschedError('usage', message, {hint})
  return named(stored(label, message, `change it with revsched connection edit <name>, ${hint}`), label)
}

/** No flag gives or takes away what a later version has stored. */
export function unknownSetting(label: string | null, setting: string): RevschedError {
  const message = `"${setting}" is not a setting that this version knows`
  const hint = 'look for a newer version'
  if (label === null) return new RevschedError('usage', message, {hint})
  return stored(label, message, `${hint}, or remove the connection and add it again`)
}

function stored(label: string, message: string, hint: string): RevschedError {
  return new RevschedError('config', `the settings of the connection ${label} cannot be used: ${message}`, {
    hint,
  })
}

/** A value in quotes, of at most 80 characters. */
export function shownSetting(value: unknown): string {
  const text = typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value)
  return `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`
}
