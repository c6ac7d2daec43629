import * as z from 'zod/mini'

export const logins = ['sf-cli', 'browser', 'jwt', 'client-credentials'] as const

/** `sf` takes it as an argument: nothing that could be read as one of its flags. */
const org = z.string().check(z.regex(/^[\w.@+][\w.@+-]{0,79}$/))

/** Identifiers of apps and users go into addresses and forms: no blanks, no controls. */
const plain = z.string().check(z.regex(/^[\x21-\x7e]{1,256}$/))

const url = z.string().check(z.maxLength(300))

/** Without secrets: these stand in the connection's secret, see secret.ts. */
export const salesforceSettings = z.strictObject({
  login: z.enum(logins),
  /** Alias or username that the Salesforce command line knows. */
  org: z.optional(org),
  /** Consumer key of the app that was set up in Salesforce. */
  clientId: z.optional(plain),
  /** Who a JWT logs in. */
  username: z.optional(plain),
  loginUrl: z.optional(url),
  /** Where calls go instead of the address that the login gives. */
  apiUrl: z.optional(url),
  /** E.g. `66.0`. */
  apiVersion: z.optional(z.string().check(z.regex(/^\d{2,3}(\.0)?$/))),
  isPrivateAllowed: z.optional(z.boolean()),
  /** Whether only what has changed since the last read is fetched. */
  isDelta: z.optional(z.boolean()),
  /** ISO 4217 code of the org's currency, which an org with one currency does not tell. */
  currency: z.optional(z.string().check(z.regex(/^[A-Za-z]{3}$/))),
})

export type SalesforceSettings = z.infer<typeof salesforceSettings>

/** The newest version whose answers were looked at. */
export const defaultApiVersion = '66.0'

export const defaultLoginUrl = 'https://login.salesforce.com'
