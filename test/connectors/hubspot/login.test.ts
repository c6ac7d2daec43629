import {afterEach, describe, expect, it} from 'vitest'
import {hubspotConnector} from '../../../src/connectors/hubspot/connector.js'
import {hubspotLogin} from '../../../src/connectors/hubspot/login.js'
import type {RevschedError} from '../../../src/domain/errors.js'
import type {LoginPorts} from '../../../src/domain/ports/crm-access.js'
import {anAccount} from '../../support/fake-hubspot/account.js'
import {failure} from '../../support/fake-hubspot/answers.js'
import {FakeLogin} from '../../support/fake-hubspot/login.js'
import {FakeHubspot, type Fault} from '../../support/fake-hubspot/server.js'
import {httpWithin} from '../../support/http-within.js'

const never = new AbortController().signal

let fake: FakeHubspot | null = null

afterEach(async () => {
  await fake?.stop()
  expect(fake?.faults ?? []).toEqual([])
  fake = null
})

async function started(fault: Fault | null = null, login = new FakeLogin()): Promise<FakeHubspot> {
  fake = await FakeHubspot.start({account: anAccount(), login, fault: () => fault})
  return fake
}

const ports: LoginPorts = {
  http: httpWithin({deadlineMs: 300}),
  runProgram: () => Promise.reject(new Error('HubSpot runs no program')),
  now: () => new Date('2026-03-31T12:00:00Z'),
}

const settingsOf = (own: Record<string, unknown> = {}) => hubspotConnector.parseSettings(own)

const browserSettings = (url: string) =>
  settingsOf({login: 'browser', clientId: 'app-1', apiUrl: url, loginUrl: url, isPrivateAllowed: true})

const halfAnHourLater = Date.parse('2026-03-31T12:30:00Z')

const stored = JSON.stringify({refreshToken: 'refresh-1', clientSecret: 'app-secret'})

describe('a token', () => {
  it('is its own secret, without a call', async () => {
    const state = {settings: settingsOf(), secret: 'pat-eu1-abc'}
    expect(await hubspotLogin.access(ports, state, null, never)).toEqual({
      grant: {accessToken: 'pat-eu1-abc', apiUrl: 'https://api.hubapi.com'},
      secret: null,
    })
  })

  it.each([
    {name: 'that HubSpot refused', secret: 'pat-eu1-abc', refused: 'pat-eu1-abc'},
    {name: 'that is not there', secret: null, refused: null},
  ])('$name needs a person', async ({secret, refused}) => {
    const access = hubspotLogin.access(ports, {settings: settingsOf(), secret}, refused, never)
    await expect(access).rejects.toMatchObject({
      code: 'auth',
      canPass: false,
      hint: 'revsched connection login <name>',
      message: expect.not.stringContaining('pat-eu1'),
    })
  })

  it('that was replaced meanwhile is given in place of the refused one', async () => {
    const state = {settings: settingsOf(), secret: 'new'}
    expect((await hubspotLogin.access(ports, state, 'old', never)).grant.accessToken).toBe('new')
  })

  it.each([
    {name: 'is one word', given: 'pat-eu1-1a2b', is: 'pat-eu1-1a2b'},
    {name: 'loses the line break after it', given: ' pat-eu1-1a2b\n', is: 'pat-eu1-1a2b'},
    {name: 'is not empty', given: '', is: null},
    {name: 'is not blank', given: ' \n', is: null},
    {name: 'has no blank in it', given: 'pat eu1', is: null},
    {name: 'has no line break in it', given: 'pat\neu1', is: null},
    {name: 'is plain text', given: 'pät', is: null},
    {name: 'has up to 2,000 characters', given: 'x'.repeat(2000), is: 'x'.repeat(2000)},
    {name: 'has no more', given: 'x'.repeat(2001), is: null},
  ])('$name', ({given, is}) => {
    const secretOf = () => hubspotLogin.secretOf(settingsOf(), given)
    if (is !== null) expect(secretOf()).toBe(is)
    else expect(secretOf).toThrow(expect.objectContaining({code: 'usage'}))
  })

  it('is asked for; with a browser, the secret of its app is', () => {
    expect(hubspotLogin.wantedSecret(settingsOf())).toEqual({
      name: 'service key or access token',
      isMultiline: false,
    })
    expect(hubspotLogin.wantedSecret(settingsOf({login: 'browser', clientId: 'app-1'}))).toEqual({
      name: 'client secret of the app',
      isMultiline: false,
    })
    expect(hubspotLogin.usesBrowser(settingsOf())).toBe(false)
    expect(hubspotLogin.usesBrowser(settingsOf({login: 'browser', clientId: 'a'}))).toBe(true)
  })
})

describe('a stored login goes with other settings', () => {
  const browser = {login: 'browser', clientId: 'app-1'}
  it.each<[string, Record<string, unknown>, Record<string, unknown>, boolean]>([
    ['of another pace', {}, {searchPerSecond: 1}, true],
    ['that allow private addresses', {}, {isPrivateAllowed: false}, true],
    ['of another page, of which a token knows nothing', {}, {loginUrl: 'https://app-eu1.hubspot.com'}, true],
    ['of another API', {}, {apiUrl: 'https://api.example'}, false],
    ['of another way in', {}, browser, false],
    ['of another app', browser, {...browser, clientId: 'app-2'}, false],
    ['of another page of an app', browser, {...browser, loginUrl: 'https://app-eu1.hubspot.com'}, false],
    ['of another API of an app', browser, {...browser, apiUrl: 'https://api.example'}, false],
  ])('%s: $3', (_, some, others, goes) => {
    const place = hubspotLogin.placeOf(settingsOf(some))
    expect(hubspotLogin.placeOf(settingsOf(others)) === place).toBe(goes)
  })

  it('is asked of settings that cannot be used', () => {
    expect(hubspotLogin.placeOf({})).not.toBe(hubspotLogin.placeOf(settingsOf()))
  })
})

const request = {redirectUrl: 'http://localhost:4321/callback', state: 'st', codeVerifier: 'v'.repeat(43)}

describe('the browser', () => {
  it('is sent to a page with the scopes and the challenge of the code', () => {
    const page = new URL(
      hubspotLogin.authorizationUrl(settingsOf({login: 'browser', clientId: 'app-1'}), request),
    )
    expect(`${page.origin}${page.pathname}`).toBe('https://app.hubspot.com/oauth/authorize')
    expect(Object.fromEntries(page.searchParams)).toEqual({
      client_id: 'app-1',
      redirect_uri: request.redirectUrl,
      response_type: 'code',
      scope: expect.stringContaining('crm.objects.deals.read'),
      state: 'st',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
  })

  it('comes back with a code that is worth a secret, and that gives access', async () => {
    const login = new FakeLogin()
    const {url} = await started(null, login)
    const settings = browserSettings(url)
    const code = login.consent(new URL(hubspotLogin.authorizationUrl(settings, request)))
    const secret = await hubspotLogin.exchange(
      ports,
      settings,
      {code, request, clientSecret: 'app-secret'},
      never,
    )
    expect(JSON.parse(secret)).toEqual({
      refreshToken: 'refresh-1',
      clientSecret: 'app-secret',
      accessToken: 'access-1',
      usableUntil: halfAnHourLater,
    })
    const {grant, secret: changed} = await hubspotLogin.access(ports, {settings, secret}, null, never)
    expect(login.accessTokens).toContain(grant.accessToken)
    expect(changed).toBeNull()
  })

  it.each([
    {
      name: 'with another verifier',
      given: {
        code: 'code-1',
        request: {...request, codeVerifier: 'w'.repeat(43)},
        clientSecret: 'app-secret',
      },
      code: 'auth',
    },
    {name: 'with another code', given: {code: 'code-2', request, clientSecret: 'app-secret'}, code: 'auth'},
    {
      name: 'with another client secret',
      given: {code: 'code-1', request, clientSecret: 'wrong'},
      code: 'auth',
    },
    {name: 'without a client secret', given: {code: 'code-1', request, clientSecret: null}, code: 'usage'},
  ])('comes back in vain $name', async ({given, code}) => {
    const login = new FakeLogin()
    const {url} = await started(null, login)
    const settings = browserSettings(url)
    login.consent(new URL(hubspotLogin.authorizationUrl(settings, request)))
    await expect(hubspotLogin.exchange(ports, settings, given, never)).rejects.toMatchObject({code})
  })

  it.each([
    ['is used again a minute before its end', -60_001, null, 0],
    ['is replaced in its last minute', -60_000, null, 1],
    ['is replaced when HubSpot refused it', -1_800_000, 'access-1', 1],
    ['is used again when HubSpot refused another one', -1_800_000, 'access-0', 0],
  ])('has an access token that %s', async (_, ms, refused, calls) => {
    const login = new FakeLogin()
    const settings = browserSettings((await started(null, login)).url)
    const kept = {...JSON.parse(stored), accessToken: 'access-1', usableUntil: halfAnHourLater}
    const now = () => new Date(halfAnHourLater + ms)
    const state = {settings, secret: JSON.stringify(kept)}
    const {secret} = await hubspotLogin.access({...ports, now}, state, refused, never)
    expect([login.accessTokens.length, secret === null]).toEqual([calls, calls === 0])
  })

  it('has a refresh token that changes: the new one is to be stored', async () => {
    const login = Object.assign(new FakeLogin(), {isRotating: true})
    const settings = browserSettings((await started(null, login)).url)
    const first = await hubspotLogin.access(ports, {settings, secret: stored}, null, never)
    expect(JSON.parse(first.secret!)).toMatchObject({refreshToken: 'refresh-2', accessToken: 'access-1'})
    const second = await hubspotLogin.access(
      ports,
      {settings, secret: first.secret},
      first.grant.accessToken,
      never,
    )
    expect(second.grant.accessToken).toBe('access-2')
    await expect(hubspotLogin.access(ports, {settings, secret: stored}, null, never)).rejects.toMatchObject({
      code: 'auth',
    })
  })

  it.each<{name: string; fault: Fault; code: string; canPass: boolean; retryAfterMs?: number; says?: RegExp}>(
    [
      {
        name: 'N15 refused: invalid_grant',
        fault: {status: 400, body: {error: 'invalid_grant', error_description: 'refresh-1'}},
        code: 'auth',
        canPass: false,
      },
      ...['invalid_client', 'unauthorized_client', 'access_denied', 'INVALID_GRANT'].map(error => ({
        name: `N15 refused: ${error}`,
        fault: {status: 401, body: {error}},
        code: 'auth',
        canPass: false,
      })),
      ...[
        'BAD_REFRESH_TOKEN',
        'BAD_AUTH_CODE',
        'BAD_CLIENT_ID',
        'BAD_CLIENT_SECRET',
        'BAD_REDIRECT_URI',
        'MISMATCH_REDIRECT_URI_AUTH_CODE',
      ].map(status => ({
        name: `N15 refused: ${status}`,
        fault: {status: 400, body: {status, message: 'refresh-1'}},
        code: 'auth',
        canPass: false,
      })),
      {
        name: 'N15 refused: BAD_REFRESH_TOKEN as the category',
        fault: failure(400, 'BAD_REFRESH_TOKEN'),
        code: 'auth',
        canPass: false,
      },
      {
        name: 'refused for no reason of a login: invalid_request',
        fault: {status: 400, body: {error: 'invalid_request'}},
        code: 'unreachable',
        canPass: true,
        says: /^the login of HubSpot gives no token for now \(status 400\): invalid_request$/,
      },
      {
        name: 'a name that only begins as one of a login',
        fault: {status: 400, body: {error: 'invalid_grant_type'}},
        code: 'unreachable',
        canPass: true,
      },
      {
        name: 'HubSpot in general: status error',
        fault: {status: 400, body: {status: 'error', message: 'refresh-1'}},
        code: 'unreachable',
        canPass: true,
        says: /\(status 400\): without a reason$/,
      },
      {
        name: 'HubSpot in general, with a category',
        fault: failure(400, 'VALIDATION_ERROR'),
        code: 'unreachable',
        canPass: true,
        says: /\(status 400\): VALIDATION_ERROR$/,
      },
      {
        name: '403 of a firewall',
        fault: {status: 403, body: {message: 'Forbidden'}},
        code: 'unreachable',
        canPass: true,
      },
      {
        name: '403 of a firewall that repeats what was sent',
        fault: {status: 403, body: {error: 'no refresh-1 here'}},
        code: 'unreachable',
        canPass: true,
      },
      {
        name: '477 while the account is moved',
        fault: {...failure(477, 'MIGRATION'), headers: {'retry-after': '3600'}},
        code: 'unreachable',
        canPass: true,
        retryAfterMs: 3_600_000,
      },
      {
        name: '477 without JSON',
        fault: {raw: 'moving', status: 477, headers: {'retry-after': '3600'}},
        code: 'not-the-crm',
        canPass: true,
        retryAfterMs: 3_600_000,
      },
      {
        name: 'N15 HTML with 200',
        fault: {raw: '<html>refresh-1', headers: {'content-type': 'text/html'}},
        code: 'not-the-crm',
        canPass: true,
      },
      {name: 'N15 HTML with 403', fault: {raw: '<html>', status: 403}, code: 'not-the-crm', canPass: true},
      {name: 'N15 hangs', fault: {does: 'hang'}, code: 'timeout', canPass: true},
      {name: 'N15 502', fault: {raw: '<html>', status: 502}, code: 'unreachable', canPass: true},
      {name: 'N15 reset', fault: {does: 'reset'}, code: 'unreachable', canPass: true},
      {name: 'cut', fault: {does: 'cut'}, code: 'incomplete', canPass: true},
      {name: 'cut JSON', fault: {raw: '{"access_token": "refresh-1'}, code: 'incomplete', canPass: true},
      {name: 'no tokens', fault: {status: 200, body: {access_token: ''}}, code: 'not-the-crm', canPass: true},
      {
        name: 'too many calls',
        fault: {...failure(429, 'RATE_LIMITS'), headers: {'retry-after': '7'}},
        code: 'rate-limited',
        canPass: true,
        retryAfterMs: 7000,
      },
    ],
  )('is refreshed in vain: $name', async ({fault, code, canPass, retryAfterMs, says = /^/}) => {
    const {url} = await started(fault)
    const state = {settings: browserSettings(url), secret: stored}
    const error: RevschedError = await hubspotLogin.access(ports, state, null, never).catch(thrown => thrown)
    expect(error).toMatchObject({code, canPass})
    expect(error.retryAfterMs).toBe(retryAfterMs)
    expect(error.message).toMatch(says)
    expect(JSON.stringify([error.message, error.hint, String(error.cause)])).not.toMatch(
      /refresh-1|app-secret/,
    )
    expect(fake!.count()).toBe(1)
  })

  it('has a stored login that cannot be read: a person has to log in', async () => {
    const state = {settings: browserSettings('http://127.0.0.1:9'), secret: 'pat-secret'}
    const error: RevschedError = await hubspotLogin.access(ports, state, null, never).catch(thrown => thrown)
    expect(error.code).toBe('auth')
    expect(`${error.message} ${error.hint} ${error.cause}`).not.toContain('pat-secret')
  })
})
