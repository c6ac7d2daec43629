import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import {retryAfterMs} from '../../domain/network/retry-after.js'
import type {HttpAnswer, HttpClient} from '../../domain/ports/http-client.js'
import {jsonOf} from '../crm/crm-calls.js'
import {pathOf} from './paths.js'
import {answeredAt} from './refusal.js'

const deadlineMs = 30_000
const maxBytes = 256 * 1024

const tokens = z.object({
  access_token: z.string().check(z.minLength(1)),
  refresh_token: z.string().check(z.minLength(1)),
  expires_in: z.number().check(z.positive()),
})

/** By OAuth the reason is the `error`, by HubSpot the `status` or, where that is only "error", the `category`. */
const refused = z.object({
  error: z.optional(z.string()),
  status: z.optional(z.string()),
  category: z.optional(z.string()),
})

const again = 'the run is tried again with the same login'

/** Reasons that only a person can mend. Any other may be gone at the next try, which costs nothing: the login is kept. */
const needsPerson =
  /^(invalid_(grant|client)|unauthorized_client|access_denied|bad_(refresh_token|auth_code|client_id|client_secret|redirect_uri)|mismatch_redirect\w{0,30})$/i

/**
 * Asks for tokens. Not by HubSpot's client, whose call knows neither the verifier of a code nor a limit of time. Nothing
 * that was sent or received is in an error.
 */
export async function requestTokens(
  http: HttpClient,
  {apiUrl, form}: {apiUrl: string; form: Readonly<Record<string, string>>},
  signal: AbortSignal,
): Promise<{accessToken: string; refreshToken: string; lastsMs: number}> {
  const answer = await http.send(
    {
      method: 'POST',
      url: apiUrl + pathOf('token'),
      headers: {accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded'},
      body: new URLSearchParams(form).toString(),
      deadlineMs,
      maxBytes,
    },
    signal,
  )
  if (answer.status !== 200) throw tokenRefusal(answer)
  const given = tokens.safeParse(plainJson(answer))
  if (!given.success)
    throw new RevschedError('not-the-crm', 'the login of HubSpot answered without tokens', {
      hint: 'check --api-url',
      canPass: true,
    })
  const {access_token: accessToken, refresh_token: refreshToken, expires_in: seconds} = given.data
  return {accessToken, refreshToken, lastsMs: seconds * 1000}
}

/** The start of an answer is not told here: it may be a token. */
function plainJson(answer: HttpAnswer): unknown {
  try {
    return jsonOf(answer, 'the login of HubSpot')
  } catch (error) {
    if (!(error instanceof RevschedError) || error.code === 'not-the-crm')
      throw new RevschedError('not-the-crm', 'the login of HubSpot answered with a web page', {
        hint: 'a proxy or a login page may stand between: check --api-url, and open that address in a browser',
        canPass: true,
      })
    throw new RevschedError(error.code, error.message, {hint: again, canPass: true})
  }
}

function tokenRefusal(answer: HttpAnswer): RevschedError {
  const {status} = answer
  const waitMs = retryAfterMs(answer.headers['retry-after'], answeredAt(answer) ?? new Date(0))
  const retry = {canPass: true, ...(waitMs !== null && {retryAfterMs: waitMs})}
  if (status >= 500)
    return new RevschedError('unreachable', `the login of HubSpot is out of order: status ${status}`, {
      hint: `${again}; https://status.hubspot.com tells of outages`,
      ...retry,
    })
  if (status === 429)
    return new RevschedError('rate-limited', 'the login of HubSpot asks for fewer calls', {
      hint: `${again}; other programs may use the same app`,
      ...retry,
    })
  const reasons = reasonsOf(answer)
  if (reasons === null)
    return new RevschedError(
      'not-the-crm',
      `the login of HubSpot answered with status ${status} and not as HubSpot does`,
      {
        hint: 'a proxy or a login page may stand between: check --api-url, and open that address in a browser',
        ...retry,
      },
    )
  const reason = reasons.find(name => needsPerson.test(name))
  if (reason === undefined) return passing(status, {reasons, retry})
  const isClient = /client/i.test(reason)
  return new RevschedError('auth', `HubSpot refused the login: ${reason}`, {
    hint: isClient
      ? "check the client id and the client secret on the app's page, then revsched connection login <name>"
      : 'log in again: revsched connection login <name>',
  })
}

/** E.g. a firewall's 403, or the 477 of an account that is being moved to another data centre. */
function passing(
  status: number,
  {reasons, retry}: {reasons: readonly string[]; retry: {canPass: boolean; retryAfterMs?: number}},
): RevschedError {
  const why = reasons.find(name => name !== 'error') ?? 'without a reason'
  return new RevschedError(
    'unreachable',
    `the login of HubSpot gives no token for now (status ${status}): ${why}`,
    {
      hint: `${again}; if it stays so, revsched connection login <name>`,
      ...retry,
    },
  )
}

/**
 * Names of the reason, e.g. `invalid_grant` or `BAD_REFRESH_TOKEN`; the texts beside them may repeat what was sent. Null for what is no
 * answer of HubSpot.
 */
function reasonsOf({body}: HttpAnswer): string[] | null {
  try {
    const {error, status, category} = refused.parse(JSON.parse(body))
    return [error, status, category]
      .filter(name => name !== undefined)
      .filter(name => /^\w{1,40}$/.test(name))
  } catch {
    return null
  }
}
