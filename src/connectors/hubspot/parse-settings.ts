import type {RevschedError} from '../../domain/errors.js'
import {settingsRefusal, shownSetting, unknownSetting} from '../settings-refusal.js'
import {type HubspotSettings, hubspotSettings} from './settings.js'

/** What a setting may be, in words, and the flag that gives it. */
const options: Readonly<Record<keyof HubspotSettings, {flag: string; takes: string; example: string}>> = {
  login: {flag: '--login', takes: 'token or browser', example: 'token'},
  clientId: {
    flag: '--client-id',
    takes: "the client id of the app's page, letters, digits and -",
    example: '1a2b3c4d-0000-4000-8000-1a2b3c4d5e6f',
  },
  loginUrl: {flag: '--login-url', takes: 'an address with https', example: 'https://app.hubspot.com'},
  apiUrl: {flag: '--api-url', takes: 'an address with https', example: 'https://api.hubapi.com'},
  isPrivateAllowed: {flag: '--allow-private-address', takes: 'true or false', example: 'true'},
  isDelta: {flag: '--delta', takes: 'true or false', example: 'true'},
  fiscalYearStartMonth: {flag: '--fiscal-year-start', takes: 'a month from 1 to 12', example: '2'},
  searchPerSecond: {flag: '--search-per-second', takes: 'a number from 0.1 to 5', example: '4'},
}

/**
 * Checks settings; throws with the bad value and what is allowed: `usage` for settings that were just given, `config` for those of a
 * stored connection, whose `label` is its kind and name. Addresses lose the slash at their end.
 */
export function parseHubspotSettings(settings: unknown, label: string | null = null): HubspotSettings {
  const result = hubspotSettings.safeParse(settings)
  if (!result.success) throw badSetting(result.error.issues[0]!, settings, label)
  const parsed = result.data
  for (const setting of ['loginUrl', 'apiUrl'] as const) checkAddress(parsed, setting, label)
  if (parsed.login === 'browser' && parsed.clientId === undefined)
    throw refusal(label, 'a login with the browser needs the client id of an app', '--client-id ID')
  return {...parsed, loginUrl: plainAddress(parsed.loginUrl), apiUrl: plainAddress(parsed.apiUrl)}
}

function plainAddress(address: string): string {
  return address.replace(/\/+$/, '')
}

/** Not an address that carries a password, or to which a token would go unencrypted. */
function checkAddress(settings: HubspotSettings, setting: 'loginUrl' | 'apiUrl', label: string | null): void {
  const {flag, example} = options[setting]
  const url = new URL(settings[setting])
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw refusal(
      label,
      `${flag} takes an address without user name, question mark or #, such as "${url.origin}${url.pathname}"`,
      `${flag} ${example}`,
    )
  if (url.protocol !== 'https:' && !settings.isPrivateAllowed)
    throw refusal(
      label,
      `"${settings[setting]}" is not a valid ${flag}: it takes ${options[setting].takes}`,
      `${flag} ${example}, or --allow-private-address for a test server`,
    )
}

type Issue = {path: readonly PropertyKey[]; keys?: readonly string[]}

function badSetting({path, keys = []}: Issue, settings: unknown, label: string | null): RevschedError {
  const [unknown] = keys
  if (unknown !== undefined) return unknownSetting(label, unknown)
  const setting = path[0] as keyof HubspotSettings | undefined
  if (setting === undefined) return refusal(label, `${shownSetting(settings)} are no settings of HubSpot`, '')
  const {flag, takes, example} = options[setting]
  const value = shownSetting(Reflect.get(Object(settings), setting))
  return refusal(label, `${value} is not a valid ${flag}: it takes ${takes}`, `${flag} ${example}`)
}

function refusal(label: string | null, message: string, example: string): RevschedError {
  const hint = example === '' ? `allowed: ${Object.keys(options).join(', ')}` : `for example ${example}`
  return settingsRefusal(label, message, hint)
}
