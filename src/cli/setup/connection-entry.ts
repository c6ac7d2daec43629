import * as z from 'zod/mini'
import type {ConnectionKind, CrmConnection} from '../../domain/crm-connection.js'
import type {Connector} from '../../domain/ports/connector.js'
import {optionalCrm} from '../crm-flags.js'
import {optionalSource} from '../file-flags.js'
import {optionalFiscalYear} from '../fiscal-year-flag.js'
import {connectionInput, newConnectionSettings} from '../new-connection-settings.js'
import {type Entry, type EntryValue, flagInput, isList, smallestEntry} from './setup-entry.js'
import {connectionKeys, type SetupKey} from './setup-keys.js'

type Settings = CrmConnection['settings']

const settingOfFlag: Readonly<Record<string, string>> = {
  '--path': 'path',
  '--login': 'login',
  ...optionalSource,
  ...optionalCrm,
  ...optionalFiscalYear,
}

const told = Object.values(settingOfFlag)

const input = z.strictObject(connectionInput)

type Given = {kind: ConnectionKind; entry: Entry; folder: string; before: Settings | null}

/** The settings that an entry gives, for the connector to check; what has no key in the file stays as it was `before`. */
export function settingsOfEntry({kind, entry, folder, before}: Given): Record<string, unknown> {
  const given = flagInput(input, connectionKeys(kind), entry)
  const untold = Object.entries(before ?? {}).filter(([setting]) => !told.includes(setting))
  return {...Object.fromEntries(untold), ...newConnectionSettings(kind, given, folder)}
}

/** What of a connection differs from the defaults of its kind. */
export function connectionEntry(
  {kind, settings}: Pick<CrmConnection, 'kind' | 'settings'>,
  {parseSettings}: Pick<Connector, 'parseSettings'>,
): Entry {
  const entries = connectionKeys(kind).flatMap(key => {
    const value = shownValue(key, settings[settingOfFlag[key.flag]!])
    return value === null ? [] : [[key.key, value] as const]
  })
  const meaning = (entry: Entry) =>
    parseSettings(settingsOfEntry({kind, entry, folder: '/', before: settings}))
  return {kind, ...smallestEntry(Object.fromEntries(entries), meaning)}
}

/** As it would be given; null for what is as if it were not. */
function shownValue({key, form}: SetupKey, stored: unknown): EntryValue | null {
  if (stored === undefined || stored === null || stored === false) return null
  if (form === 'switch') return true
  if (key === 'delimiter' && stored === '\t') return 'tab'
  // 0.07 times 100 is 7.000000000000001.
  if (key === 'maxRefused') return `${Number((Number(stored) * 100).toPrecision(12))}%`
  if (isList(stored)) return stored
  if (typeof stored === 'object') return stored as Readonly<Record<string, string | null>>
  return String(stored)
}
