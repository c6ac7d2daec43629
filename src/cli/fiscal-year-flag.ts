import * as z from 'zod/mini'
import type {FlagSpec} from './command.js'
import {text} from './inputs.js'

/** For connections that do not tell it themselves. */
export const fiscalYearFlag: FlagSpec = {
  syntax: '--fiscal-year-start <month>',
  describe: 'First month of the fiscal year, 1 to 12, for rules about quarters; Salesforce tells it itself',
}

export const fiscalYearInput = {fiscalYearStart: z.optional(text())}

export const optionalFiscalYear = {'--fiscal-year-start': 'fiscalYearStartMonth'} as const

/** As a setting; what it may be is the connector's to check. */
export function fiscalYearSetting({fiscalYearStart}: {fiscalYearStart?: string | undefined}) {
  if (fiscalYearStart === undefined) return {}
  const isNumber = /^\d{1,2}$/.test(fiscalYearStart)
  return {fiscalYearStartMonth: isNumber ? Number(fiscalYearStart) : fiscalYearStart}
}
