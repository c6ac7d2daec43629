import {RevschedError} from './errors.js'
import {shellWord} from './shell-word.js'

export const connectionKinds = ['file', 'salesforce', 'hubspot'] as const

export type ConnectionKind = (typeof connectionKinds)[number]

/** Where deals come from. `settings` is plain JSON without secrets; its shape belongs to the connector of that kind. */
export type CrmConnection = {
  id: string
  userId: string
  /** Unique per user. */
  name: string
  kind: ConnectionKind
  settings: Readonly<Record<string, unknown>>
  lastCheckedAt: Date | null
  /** Why only a person can let it in again, in words; null while the CRM takes its login. */
  needsLogin: string | null
  createdAt: Date
}

/**
 * With a delta fetch all is read anew this often, for what changes in a CRM without a trace. Less than a day, so that a daily review
 * reads all each time, early or late.
 */
export const fullReadEveryMs = 20 * 3_600_000

/** How reports and errors call a connection. */
export function connectionLabel({kind, name}: Pick<CrmConnection, 'kind' | 'name'>): string {
  return `${kind} "${name}"`
}

/** The kind in such a label, which is all that a stored review says of its connection; null for any other text. */
export function kindIn(label: string): ConnectionKind | null {
  return connectionKinds.find(kind => label.startsWith(`${kind} "`)) ?? null
}

/** False for a login that another program keeps, and mends. */
export function keepsOwnLogin({settings}: Pick<CrmConnection, 'settings'>): boolean {
  return settings.login !== 'sf-cli'
}

/**
 * Without a person's help its CRM lets it in no more: it is not called in vain each time it is due. A login that another program
 * keeps is asked for again, as that program may have mended it.
 */
export function refuseWithoutLogin(
  connection: Pick<CrmConnection, 'kind' | 'name' | 'settings' | 'needsLogin'>,
): void {
  const {name, needsLogin} = connection
  if (needsLogin === null || !keepsOwnLogin(connection)) return
  throw new RevschedError('auth', `${connectionLabel(connection)} needs a login: ${needsLogin}`, {
    hint: `revsched connection login ${shellWord(name)}`,
  })
}

/** An error whose hint says `<name>` with the name of the connection of that label; others as they are. */
export function named(error: RevschedError, label: string): RevschedError {
  const [, name] = /^\w+ "(.*)"$/.exec(label) ?? []
  if (name === undefined || !error.hint?.includes('<name>')) return error
  const {code, message, canPass, retryAfterMs, cause} = error
  const hint = error.hint.replace('<name>', () => shellWord(name))
  return new RevschedError(code, message, {
    hint,
    canPass,
    cause,
    ...(retryAfterMs !== undefined && {retryAfterMs}),
  })
}
