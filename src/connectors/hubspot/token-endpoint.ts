import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import type {HttpAnswer, HttpClient} from '../../domain/ports/http-client.js'
import {jsonOf, retryAfterMs} from '../crm/crm-calls.js'
import {pathOf} from './paths.js'
import {answeredAt} from './refusal.js'

const deadlineMs = 30_000
const maxBytes = 256 * 1024

const tokens = z.object({
  access_token: z.string().check(z.minLength(1)),
  refresh_token: z.string().check(z.minLength(1)),
  expires_in: z.number().check(z.positive()),
})

const refused = z.object({
  status: z.optional(z.string()),
  error: z.optional(z.string()),
})

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
    throw new RevschedError(error.code, error.message, {canPass: true})
  }
}

function tokenRefusal(answer: HttpAnswer): RevschedError {
  const {status} = answer
  const waitMs = retryAfterMs(answer.headers['retry-after'], answeredAt(answer) ?? new Date(0))
  const retry = {canPass: true, ...(waitMs !== null && {retryAfterMs: waitMs})}
  if (status >= 500)
    return new RevschedError('unreachable', `the login of HubSpot is out of order: status ${status}`, retry)
  if (status === 429)
    return new RevschedError('rate-limited', 'the login of HubSpot asks for fewer calls', retry)
  const reason = reasonOf(answer)
  if (reason === null)
    return new RevschedError(
      'not-the-crm',
      `the login of HubSpot answered with status ${status} and not as HubSpot does`,
      {
        hint: 'a proxy or a login page may stand between: check --api-url, and open that address in a browser',
        canPass: true,
      },
    )
  const isClient = /client/i.test(reason)
  return new RevschedError('auth', `HubSpot refused the login: ${reason}`, {
    hint: isClient
      ? "check the client id and the client secret on the app's page, then revsched connection login <name>"
      : 'log in again: revsched connection login <name>',
  })
}

/** The name of the reason, e.g. `invalid_grant` or `BAD_REFRESH_TOKEN`; the texts beside it may repeat what was sent. */
function reasonOf({body}: HttpAnswer): string | null {
  try {
    const {error, status} = refused.safeParse(JSON.parse(body)).data ?? {}
    const reason = error ?? status
    return reason === undefined ? null : /^\w{1,40}$/.test(reason) ? reason : 'without a reason'
  } catch {
    return null
  }
}
