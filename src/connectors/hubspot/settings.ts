import * as z from 'zod/mini'

const address = z.url({protocol: /^https?$/})

export const hubspotSettings = z.strictObject({
  /** A service key or an app's token, or an app that a person lets in with the browser. */
  login: z._default(z.enum(['token', 'browser']), 'token'),
  /** Of the app, for `browser`. */
  clientId: z.optional(z.string().check(z.regex(/^[\w-]{1,100}$/))),
  /** Where the browser is sent. */
  loginUrl: z._default(address, 'https://app.hubspot.com'),
  apiUrl: z._default(address, 'https://api.hubapi.com'),
  isPrivateAllowed: z._default(z.boolean(), false),
  /** Whether only what has changed since the last read is fetched. */
  isDelta: z._default(z.boolean(), false),
  /** 1-12: HubSpot does not tell. */
  fiscalYearStartMonth: z.optional(z.int().check(z.minimum(1), z.maximum(12))),
  /** Searches a second, over all runs of the connection: HubSpot takes 5 of an account, so that one is left to others. */
  searchPerSecond: z._default(z.number().check(z.minimum(0.1), z.maximum(5)), 4),
})

export type HubspotSettings = z.infer<typeof hubspotSettings>
