import {createHash, generateKeyPairSync} from 'node:crypto'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {salesforceConnector} from '../../../src/connectors/salesforce/connector.js'
import {RevschedError} from '../../../src/domain/errors.js'
import type {LoginPorts, RunProgram} from '../../../src/domain/ports/crm-access.js'
import {http, loginPorts, settingsFor} from '../../support/fake-salesforce/connected.js'
import {
  type Answer,
  bodyAnswer,
  hang,
  htmlAnswer,
  resetConnection,
} from '../../support/fake-salesforce/faults.js'
import {FakeSalesforce} from '../../support/fake-salesforce/server.js'

const login = salesforceConnector.login!
const {signal} = new AbortController()

let fake: FakeSalesforce
beforeEach(async () => {
  fake = await FakeSalesforce.start()
})
afterEach(() => fake.stop())

type Secret = Record<string, string>

function access(
  settings: Record<string, unknown>,
  secret: Secret | null,
  refused: string | null = null,
  ports: LoginPorts = loginPorts,
) {
  return login.access(ports, {settings, secret: secret && JSON.stringify(secret)}, refused, signal)
}

async function refusal(promise: Promise<unknown>) {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof RevschedError)) throw error ?? new Error('nothing was thrown')
  const {code, message, hint, canPass} = error
  return {code, message, hint, canPass}
}

describe('a login with a browser', () => {
  const request = {
    redirectUrl: 'http://localhost:1717/callback',
    state: 'state-1',
    codeVerifier: 'v'.repeat(64),
  }

  it('goes from the page to a stored secret, with proof that both ends are the same program', async () => {
    const settings = settingsFor(fake)
    const url = new URL(login.authorizationUrl(settings, request))
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'client-1',
      redirect_uri: request.redirectUrl,
      scope: 'api refresh_token',
      state: 'state-1',
      code_challenge: createHash('sha256').update(request.codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    const {code, state} = fake.oauth.authorize(url.href)
    expect(state).toBe('state-1')
    const secret = await login.exchange(loginPorts, settings, {code, request, clientSecret: null}, signal)
    const {accessToken, refreshToken, ...others} = JSON.parse(secret) as Secret
    expect(others).toEqual({instanceUrl: fake.url})
    expect(fake.oauth.accessTokens.has(accessToken!) && fake.oauth.refreshTokens.has(refreshToken!)).toBe(
      true,
    )
    expect(await login.access(loginPorts, {settings, secret}, null, signal)).toEqual({
      grant: {accessToken, apiUrl: fake.url},
      secret: null,
    })
    expect(fake.requests.length).toBe(1)
  })

  it('is refused without the verifier that the page was opened with', async () => {
    const settings = settingsFor(fake)
    const {code} = fake.oauth.authorize(login.authorizationUrl(settings, request))
    const given = {code, request: {...request, codeVerifier: 'w'.repeat(64)}, clientSecret: null}
    expect(await refusal(login.exchange(loginPorts, settings, given, signal))).toMatchObject({
      code: 'auth',
      message: 'Salesforce refuses the login: invalid_grant (invalid code verifier)',
      hint: 'revsched connection login <name>',
    })
  })

  it.each([
    {name: 'is sent where the app has one', secret: 'app-secret-1', clientSecret: 'app-secret-1', isIn: true},
    {name: 'is refused where it is wrong', secret: 'app-secret-1', clientSecret: 'app-secret-2', isIn: false},
    {name: 'is refused where the app is public', secret: null, clientSecret: 'app-secret-1', isIn: false},
  ])('a client secret $name', async ({secret, clientSecret, isIn}) => {
    fake.oauth.clientSecret = secret
    const settings = settingsFor(fake)
    const {code} = fake.oauth.authorize(login.authorizationUrl(settings, request))
    const exchanged = login.exchange(loginPorts, settings, {code, request, clientSecret}, signal)
    if (isIn) expect(JSON.parse(await exchanged)).toMatchObject({clientSecret})
    else expect(await refusal(exchanged)).toMatchObject({code: 'auth'})
  })

  it.each([{rotates: true}, {rotates: false}])('is refreshed, with rotation $rotates', async ({rotates}) => {
    fake.oauth.rotates = rotates
    const refreshToken = fake.oauth.newRefreshToken()
    const old = {accessToken: 'old-token', instanceUrl: fake.url, refreshToken}
    const {grant, secret} = await access(settingsFor(fake), old, 'old-token')
    const stored = JSON.parse(secret!) as Secret
    expect(stored.accessToken).toBe(grant.accessToken)
    expect(fake.oauth.accessTokens.has(grant.accessToken)).toBe(true)
    expect(stored.refreshToken === refreshToken).toBe(!rotates)
    expect(fake.oauth.refreshTokens.has(stored.refreshToken!)).toBe(true)
    // The one that was stored is good for the next time.
    await access(settingsFor(fake), stored, grant.accessToken)
  })

  it.each([
    {name: 'known', refused: null},
    {name: 'new', refused: 'token'},
  ])('sends calls with a $name token where the settings say, and people to the org', async ({refused}) => {
    const known = {accessToken: 'token', instanceUrl: fake.url, refreshToken: fake.oauth.newRefreshToken()}
    const {grant} = await access(settingsFor(fake, {apiUrl: 'http://127.0.0.1:9'}), known, refused)
    expect(grant).toMatchObject({apiUrl: 'http://127.0.0.1:9', pageUrl: fake.url})
  })

  it('is asked for where there is none', async () => {
    expect(await refusal(access(settingsFor(fake), null))).toMatchObject({
      code: 'auth',
      message: 'this connection has not been logged in to Salesforce',
      hint: 'revsched connection login <name>',
    })
  })
})

describe('N15: a login that fails', () => {
  const error = (name: string, text: string) =>
    bodyAnswer(400, JSON.stringify({error: name, error_description: text}))

  const cases: {name: string; answer: Answer; code: string; canPass: boolean; message: RegExp}[] = [
    {
      name: 'refused',
      answer: error('invalid_grant', 'expired access/refresh token'),
      code: 'auth',
      canPass: false,
      message: /invalid_grant \(expired/,
    },
    {
      name: 'of an unknown app',
      answer: error('invalid_client_id', 'client identifier invalid'),
      code: 'auth',
      canPass: false,
      message: /invalid_client_id/,
    },
    {
      name: 'that repeats what was sent',
      answer: error('invalid_grant', 'bad token 5Aep-refresh-1'),
      code: 'auth',
      canPass: false,
      message: /invalid_grant$/,
    },
    {
      name: 'that repeats what was sent as a URL writes it',
      answer: error('invalid_grant', 'bad token 5Aep%2Drefresh%2d1'),
      code: 'auth',
      canPass: false,
      message: /invalid_grant$/,
    },
    {
      name: 'for now',
      answer: error('unknown_error', 'retry your request'),
      code: 'unreachable',
      canPass: true,
      message: /unknown_error/,
    },
    {name: 'with HTML', answer: htmlAnswer(200), code: 'not-the-crm', canPass: true, message: /web page/},
    {
      name: 'with HTML and 404',
      answer: htmlAnswer(404),
      code: 'not-the-crm',
      canPass: true,
      message: /web page \(404\)/,
    },
    {name: 'with 503', answer: htmlAnswer(503), code: 'unreachable', canPass: true, message: /\(503\)/},
    {name: 'with 429', answer: bodyAnswer(429, ''), code: 'rate-limited', canPass: true, message: /\(429\)/},
    {
      name: 'without a token',
      answer: bodyAnswer(200, '{"token":"x"}'),
      code: 'not-the-crm',
      canPass: true,
      message: /holds no token/,
    },
    {
      name: 'cut in its token',
      answer: bodyAnswer(200, '{"access_token":"00D-half'),
      code: 'not-the-crm',
      canPass: true,
      message: /^the login of Salesforce answered with something that holds no token$/,
    },
    {
      name: 'with a reset',
      answer: resetConnection,
      code: 'unreachable',
      canPass: true,
      message: /closed the connection/,
    },
    {name: 'that hangs', answer: hang, code: 'timeout', canPass: true, message: /within 0\.5 s/},
    {
      name: 'with an address that is none',
      answer: bodyAnswer(200, '{"access_token":"a","instance_url":"ftp://x"}'),
      code: 'not-the-crm',
      canPass: false,
      message: /address for calls/,
    },
  ]

  // Half a second stands for the half minute that a login has.
  const impatient: LoginPorts = {
    ...loginPorts,
    http: () => {
      const client = http({isPrivateAllowed: true})
      return {...client, send: (request, signal) => client.send({...request, deadlineMs: 500}, signal)}
    },
  }

  it.each(cases)('$name', async ({answer, code, canPass, message}) => {
    fake.faults.push({on: /oauth2\/token/, answer})
    const known = {accessToken: 'old', instanceUrl: fake.url, refreshToken: fake.oauth.newRefreshToken()}
    const told = await refusal(access(settingsFor(fake), known, 'old', impatient))
    expect(told).toMatchObject({code, canPass, message: expect.stringMatching(message)})
    expect(`${told.message} ${told.hint}`).not.toMatch(/5Aep|00D-half/)
    expect(fake.requests.length).toBe(1)
  })
})

describe('a login with a certificate', () => {
  const {privateKey, publicKey} = generateKeyPairSync('rsa', {modulusLength: 2048})
  const pem = privateKey.export({type: 'pkcs8', format: 'pem'}).toString()
  const jwt = (more = {}) => settingsFor(fake, {login: 'jwt', username: 'ann@acme.com', ...more})

  it('signs who it is', async () => {
    fake.oauth.publicKey = publicKey
    const secret = JSON.parse(login.secretOf(jwt(), pem)) as Secret
    const {grant, secret: stored} = await access(jwt(), secret)
    expect(fake.oauth.accessTokens.has(grant.accessToken)).toBe(true)
    expect(JSON.parse(stored!)).toEqual({
      privateKey: pem,
      accessToken: grant.accessToken,
      instanceUrl: fake.url,
    })
  })

  it.each([
    {name: 'of another key', change: () => {}, message: /invalid assertion/},
    {
      name: 'of somebody else',
      change: () => {
        fake.oauth.publicKey = publicKey
        fake.oauth.username = 'bo@acme.com'
      },
      message: /hasn't approved/,
    },
  ])('$name is refused', async ({change, message}) => {
    change()
    expect(await refusal(access(jwt(), {privateKey: pem}))).toMatchObject({
      code: 'auth',
      message: expect.stringMatching(message),
    })
  })

  it.each([
    {name: 'text', given: 'no key', message: 'this is not a private key in PEM form'},
    {
      name: 'the certificate',
      given: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
      message: 'this is the certificate; the login needs the private key that belongs to it',
    },
    {
      name: 'a key with a passphrase',
      given: generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: {type: 'spki', format: 'pem'},
        privateKeyEncoding: {type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x'},
      }).privateKey,
      message: 'the private key is protected by a passphrase',
    },
    {
      name: 'a short key',
      given: generateKeyPairSync('rsa', {modulusLength: 1024})
        .privateKey.export({type: 'pkcs8', format: 'pem'})
        .toString(),
      message: 'the private key has 1024 bits, Salesforce takes 2048 or more',
    },
    {
      name: 'a key of another kind',
      given: generateKeyPairSync('ec', {namedCurve: 'P-256'})
        .privateKey.export({type: 'pkcs8', format: 'pem'})
        .toString(),
      message: 'the private key is of the kind "ec", Salesforce takes RSA',
    },
  ])('does not take $name', ({given, message}) => {
    expect(() => login.secretOf(jwt(), given)).toThrow(expect.objectContaining({code: 'usage', message}))
  })
})

describe('a login with client credentials', () => {
  const settings = () => settingsFor(fake, {login: 'client-credentials'})

  it('gives a token, and keeps it', async () => {
    fake.oauth.clientSecret = 'app-secret-1'
    const secret = JSON.parse(login.secretOf(settings(), ' app-secret-1\n')) as Secret
    const {grant, secret: stored} = await access(settings(), secret)
    expect(JSON.parse(stored!)).toEqual({...secret, accessToken: grant.accessToken, instanceUrl: fake.url})
    expect(await access(settings(), JSON.parse(stored!) as Secret)).toEqual({grant, secret: null})
    expect(fake.requests.length).toBe(1)
  })

  it('is refused with another secret', async () => {
    fake.oauth.clientSecret = 'app-secret-1'
    expect(await refusal(access(settings(), {clientSecret: 'app-secret-2'}))).toMatchObject({
      code: 'auth',
      message: 'Salesforce refuses the login: invalid_client (invalid client credentials)',
    })
  })

  it.each(['', 'short', 'two words of it', 'x'.repeat(257)])('does not take "%s"', given => {
    expect(() => login.secretOf(settings(), given)).toThrow(expect.objectContaining({code: 'usage'}))
  })
})

describe('a login of sf', () => {
  const settings = () => settingsFor(fake, {login: 'sf-cli', org: 'acme', clientId: undefined})
  const org = {instanceUrl: 'https://acme.my.salesforce.com', username: 'ann@acme.com'}
  const token = '00D000000000001!AQ-cli-token'
  const redacted = "[REDACTED] Use 'sf org auth show-access-token' to view"

  /** `sf` that answers `org display` and `org auth show-access-token`. */
  function sf(display: unknown, show: unknown) {
    const calls: (readonly string[])[] = []
    const runProgram: RunProgram = async (file, args) => {
      calls.push([file, ...args])
      const answer = args[1] === 'display' ? display : show
      if (answer instanceof Error) throw answer
      const told = answer as {status?: number}
      return {code: told.status ?? 1, stdout: typeof answer === 'string' ? answer : JSON.stringify(answer)}
    }
    return {calls, ports: {...loginPorts, runProgram}}
  }

  const ok = (result: unknown) => ({status: 0, result, warnings: []})
  const failed = (name: string) => ({status: 1, name, message: `No authorization for ${token}`})

  it.each([
    {name: 'as text', display: ok({...org, accessToken: redacted}), show: ok(token)},
    {name: 'within an object', display: ok({...org, accessToken: redacted}), show: ok({accessToken: token})},
    {
      name: 'by an old command line',
      display: ok({...org, accessToken: token}),
      show: failed('CommandNotFound'),
    },
    {name: 'by an old one that prints help', display: ok({...org, accessToken: token}), show: 'Usage: sf'},
  ])('gives its token $name', async ({display, show}) => {
    const {calls, ports} = sf(display, show)
    const {grant, secret} = await access(settings(), null, null, ports)
    expect(grant).toEqual({accessToken: token, apiUrl: 'https://acme.my.salesforce.com'})
    expect(JSON.parse(secret!)).toEqual({accessToken: token, instanceUrl: 'https://acme.my.salesforce.com'})
    expect(calls).toEqual([
      ['sf', 'org', 'display', '--target-org', 'acme', '--json'],
      ['sf', 'org', 'auth', 'show-access-token', '--target-org', 'acme', '--json'],
    ])
  })

  const missing = Object.assign(new Error('spawn sf ENOENT'), {code: 'ENOENT'})

  it.each([
    {
      name: 'not installed',
      display: missing,
      show: missing,
      code: 'config',
      message: /"sf" is not installed/,
    },
    {
      name: 'an org it does not know',
      display: failed('NamedOrgNotFoundError'),
      show: ok(token),
      code: 'auth',
      message: /NamedOrgNotFoundError/,
    },
    {
      name: 'a hidden token and no command to show it',
      display: ok({...org, accessToken: redacted}),
      show: failed('CommandNotFound'),
      code: 'auth',
      message: /CommandNotFound/,
    },
    {
      name: 'a hidden token twice',
      display: ok({...org, accessToken: redacted}),
      show: ok(redacted),
      code: 'config',
      message: /does not show its access token/,
    },
    {name: 'no JSON', display: 'Error', show: 'Error', code: 'config', message: /does not show/},
  ])('is refused with $name', async ({display, show, code, message}) => {
    const {ports} = sf(display, show)
    const told = await refusal(access(settings(), null, null, ports))
    expect(told).toMatchObject({code, message: expect.stringMatching(message)})
    expect(JSON.stringify(told)).not.toContain(token)
  })

  it('is refused when it gives again the token that Salesforce refused', async () => {
    const {ports} = sf(ok({...org, accessToken: redacted}), ok(token))
    const known = {accessToken: token, instanceUrl: org.instanceUrl}
    expect(await refusal(access(settings(), known, token, ports))).toMatchObject({
      code: 'auth',
      hint: 'sf org login web --alias <org>',
    })
  })
})

it.each([
  {login: 'sf-cli', wanted: null, usesBrowser: false},
  {login: 'browser', wanted: null, usesBrowser: true},
  {login: 'jwt', wanted: {name: 'private key', isMultiline: true}, usesBrowser: false},
  {login: 'client-credentials', wanted: {name: 'client secret', isMultiline: false}, usesBrowser: false},
])('$login asks for $wanted', ({login: kind, wanted, usesBrowser}) => {
  expect(login.wantedSecret({login: kind})).toEqual(wanted)
  expect(login.usesBrowser({login: kind})).toBe(usesBrowser)
})

it.each<[string, object, boolean]>([
  ['another version', {apiVersion: '60.0'}, true],
  ['a currency', {currency: 'EUR'}, true],
  ['private addresses', {isPrivateAllowed: true}, true],
  ['the usual address, given', {loginUrl: 'https://login.salesforce.com'}, true],
  ['another address', {loginUrl: 'https://test.salesforce.com'}, false],
  ['another API', {apiUrl: 'https://crm.example'}, false],
  ['another app', {clientId: 'other'}, false],
  ['another user', {username: 'ben@acme.com'}, false],
  ['another org of sf', {org: 'other'}, false],
  ['another way in', {login: 'client-credentials'}, false],
])('a stored login goes with settings of %s: %j %s', (_, change, goes) => {
  const settings = {login: 'jwt', clientId: 'app', username: 'ann@acme.com'}
  expect(login.placeOf({...settings, ...change}) === login.placeOf(settings)).toBe(goes)
})

it.each(['no json', '[]', '{"accessToken":1}', '{"accessToken":""}'])(
  'a stored secret that is %s is not quoted',
  async secret => {
    const told = await refusal(login.access(loginPorts, {settings: settingsFor(fake), secret}, null, signal))
    expect(told).toMatchObject({
      code: 'auth',
      message: 'the stored login of this connection to Salesforce cannot be read',
    })
  },
)
