import type {RevschedError} from '../../domain/errors.js'
import {settingsRefusal, shownSetting, unknownSetting} from '../settings-refusal.js'
import {defaultLoginUrl, logins, type SalesforceSettings, salesforceSettings} from './settings.js'

type Setting = keyof SalesforceSettings

/** What a setting may be, in words, and the flag that gives it. */
const options: Readonly<Record<Setting, {flag: string; takes: string; example: string}>> = {
  login: {flag: '--login', takes: 'sf-cli, browser, jwt or client-credentials', example: 'sf-cli'},
  org: {flag: '--org', takes: 'an alias or a username that sf knows', example: 'acme'},
  clientId: {flag: '--client-id', takes: 'the consumer key of an app in Salesforce', example: '3MVG9aBcDe'},
  username: {flag: '--username', takes: 'the username of who logs in', example: 'revsched@acme.com'},
  loginUrl: {
    flag: '--login-url',
    takes: 'an https address without a path',
    example: 'https://acme.my.salesforce.com',
  },
  apiUrl: {
    flag: '--api-url',
    takes: 'an https address without a path',
    example: 'https://acme.my.salesforce.com',
  },
  apiVersion: {flag: '--api-version', takes: 'a version from 31.0 to 99.0', example: '66.0'},
  isPrivateAllowed: {flag: '--allow-private-address', takes: 'no value', example: ''},
  isDelta: {flag: '--delta', takes: 'no value', example: ''},
  currency: {flag: '--currency', takes: 'a code of three letters', example: 'EUR'},
}

/** What each login needs, and what it has a use for. */
const needs: Readonly<Record<(typeof logins)[number], readonly Setting[]>> = {
  'sf-cli': ['org'],
  browser: ['clientId'],
  jwt: ['clientId', 'username'],
  'client-credentials': ['clientId'],
}

/**
 * Checks settings; throws with the bad value, what is allowed and an example: `usage` for settings that were just given, `config` for those
 * of a stored connection, whose `label` is its kind and name. Addresses come back without a slash at the end.
 */
export function parseSalesforceSettings(settings: unknown, label: string | null = null): SalesforceSettings {
  const result = salesforceSettings.safeParse(settings)
  if (!result.success) throw refusedIssue(result.error.issues[0]!, settings, label)
  const {loginUrl, apiUrl, apiVersion, currency, ...others} = result.data
  const isPrivateAllowed = others.isPrivateAllowed === true
  const checked: SalesforceSettings = {
    ...others,
    ...(loginUrl !== undefined && {loginUrl: address('loginUrl', loginUrl, {isPrivateAllowed, label})}),
    ...(apiUrl !== undefined && {apiUrl: address('apiUrl', apiUrl, {isPrivateAllowed, label})}),
    ...(apiVersion !== undefined && {apiVersion: version(apiVersion, label)}),
    ...(currency !== undefined && {currency: currency.toUpperCase()}),
  }
  checkLogin(checked, label)
  return checked
}

type Issue = {path: readonly PropertyKey[]; keys?: readonly string[]}

function refusedIssue({path, keys = []}: Issue, settings: unknown, label: string | null): RevschedError {
  const [unknown] = keys
  if (unknown !== undefined) return unknownSetting(label, unknown)
  const setting = path[0] as Setting | undefined
  if (setting === undefined)
    return settingsRefusal(
      label,
      `${shownSetting(settings)} are no settings of Salesforce`,
      'as --login sf-cli --org acme',
    )
  return badValue(setting, Reflect.get(Object(settings), setting), label)
}

function badValue(setting: Setting, value: unknown, label: string | null): RevschedError {
  const {flag, takes, example} = options[setting]
  const name = label === null ? flag : `"${setting}"`
  if (value === undefined)
    return settingsRefusal(label, `${name} is missing: it takes ${takes}`, `as ${flag} ${example}`)
  return settingsRefusal(
    label,
    `${shownSetting(value)} is not a valid ${name}: it takes ${takes}`,
    `as ${flag} ${example}`.trim(),
  )
}

/** An origin: all paths below it are ours. http only where private addresses are allowed, as for a test or a proxy. */
function address(
  setting: 'loginUrl' | 'apiUrl',
  given: string,
  {isPrivateAllowed, label}: {isPrivateAllowed: boolean; label: string | null},
): string {
  const url = URL.canParse(given) ? new URL(given) : null
  const isOrigin = url !== null && `${url.origin}/` === url.href
  if (!isOrigin || !(url.protocol === 'https:' || (url.protocol === 'http:' && isPrivateAllowed)))
    // The whole is not repeated: somebody may have pasted a user and a password within it.
    throw badValue(setting, url === null ? given : `${url.protocol}//${url.host}${url.pathname}`, label)
  if (url.hostname.endsWith('.lightning.force.com'))
    throw settingsRefusal(
      label,
      `"${url.origin}" is the address of Salesforce's pages, not of its API`,
      `as ${options[setting].flag} ${url.origin.replace('.lightning.force.com', '.my.salesforce.com')}`,
    )
  return url.origin
}

function version(given: string, label: string | null): string {
  const number = Number(given)
  if (number < 31 || number > 99) throw badValue('apiVersion', given, label)
  return `${number}.0`
}

function checkLogin(settings: SalesforceSettings, label: string | null): void {
  const {login, loginUrl = defaultLoginUrl} = settings
  for (const setting of needs[login]) {
    if (settings[setting] !== undefined) continue
    const {flag, takes, example} = options[setting]
    throw settingsRefusal(label, `--login ${login} needs ${flag}: ${takes}`, `as ${flag} ${example}`)
  }
  for (const setting of ['org', 'clientId', 'username'] as const) {
    if (settings[setting] === undefined || needs[login].includes(setting)) continue
    const users = logins.filter(other => needs[other].includes(setting)).join(' or ')
    throw settingsRefusal(
      label,
      `${options[setting].flag} "${settings[setting]}" has no use with --login ${login}`,
      `it belongs to --login ${users}`,
    )
  }
  // Salesforce takes client credentials at the org's own address alone.
  if (login === 'client-credentials' && /^https:\/\/(login|test)\.salesforce\.com$/.test(loginUrl))
    throw settingsRefusal(
      label,
      `--login client-credentials does not work at "${loginUrl}": it needs the address of your org`,
      `as --login-url ${options.loginUrl.example}`,
    )
}
