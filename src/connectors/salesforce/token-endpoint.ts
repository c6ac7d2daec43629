import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import type {LoginPorts} from '../../domain/ports/crm-access.js'
import type {HttpAnswer} from '../../domain/ports/http-client.js'
import {withoutToken} from '../crm/without-token.js'
import {defaultLoginUrl, type SalesforceSettings} from './settings.js'

/** A login takes a second; a daemon's other runs wait for it. */
const deadlineMs = 30_000

/** A token's answer has 1 kB. */
const maxBytes = 256 * 1024

const text = z.string().check(z.minLength(1))

const tokenAnswer = z.object({
  access_token: text,
  instance_url: text,
  refresh_token: z.optional(text),
})

const refusedAnswer = z.object({error: z.string(), error_description: z.optional(z.string())})

export type Token = {accessToken: string; instanceUrl: string; refreshToken: string | null}

type Asked = {form: Readonly<Record<string, string>>; settings: SalesforceSettings; signal: AbortSignal}

const label = 'the login of Salesforce'

const outages = 'the run is tried again; https://status.salesforce.com tells of outages'

/** Asks for a token once. Nothing of what was sent stands in an error. */
export async function requestToken(ports: LoginPorts, {form, settings, signal}: Asked): Promise<Token> {
  const {loginUrl = defaultLoginUrl, isPrivateAllowed = false} = settings
  const answer = await ports.http({isPrivateAllowed}).send(
    {
      method: 'POST',
      url: `${loginUrl}/services/oauth2/token`,
      headers: {'content-type': 'application/x-www-form-urlencoded', accept: 'application/json'},
      body: new URLSearchParams(form).toString(),
      deadlineMs,
      maxBytes,
    },
    signal,
  )
  if (answer.status !== 200) throw refusalOf(answer, Object.values(form))
  const result = tokenAnswer.safeParse(jsonOrNull(answer.body))
  if (!result.success) {
    // Nothing of the answer is quoted, nor kept as a cause: half a token is one as well.
    const what = isHtml(answer) ? 'a web page' : 'something that holds no token'
    throw new RevschedError('not-the-crm', `${label} answered with ${what}`, {
      hint: 'a proxy or another server may stand between: check --login-url',
      canPass: true,
    })
  }
  const {access_token, instance_url, refresh_token = null} = result.data
  return {
    accessToken: access_token,
    instanceUrl: instanceOf(instance_url, {isPrivateAllowed}),
    refreshToken: refresh_token,
  }
}

/** The origin alone. Only the org's own login can name it; it still has to be an address with TLS. */
function instanceOf(given: string, {isPrivateAllowed}: {isPrivateAllowed: boolean}): string {
  const url = URL.canParse(given) ? new URL(given) : null
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isPrivateAllowed))) return url.origin
  throw new RevschedError('not-the-crm', `${label} names an address for calls that cannot be used`, {
    hint: 'check --login-url, or give the address with --api-url',
  })
}

/** Errors by which Salesforce tells that nothing is wrong with the login itself. */
const passing = ['unknown_error', 'server_error', 'temporarily_unavailable']

function refusalOf(answer: HttpAnswer, sent: readonly string[]): RevschedError {
  const {status} = answer
  if (status === 429)
    return new RevschedError('rate-limited', `${label} takes no more logins for now (429)`, {
      hint: 'the run is tried again; other programs may log in as the same user',
      canPass: true,
    })
  if (status >= 500)
    return new RevschedError('unreachable', `${label} does not work for now (${status})`, {
      hint: outages,
      canPass: true,
    })
  const told = isHtml(answer) ? null : refusedAnswer.safeParse(jsonOrNull(answer.body)).data
  if (!told)
    return new RevschedError(
      'not-the-crm',
      `${label} answered with ${isHtml(answer) ? 'a web page' : 'something else'} (${status})`,
      {
        hint: 'a proxy or another server may stand between: check --login-url',
        canPass: true,
      },
    )
  const words = wordsOf(told.error, told.error_description, sent)
  if (passing.includes(told.error))
    return new RevschedError('unreachable', `${label} does not work for now: ${words}`, {
      hint: outages,
      canPass: true,
    })
  return new RevschedError('auth', `Salesforce refuses the login: ${words}`, {hint: hintFor(told.error)})
}

function isHtml({body}: HttpAnswer): boolean {
  return body.trimStart().startsWith('<')
}

/** The vendor's words, unless they repeat what was sent. */
function wordsOf(error: string, description: string | undefined, sent: readonly string[]): string {
  const name = /^\w{1,60}$/.test(error) ? error : 'unknown error'
  const isPlain = description !== undefined && /^[\x20-\x7e]{1,160}$/.test(description)
  if (!isPlain || sent.some(value => value.length > 7 && repeats(description, value))) return name
  return `${name} (${description})`
}

function repeats(text: string, sent: string): boolean {
  return withoutToken(text, sent) !== text
}

function hintFor(error: string): string {
  if (error === 'invalid_grant') return 'revsched connection login <name>'
  if (error.startsWith('invalid_client'))
    return 'check --client-id and its secret against the app in Salesforce, then: revsched connection login <name>'
  return 'check the settings of the app in Salesforce, then: revsched connection login <name>'
}

function jsonOrNull(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
