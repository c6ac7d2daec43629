import type * as z from 'zod/mini'
import type {ConnectionKind} from '../domain/crm-connection.js'
import {crmInput, loginInput, newCrmSettings, refuseFlags} from './crm-flags.js'
import {connectionSettings, sourceInput} from './file-flags.js'
import {fiscalYearInput, fiscalYearSetting} from './fiscal-year-flag.js'

export const connectionInput = {...sourceInput, ...crmInput, ...fiscalYearInput}

type Given = z.infer<z.ZodMiniObject<typeof connectionInput>>

/** The flags of one kind as its connector takes them, which checks the values; those of another kind are refused. */
export function newConnectionSettings(
  kind: ConnectionKind,
  given: Given,
  cwd: string,
): Record<string, unknown> {
  if (kind === 'file') {
    refuseFlags(Object.keys({...crmInput, ...loginInput}), given, kind)
    return {...connectionSettings(given, cwd), ...fiscalYearSetting(given)}
  }
  refuseFlags(Object.keys(sourceInput), given, kind)
  if (kind === 'salesforce') refuseFlags(Object.keys(fiscalYearInput), given, kind)
  return {...newCrmSettings(kind, given), ...fiscalYearSetting(given)}
}
