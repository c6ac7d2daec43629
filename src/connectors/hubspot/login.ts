import {createHash} from 'node:crypto'
import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import type {CrmLogin, LoginPorts, LoginState} from '../../domain/ports/crm-access.js'
import {parseHubspotSettings} from './parse-settings.js'
import {requestTokens} from './token-endpoint.js'

/** What an app has to be allowed, and what a review reads with each. */
const scopes = [
  'oauth',
  'crm.objects.deals.read',
  'crm.schemas.deals.read',
  'crm.objects.owners.read',
  'crm.objects.companies.read',
  'crm.objects.contacts.read',
]

/** Of a login with the browser. A token is its secret as it stands. */
const browserSecret = z.object({
  refreshToken: z.string(),
  clientSecret: z.string(),
  accessToken: z.optional(z.string()),
  /** Milliseconds since 1970, by the clock of this machine. */
  usableUntil: z.optional(z.number()),
})

/** A token that ends within so many milliseconds is not begun with. */
const leastLeftMs = 60_000

const loginAgain = 'revsched connection login <name>'

export const hubspotLogin: CrmLogin = {
  // biome-ignore lint/complexity/useMaxParams: the port has as many
  async access(ports, state, refused, signal) {
    const {login, apiUrl} = parsed(state.settings)
    const {secret} = state
    if (secret === null)
      throw new RevschedError('auth', 'nobody has logged in to HubSpot yet', {hint: loginAgain})
    if (login === 'browser') return usable(ports, state.settings, {secret, refused, signal})
    if (refused === secret)
      throw new RevschedError(
        'auth',
        'HubSpot does not take the token: it was withdrawn, or has another account',
        {
          hint: loginAgain,
        },
      )
    return {grant: {accessToken: secret, apiUrl}, secret: null}
  },
  // The page of a login with the browser is in the account's region.
  placeOf: ({login, clientId, loginUrl, apiUrl}) =>
    JSON.stringify(login === 'browser' ? [login, clientId, loginUrl, apiUrl] : [login, apiUrl]),
  usesBrowser: settings => parsed(settings).login === 'browser',
  authorizationUrl(settings, {redirectUrl, state, codeVerifier}) {
    const {loginUrl, clientId} = parsed(settings)
    const query = new URLSearchParams({
      client_id: clientId ?? '',
      redirect_uri: redirectUrl,
      response_type: 'code',
      scope: scopes.join(' '),
      state,
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    return `${loginUrl}/oauth/authorize?${query}`
  },
  // biome-ignore lint/complexity/useMaxParams: the port has as many
  async exchange(ports, settings, {code, request, clientSecret}, signal) {
    if (clientSecret === null)
      throw new RevschedError('usage', 'HubSpot lets an app in only with its client secret', {
        hint: "it stands on the app's page in HubSpot, under Auth",
      })
    const tokens = await tokensFor(ports, settings, {
      signal,
      form: {
        grant_type: 'authorization_code',
        client_secret: clientSecret,
        code,
        redirect_uri: request.redirectUrl,
        code_verifier: request.codeVerifier,
      },
    })
    return JSON.stringify(kept(tokens, clientSecret, ports.now()))
  },
  wantedSecret: settings => ({
    name: parsed(settings).login === 'token' ? 'service key or access token' : 'client secret of the app',
    isMultiline: false,
  }),
  secretOf(settings, given) {
    const token = given.trim()
    if (parsed(settings).login === 'token' && /^[\x21-\x7e]{1,2000}$/.test(token)) return token
    throw new RevschedError(
      'usage',
      'this is no service key or access token of HubSpot: it is one word without blanks',
      {
        hint: 'copy it from Settings > Integrations in HubSpot, e.g. pat-eu1-1a2b3c4d-...',
      },
    )
  },
}

/** Settings that were stored: an error of theirs is the connection's. */
function parsed(settings: LoginState['settings']) {
  return parseHubspotSettings(settings, 'hubspot')
}

/** The token that is stored while it lasts, which is half an hour: runs at the same time share it. */
async function usable(
  ports: LoginPorts,
  settings: LoginState['settings'],
  {secret, refused, signal}: {secret: string; refused: string | null; signal: AbortSignal},
): ReturnType<CrmLogin['access']> {
  const {refreshToken, clientSecret, accessToken, usableUntil = 0} = storedLogin(secret)
  const {apiUrl} = parsed(settings)
  const isUsable = accessToken !== refused && usableUntil - ports.now().getTime() > leastLeftMs
  if (accessToken !== undefined && isUsable) return {grant: {accessToken, apiUrl}, secret: null}
  const form = {grant_type: 'refresh_token', client_secret: clientSecret, refresh_token: refreshToken}
  const tokens = await tokensFor(ports, settings, {signal, form})
  return {
    grant: {accessToken: tokens.accessToken, apiUrl},
    secret: JSON.stringify(kept(tokens, clientSecret, ports.now())),
  }
}

type Tokens = Awaited<ReturnType<typeof requestTokens>>

function kept({accessToken, refreshToken, lastsMs}: Tokens, clientSecret: string, now: Date) {
  return {refreshToken, clientSecret, accessToken, usableUntil: now.getTime() + lastsMs}
}

function storedLogin(secret: string): z.infer<typeof browserSecret> {
  try {
    return browserSecret.parse(JSON.parse(secret))
  } catch {
    // Without its cause, whose text would have the secret in it.
    throw new RevschedError('auth', 'what is stored of the login to HubSpot cannot be used', {
      hint: loginAgain,
    })
  }
}

function tokensFor(
  ports: LoginPorts,
  settings: LoginState['settings'],
  {form, signal}: {form: Readonly<Record<string, string>>; signal: AbortSignal},
): ReturnType<typeof requestTokens> {
  const {apiUrl, clientId, isPrivateAllowed} = parsed(settings)
  return requestTokens(
    ports.http({isPrivateAllowed}),
    {apiUrl, form: {...form, client_id: clientId ?? ''}},
    signal,
  )
}
