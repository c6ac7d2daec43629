import type {RevschedError} from '../../domain/errors.js'
import {didYouMean} from '../../domain/ref.js'
import {settingsRefusal, shownSetting, unknownSetting} from '../settings-refusal.js'
import {type FileSettings, fileSettings, mappableFields} from './settings.js'

/** What a setting may be, in words, and the flag that gives it. */
const options: Readonly<Record<keyof FileSettings, {flag: string; takes: string; example: string}>> = {
  path: {flag: '--path', takes: 'the path of a file', example: 'deals.csv'},
  format: {flag: '--format', takes: 'csv, json or ndjson', example: 'csv'},
  delimiter: {flag: '--delimiter', takes: 'one of , ; | or tab', example: '";"'},
  encoding: {flag: '--encoding', takes: 'utf-8, utf-16le, utf-16be or latin1', example: 'latin1'},
  map: {flag: '--map', takes: 'the name of a column', example: 'amount="Deal Value"'},
  dateFormats: {flag: '--date-format', takes: 'ymd, mdy or dmy', example: '"Close Date=dmy"'},
  decimal: {flag: '--decimal', takes: 'comma or point', example: '"Amount=comma"'},
  wonStages: {flag: '--won-stage', takes: 'the name of a stage', example: '"Closed Won"'},
  lostStages: {flag: '--lost-stage', takes: 'the name of a stage', example: '"Closed Lost"'},
  openStages: {flag: '--open-stage', takes: 'the name of a stage', example: '"Proposal"'},
  stageOrder: {flag: '--stage-order', takes: 'stages separated by commas', example: '"Lead,Demo,Offer"'},
  fiscalYearStartMonth: {flag: '--fiscal-year-start', takes: 'a month from 1 to 12', example: '2'},
  maxRefusedShare: {flag: '--max-refused', takes: 'a percentage from 0 to 100', example: '5%'},
  maxBytes: {flag: '"maxBytes"', takes: 'a whole number of bytes from 1', example: '1000000'},
}

/**
 * Checks settings; throws with the bad value and what is allowed: `usage` for settings that were just given, `config` for those of
 * a stored connection, whose `label` is its kind and name.
 */
export function parseFileSettings(settings: unknown, label: string | null = null): FileSettings {
  const result = fileSettings.safeParse(settings)
  if (result.success) return result.data
  throw badSetting(result.error.issues[0]!, settings, label)
}

/** The part of an issue of zod that tells where it is, and the values that may stand there where they are few. */
type Issue = {path: readonly PropertyKey[]; keys?: readonly string[]; values?: readonly unknown[]}

/** In words of the flags for settings that were just given (`usage`), of the connection for stored ones (`config`). */
function badSetting(
  {path, keys = [], values = []}: Issue,
  settings: unknown,
  label: string | null,
): RevschedError {
  const [setting, place] = path.map(String)
  const [unknown] = keys
  if (unknown !== undefined) return unknownKey(unknown, setting, label)
  if (setting === undefined)
    return settingsRefusal(
      label,
      `${shownSetting(settings)} are no settings of a file`,
      'connect the file again',
    )
  const {flag, takes, example} = options[setting as keyof FileSettings]
  const given = path.reduce<unknown>((within, key) => Reflect.get(Object(within), key), settings)
  const name = label === null ? flag : `"${setting}"`
  const isNamed = ['map', 'dateFormats', 'decimal'].includes(setting) && place !== undefined
  const where = isNamed ? `${name} for "${place}"` : name
  const near = label === null && typeof given === 'string' ? didYouMean(given, values.map(String)) : null
  return settingsRefusal(
    label,
    `${shownSetting(given)} is not a valid ${where}: it takes ${takes}`,
    near ?? `as ${flag} ${example}`,
  )
}

function unknownKey(key: string, setting: string | undefined, label: string | null): RevschedError {
  if (setting !== 'map') return unknownSetting(label, key)
  const fields = `fields: ${mappableFields.join(', ')}`
  return settingsRefusal(
    label,
    `"${key}" is not a field that ${label === null ? '--map' : '"map"'} knows`,
    `${didYouMean(key, mappableFields) ?? ''} ${fields}`.trim(),
  )
}
