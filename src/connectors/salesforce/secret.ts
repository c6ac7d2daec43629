import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'

const text = z.string().check(z.minLength(1))

const salesforceSecret = z.object({
  /** The last token that a login gave, kept so that a run need not log in. */
  accessToken: z.optional(text),
  /** Where the login says that the API is. */
  instanceUrl: z.optional(text),
  /** Of a login with a browser. Salesforce may replace it at every use. */
  refreshToken: z.optional(text),
  /** Of a confidential app. */
  clientSecret: z.optional(text),
  /** PEM, for JWT. */
  privateKey: z.optional(text),
})

/** What a connection to Salesforce keeps encrypted, as JSON. */
export type SalesforceSecret = z.infer<typeof salesforceSecret>

/** Reads a stored secret; an empty one where there is none yet. */
export function readSecret(stored: string | null): SalesforceSecret {
  if (stored === null) return {}
  const result = salesforceSecret.safeParse(parsed(stored))
  if (result.success) return result.data
  // Without the cause, which may quote the secret.
  throw new RevschedError('auth', 'the stored login of this connection to Salesforce cannot be read', {
    hint: 'revsched connection login <name>',
  })
}

function parsed(stored: string): unknown {
  try {
    return JSON.parse(stored)
  } catch {
    return null
  }
}
