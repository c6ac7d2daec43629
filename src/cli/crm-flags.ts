import * as z from 'zod/mini'
import type {ConnectionKind} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {FlagSpec} from './command.js'
import {flag, text} from './inputs.js'

/** The flags of `connection add salesforce` and `hubspot`, and of `connection edit`; docs/salesforce.md and docs/hubspot.md explain each. */
export const crmFlags: readonly FlagSpec[] = [
  {
    syntax: '--login <kind>',
    describe:
      'Salesforce: sf-cli (default), browser, jwt or client-credentials; HubSpot: token (default) or browser',
  },
  {syntax: '--org <alias>', describe: 'For sf-cli: alias or user name of the org'},
  {syntax: '--client-id <id>', describe: 'Client id (consumer key) of your app; not for sf-cli and token'},
  {syntax: '--username <name>', describe: 'For jwt: the user to act as'},
  {
    syntax: '--login-url <url>',
    describe: 'Where to log in, e.g. https://test.salesforce.com for a sandbox',
  },
  {syntax: '--api-url <url>', describe: 'Address of the API, where it is another than the login gives'},
  {syntax: '--api-version <version>', describe: 'Salesforce: version of its API (default 66.0)'},
  {syntax: '--currency <code>', describe: 'Salesforce: currency of an org that has only one, as EUR'},
  {
    syntax: '--allow-private-address',
    describe: 'Let it be in this network or on this machine, also without TLS',
  },
  {
    syntax: '--delta',
    describe: 'For over 10,000 deals: fetch what changed since the last read, and all once a day',
  },
]

/** How a secret is given; never as an argument, which every process of the machine may read. */
export const loginFlags: readonly FlagSpec[] = [
  {
    syntax: '--secret-stdin',
    describe:
      'Read the token, client secret or private key from a pipe; else it is asked for, or REVSCHED_CRM_SECRET',
  },
  {
    syntax: '--redirect-port <port>',
    describe: 'For browser: port of the redirect URL in your app (default 1717)',
  },
]

/** What a connection to a CRM may be without, and the setting that says it. */
export const optionalCrm = {
  '--org': 'org',
  '--client-id': 'clientId',
  '--username': 'username',
  '--login-url': 'loginUrl',
  '--api-url': 'apiUrl',
  '--api-version': 'apiVersion',
  '--currency': 'currency',
  '--allow-private-address': 'isPrivateAllowed',
  '--delta': 'isDelta',
} as const

export const crmInput = {
  login: z.optional(text()),
  org: z.optional(text()),
  clientId: z.optional(text()),
  username: z.optional(text()),
  loginUrl: z.optional(text()),
  apiUrl: z.optional(text()),
  apiVersion: z.optional(text()),
  currency: z.optional(text()),
  allowPrivateAddress: flag(),
  delta: flag(),
}

export const loginInput = {secretStdin: flag(), redirectPort: z.optional(text())}

type CrmInput = z.infer<z.ZodMiniObject<typeof crmInput>>

const defaultLogins: Readonly<Record<string, string>> = {salesforce: 'sf-cli', hubspot: 'token'}

export const onlySalesforce = ['org', 'username', 'apiVersion', 'currency'] as const

/** Flags of a new connection as its settings. */
export function newCrmSettings(kind: ConnectionKind, given: CrmInput): Record<string, unknown> {
  return {login: defaultLogins[kind], ...crmSettings(kind, given)}
}

/** Flags as the connector's settings; what the values may be is the connector's to check. */
export function crmSettings(
  kind: ConnectionKind,
  {allowPrivateAddress, delta, ...all}: CrmInput,
): Record<string, unknown> {
  const {login, org, clientId, username, loginUrl, apiUrl, apiVersion, currency} = all
  const given = {login, org, clientId, username, loginUrl, apiUrl, apiVersion, currency}
  const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  if (kind === 'hubspot') refuseFlags(onlySalesforce, settings, kind)
  return {
    ...settings,
    ...(allowPrivateAddress && {isPrivateAllowed: true}),
    ...(delta && {isDelta: true}),
  }
}

/** Throws `usage` for a flag that was given and means nothing for this kind of connection. */
export function refuseFlags(
  names: readonly string[],
  given: Readonly<Record<string, unknown>>,
  kind: ConnectionKind,
): void {
  const wrong = names.find(name => isGiven(given[name]))
  if (wrong === undefined) return
  const flagName = `--${wrong.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
  throw new RevschedError('usage', `${flagName} does not go with connections of kind "${kind}"`, {
    hint: 'revsched connection add --help tells what does',
  })
}

function isGiven(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  return value !== undefined && value !== false
}
