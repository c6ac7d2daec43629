import {createHash} from 'node:crypto'
import {RevschedError} from '../../domain/errors.js'
import type {AccessGrant, CrmLogin, LoginPorts} from '../../domain/ports/crm-access.js'
import {parseSalesforceSettings} from './parse-settings.js'
import {privateKeyOf, signedAssertion} from './private-key.js'
import {readSecret, type SalesforceSecret} from './secret.js'
import {defaultLoginUrl, type SalesforceSettings} from './settings.js'
import {sfCliToken} from './sf-cli.js'
import {requestToken, type Token} from './token-endpoint.js'

/** To read with, and to stay logged in. */
const scope = 'api refresh_token'

const stored = 'of Salesforce'

export const salesforceLogin: CrmLogin = {
  async access(ports, {settings, secret}, ...[refused, signal]) {
    const parsed = parseSalesforceSettings(settings, stored)
    const known = readSecret(secret)
    const {accessToken, instanceUrl} = known
    if (accessToken !== undefined && instanceUrl !== undefined && accessToken !== refused)
      return {grant: grantOf({accessToken, instanceUrl}, parsed), secret: null}
    const token = await newToken(ports, {settings: parsed, secret: known, signal})
    // The command line may not notice that its token has ended: to call again with the same one helps nobody.
    if (token.accessToken === refused)
      throw new RevschedError('auth', 'Salesforce no longer takes the token that the login gives', {
        hint:
          parsed.login === 'sf-cli' ? 'sf org login web --alias <org>' : 'revsched connection login <name>',
      })
    return {
      grant: grantOf(token, parsed),
      secret: JSON.stringify(withToken(known, token)),
    }
  },

  placeOf: ({login, org, clientId, username, loginUrl = defaultLoginUrl, apiUrl}) =>
    JSON.stringify([login, org, clientId, username, loginUrl, apiUrl]),

  usesBrowser: ({login}) => login === 'browser',

  authorizationUrl(settings, {redirectUrl, state, codeVerifier}) {
    const {loginUrl = defaultLoginUrl, clientId = ''} = parseSalesforceSettings(settings, stored)
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUrl,
      scope,
      state,
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    return `${loginUrl}/services/oauth2/authorize?${query}`
  },

  async exchange(ports, settings, ...[{code, request, clientSecret}, signal]) {
    const parsed = parseSalesforceSettings(settings, stored)
    const form = {
      grant_type: 'authorization_code',
      code,
      client_id: parsed.clientId ?? '',
      redirect_uri: request.redirectUrl,
      code_verifier: request.codeVerifier,
      // A public client must not send any.
      ...(clientSecret !== null && {client_secret: clientSecret}),
    }
    const token = await requestToken(ports, {form, settings: parsed, signal})
    if (token.refreshToken === null)
      throw new RevschedError(
        'auth',
        'Salesforce lets this app in, but gives it no refresh token to come back with',
        {
          hint: 'give the app the scope "refresh_token" in Salesforce, then: revsched connection login <name>',
        },
      )
    return JSON.stringify(withToken({...(clientSecret !== null && {clientSecret})}, token))
  },

  wantedSecret({login}) {
    if (login === 'jwt') return {name: 'private key', isMultiline: true}
    return login === 'client-credentials' ? {name: 'client secret', isMultiline: false} : null
  },

  secretOf({login}, given) {
    if (login === 'jwt') {
      privateKeyOf(given)
      return JSON.stringify({privateKey: given} satisfies SalesforceSecret)
    }
    const clientSecret = given.trim()
    if (!/^[\x21-\x7e]{8,256}$/.test(clientSecret))
      throw new RevschedError(
        'usage',
        'this cannot be a client secret: it has blanks, or is too short or too long',
        {
          hint: 'copy the consumer secret of the app in Salesforce',
        },
      )
    return JSON.stringify({clientSecret} satisfies SalesforceSecret)
  },

  givenPart(secret) {
    const {clientSecret, privateKey} = readSecret(secret)
    return JSON.stringify([clientSecret, privateKey?.trim()])
  },
}

/** Calls go where the settings say, people to the org itself. */
function grantOf(
  {accessToken, instanceUrl}: Pick<Token, 'accessToken' | 'instanceUrl'>,
  {apiUrl}: SalesforceSettings,
): AccessGrant {
  return apiUrl === undefined
    ? {accessToken, apiUrl: instanceUrl}
    : {accessToken, apiUrl, pageUrl: instanceUrl}
}

type Login = {settings: SalesforceSettings; secret: SalesforceSecret; signal: AbortSignal}

async function newToken(ports: LoginPorts, {settings, secret, signal}: Login): Promise<Token> {
  const {login, org = '', loginUrl = defaultLoginUrl} = settings
  const {clientId = '', username = ''} = settings
  if (login === 'sf-cli') return sfCliToken(ports.runProgram, org, signal)
  const ask = (form: Readonly<Record<string, string>>) => requestToken(ports, {form, settings, signal})
  if (login === 'jwt') {
    const key = privateKeyOf(given(secret.privateKey))
    return ask({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: signedAssertion(key, {clientId, username, audience: loginUrl}, ports.now()),
    })
  }
  if (login === 'client-credentials')
    return ask({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: given(secret.clientSecret),
    })
  return ask({
    grant_type: 'refresh_token',
    refresh_token: given(secret.refreshToken),
    client_id: clientId,
    ...(secret.clientSecret !== undefined && {client_secret: secret.clientSecret}),
  })
}

function given(part: string | undefined): string {
  if (part !== undefined) return part
  throw new RevschedError('auth', 'this connection has not been logged in to Salesforce', {
    hint: 'revsched connection login <name>',
  })
}

/** A refresh token that Salesforce does not replace stays good. */
function withToken(
  secret: SalesforceSecret,
  {accessToken, instanceUrl, refreshToken}: Token,
): SalesforceSecret {
  return {...secret, accessToken, instanceUrl, ...(refreshToken !== null && {refreshToken})}
}
