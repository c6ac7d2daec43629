import type * as z from 'zod/mini'
import type {CrmConnection} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {FlagSpec} from './command.js'
import {crmInput, crmSettings, loginInput, onlySalesforce, optionalCrm, refuseFlags} from './crm-flags.js'
import {optionalSource, sourceInput, sourceSettings} from './file-flags.js'
import {fiscalYearInput, fiscalYearSetting, optionalFiscalYear} from './fiscal-year-flag.js'
import {texts} from './inputs.js'

/** What `connection edit` takes away again, each with its own flag. */
export const withoutFlags: readonly FlagSpec[] = Object.entries({
  ...optionalSource,
  ...optionalCrm,
  ...optionalFiscalYear,
}).map(([name, takesAway]) => ({
  syntax: name.replace('--', '--no-'),
  describe: `Without ${name} again`,
  takesAway,
}))

export const editInput = {...sourceInput, ...crmInput, ...fiscalYearInput, without: texts()}

type Given = z.infer<z.ZodMiniObject<typeof editInput>>

type Changes = {
  given: Readonly<Record<string, unknown>>
  without: readonly string[]
}

/** What the flags say for a connection of that kind; those of another kind are refused. */
export function settingChanges({kind}: CrmConnection, given: Given & Login, cwd: string): Changes {
  const {without} = given
  if (kind === 'file') {
    refuseFlags(Object.keys({...crmInput, ...loginInput}), given, kind)
    refuseAway(kind, {without, optional: {...optionalSource, ...optionalFiscalYear}})
    return {given: {...sourceSettings(given, cwd), ...fiscalYearSetting(given)}, without}
  }
  refuseFlags(Object.keys(sourceInput), given, kind)
  if (kind === 'salesforce') refuseFlags(Object.keys(fiscalYearInput), given, kind)
  refuseAway(kind, {without, optional: kind === 'hubspot' ? optionalHubspot : optionalCrm})
  return {given: {...crmSettings(kind, given), ...fiscalYearSetting(given)}, without}
}

type Login = z.infer<z.ZodMiniObject<typeof loginInput>>

const optionalHubspot = {
  ...Object.fromEntries(
    Object.entries(optionalCrm).filter(([, setting]) => !onlySalesforce.some(name => name === setting)),
  ),
  ...optionalFiscalYear,
}

function refuseAway(
  kind: CrmConnection['kind'],
  {without, optional}: {without: readonly string[]; optional: Readonly<Record<string, string>>},
): void {
  const wrong = without.find(setting => !Object.values(optional).includes(setting))
  if (wrong === undefined) return
  const {syntax} = withoutFlags.find(({takesAway}) => takesAway === wrong)!
  throw new RevschedError('usage', `${syntax} does not go with connections of kind "${kind}"`, {
    hint: `it may be: ${Object.keys(optional)
      .map(name => name.replace('--', '--no-'))
      .join(', ')}`,
  })
}

/** Settings of one column or field each: those that are not given stay. */
const byColumn: readonly string[] = ['map', 'dateFormats', 'decimal']

/** What is given takes the place of what was; what is taken away and given begins anew. */
export function editedSettings(before: CrmConnection['settings'], {given, without}: Changes) {
  const kept = Object.fromEntries(Object.entries(before).filter(([name]) => !without.includes(name)))
  const changed = Object.entries(given).map(([name, value]) => [
    name,
    byColumn.includes(name) ? {...Object(kept[name]), ...Object(value)} : value,
  ])
  return {...kept, ...Object.fromEntries(changed)}
}
