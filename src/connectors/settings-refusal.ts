import {RevschedError} from '../domain/errors.js'

/** A setting that cannot be used: `usage` where it was just given, `config` where a connection of that label has it stored. */
export function settingsRefusal(label: string | null, message: string, hint: string): RevschedError {
  if (label === null) return new RevschedError('usage', message, {hint})
  return new RevschedError('config', `the settings of the connection ${label} cannot be used: ${message}`, {
    hint: `remove the connection and add it again, ${hint}`,
  })
}

/** A value in quotes, of at most 80 characters. */
export function shownSetting(value: unknown): string {
  const text = typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value)
  return `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`
}
