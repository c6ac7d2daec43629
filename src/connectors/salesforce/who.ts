import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import {queryPage} from './query-page.js'
import {recordId} from './record-id.js'
import type {Rest} from './rest.js'
import {literal, soqlOf} from './soql.js'

const userinfo = z.object({user_id: z.string(), preferred_username: z.optional(z.string())})

/** Whose token it is; null where the login does not allow to ask. */
export async function whoIsLoggedIn(rest: Rest): Promise<{userId: string; username: string | null} | null> {
  try {
    const told = userinfo.safeParse(await rest.get('/services/oauth2/userinfo')).data
    const userId = told ? recordId(told.user_id) : null
    return userId === null ? null : {userId, username: told?.preferred_username ?? null}
  } catch (error) {
    if (error instanceof RevschedError && ['auth', 'source-failed', 'config'].includes(error.code))
      return null
    throw error
  }
}

/** The currency into which `convertCurrency` converts; null where it cannot be known. */
export async function userCurrency(rest: Rest): Promise<string | null> {
  const who = await whoIsLoggedIn(rest)
  if (!who) return null
  const where = [`Id = ${literal(who.userId)}`]
  const row = await firstRow(rest, soqlOf({fields: ['Id', 'DefaultCurrencyIsoCode'], from: 'User', where}))
  return typeof row?.DefaultCurrencyIsoCode === 'string' ? row.DefaultCurrencyIsoCode : null
}

/** 1-12; null where the user may not see it. */
export async function fiscalYearStart(rest: Rest): Promise<number | null> {
  const row = await firstRow(
    rest,
    soqlOf({fields: ['Id', 'FiscalYearStartMonth'], from: 'Organization', where: []}),
  )
  const month = Number(row?.FiscalYearStartMonth)
  return Number.isInteger(month) && month >= 1 && month <= 12 ? month : null
}

/** The only row of a query; null where there is none, or the user may not see it. */
export async function firstRow(rest: Rest, soql: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const {rows} = await queryPage(rest, `${rest.base}/query?q=${encodeURIComponent(soql)}`)
    return rows[0] ?? null
  } catch (error) {
    if (error instanceof RevschedError && error.code === 'schema') return null
    throw error
  }
}
