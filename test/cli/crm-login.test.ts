import {describe, expect, it} from 'vitest'
import {connectionAddCommand} from '../../src/cli/commands/connection-add.js'
import {connectionLoginCommand} from '../../src/cli/commands/connection-login.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {Connector} from '../../src/domain/ports/connector.js'
import type {CrmLogin} from '../../src/domain/ports/crm-access.js'
import {aCommandContext, type FakeContext} from '../support/a-command-context.js'
import {aConnection} from '../support/a-scheduled-review.js'
import {fakeConnector} from '../support/fake-connector.js'
import {noLoginFlags} from '../support/no-access.js'
import {runCommand} from '../support/run-command.js'

const token = 'pat-eu1-secret'
const source = {map: [], dateFormat: [], decimal: [], wonStage: [], lostStage: [], openStage: []}
const add = {...source, ...noLoginFlags, kind: 'hubspot' as const, name: 'apac', json: false}

type Kind = 'token' | 'key' | 'browser' | 'app' | 'elsewhere'

/** A CRM that takes `token` and nothing else; what its test reads goes through the way in. */
function aCrm(kind: Kind): Connector {
  const login: CrmLogin = {
    async access(_, {secret}) {
      if (kind !== 'elsewhere' && secret !== JSON.stringify(token))
        throw new RevschedError('auth', 'the CRM does not take this token')
      return {grant: {accessToken: token, apiUrl: 'https://crm.example'}, secret: null}
    },
    placeOf: ({place}) => String(place),
    usesBrowser: () => kind === 'browser' || kind === 'app',
    authorizationUrl: (_, {state, redirectUrl}) =>
      `https://crm.example/login?state=${state}&to=${redirectUrl}`,
    exchange: async (_, __, {code, clientSecret}) => JSON.stringify(`${code}${clientSecret ?? ''}`),
    wantedSecret: () =>
      ({
        token: {name: 'access token', isMultiline: false},
        key: {name: 'private key', isMultiline: true},
        browser: null,
        app: {name: 'client secret', isMultiline: false},
        elsewhere: null,
      })[kind],
    secretOf: (_, text) => JSON.stringify(text),
  }
  const file = fakeConnector([])
  return {
    ...file,
    kind: 'hubspot',
    login,
    parseSettings: settings => settings as Record<string, unknown>,
    async test(settings, context, signal) {
      await context.crm!.access.grant(null)
      return file.test(settings, context, signal)
    },
  }
}

function contextOf(kind: Kind, host: Partial<FakeContext['host']> = {}, connections = [aConnection()]) {
  const context = aCommandContext({host, stored: {connections}})
  context.connectorOf = async () => aCrm(kind)
  return context
}

const typed = (text: string) => ({
  async readSecretLine(prompt: () => Promise<void>) {
    await prompt()
    return text
  },
  async readSecretText(prompt: () => Promise<void>) {
    await prompt()
    return text
  },
})

const secretIn = ({stored}: Pick<FakeContext, 'stored'>, id: string) => {
  const sealed = stored.connectionSecrets.get(id)
  return sealed ? JSON.parse(Buffer.from(sealed).toString()) : null
}

describe('connection add of a CRM', () => {
  it.each<[string, Kind, Partial<FakeContext['host']>, object, string]>([
    ['asks for a token', 'token', typed(token), {}, 'access token (is not shown): '],
    [
      'asks for a key of many lines',
      'key',
      typed(token),
      {},
      'private key (ends with Ctrl-D, is not shown): ',
    ],
    ['takes the token of the environment', 'token', {environment: () => token}, {}, ''],
    [
      'takes that of standard input before',
      'token',
      {...typed(token), environment: () => 'old'},
      {secretStdin: true},
      'access token',
    ],
  ])('%s, seals it and shows it nowhere', async (_, kind, host, flags, prompt) => {
    const context = contextOf(kind, host)
    const ran = await runCommand(connectionAddCommand, {...add, ...flags}, context)
    expect(ran.error).toBeNull()
    expect(ran.err).toContain(prompt)
    expect(ran.out + ran.err).not.toContain(token)
    const {id, settings} = context.stored.connections[1]!
    expect(settings).toEqual({login: 'token'})
    expect(secretIn(context, id)).toMatchObject({
      secret: JSON.stringify(token),
      place: {table: 'crm_connections', id, field: 'secret'},
    })
  })

  it('asks for nothing where another program keeps the login', async () => {
    const context = contextOf('elsewhere')
    expect((await runCommand(connectionAddCommand, {...add, org: undefined}, context)).error).toBeNull()
    expect(context.stored.connectionSecrets.size).toBe(0)
  })

  it.each<[string, Partial<FakeContext['host']>, object, object]>([
    ['no secret', typed(' '), {}, {code: 'usage', message: 'no access token was given'}],
    [
      'a secret that the CRM refuses',
      typed('wrong'),
      {},
      {
        code: 'auth',
        message: 'the CRM does not take this token',
        hint: expect.stringContaining('nothing was stored'),
      },
    ],
    ['a name that is taken, before it asks', {}, {name: 'emea'}, {code: 'conflict'}],
    [
      'a flag of another kind',
      {},
      {path: 'deals.csv'},
      {code: 'usage', message: '--path does not go with connections of kind "hubspot"'},
    ],
    [
      'a flag of Salesforce',
      {},
      {apiVersion: '66.0'},
      {code: 'usage', message: '--api-version does not go with connections of kind "hubspot"'},
    ],
    [
      'a flag of a CRM for a file',
      {},
      {kind: 'file', path: 'a.csv', clientId: 'x'},
      {code: 'usage', message: '--client-id does not go with connections of kind "file"'},
    ],
    [
      'a port that is none',
      {},
      {kind: 'file', path: 'a.csv', redirectPort: '1'},
      {message: '--redirect-port does not go with connections of kind "file"'},
    ],
  ])('stores nothing with %s', async (_, host, changes, expected) => {
    const context = contextOf('token', host)
    const {error, stored} = await runCommand(connectionAddCommand, {...add, ...changes}, context)
    expect(error).toMatchObject(expected)
    expect(stored.connections).toHaveLength(1)
    expect(stored.connectionSecrets.size).toBe(0)
  })

  describe('with a browser', () => {
    const browser = (isOpen: boolean, asked: unknown[] = []) => ({
      async loopbackLogin(options: {port: number}) {
        asked.push(options.port)
        return {
          redirectUrl: `http://localhost:${options.port}/callback`,
          wait: async () => ({code: token}),
          close: async () => void asked.push('closed'),
        }
      },
      openBrowser: async () => isOpen,
    })

    it.each([
      ['opens it', true, 'log in with the browser; it was sent to:\n'],
      ['tells where there is none', false, 'open this page in a browser of this machine:\n'],
    ])('%s', async (_, isOpen, words) => {
      const asked: unknown[] = []
      const context = contextOf('browser', browser(isOpen, asked))
      const {error, err} = await runCommand(connectionAddCommand, add, context)
      expect(error).toBeNull()
      expect(err).toContain(words)
      expect(err).toMatch(
        /https:\/\/crm\.example\/login\?state=[\w-]{32}&to=http:\/\/localhost:1717\/callback/,
      )
      expect(asked).toEqual([1717, 'closed'])
      expect(secretIn(context, context.stored.connections[1]!.id).secret).toBe(JSON.stringify(token))
    })

    it.each([
      ['0', 0],
      ['65535', 65_535],
      ['65536', null],
      ['-1', null],
      ['http', null],
    ])('takes the port %s', async (redirectPort, port) => {
      const asked: unknown[] = []
      const {error} = await runCommand(
        connectionAddCommand,
        {...add, redirectPort},
        contextOf('browser', browser(true, asked)),
      )
      if (port === null)
        expect(error).toMatchObject({code: 'usage', message: expect.stringContaining(`"${redirectPort}"`)})
      else expect(asked[0]).toBe(port)
    })
  })
})

describe('flags of a login that takes them not', () => {
  const noBrowser = '--redirect-port is for logins with a browser, and this one uses none'
  const noSecret = '--secret-stdin gives a secret, and this login wants none'
  const commands = ['add', 'login'] as const

  it.each<[Kind, object, string | null]>([
    ['token', {redirectPort: '1717'}, noBrowser],
    ['key', {redirectPort: '1717'}, noBrowser],
    ['elsewhere', {redirectPort: '1717'}, noBrowser],
    ['elsewhere', {secretStdin: true}, noSecret],
    ['browser', {secretStdin: true}, noSecret],
    [
      'app',
      {redirectPort: '65536'},
      '"65536" is not a port for --redirect-port: 0 to 65535 (0 is any free one)',
    ],
    [
      'app',
      {redirectPort: '65536', secretStdin: true},
      '"65536" is not a port for --redirect-port: 0 to 65535 (0 is any free one)',
    ],
    ['app', {redirectPort: '65535', secretStdin: true}, null],
    ['token', {secretStdin: true}, null],
    ['elsewhere', {}, null],
  ])('%s with %s: %s', async (kind, flags, message) => {
    for (const command of commands) {
      const asked: string[] = []
      const answer = (what: string) => async () => {
        asked.push(what)
        return token
      }
      const context = contextOf(
        kind,
        {
          readSecretLine: answer('secret'),
          readSecretText: answer('secret'),
          openBrowser: async () => asked.push('browser') > 0,
          loopbackLogin: async () => ({
            redirectUrl: 'http://localhost/callback',
            wait: async () => ({code: kind === 'app' ? '' : token}),
            close: async () => undefined,
          }),
        },
        [aConnection({name: 'old', kind: 'hubspot', settings: {}})],
      )
      const {error} =
        command === 'add'
          ? await runCommand(connectionAddCommand, {...add, ...flags}, context)
          : await runCommand(
              connectionLoginCommand,
              {ref: 'old', ...noLoginFlags, json: false, ...flags},
              context,
            )
      if (message === null) expect(error).toBeNull()
      else {
        expect(error).toMatchObject({code: 'usage', message, hint: expect.any(String)})
        expect(asked).toEqual([])
      }
    }
  })
})

describe('connection login', () => {
  const old = aConnection({id: 'c2', name: 'apac', kind: 'hubspot', settings: {}, needsLogin: 'revoked'})
  const login = {ref: 'apac', ...noLoginFlags, json: false}

  it('replaces the secret and takes the mark away', async () => {
    const context = contextOf('token', typed(token), [old])
    const {error, out} = await runCommand(connectionLoginCommand, login, context)
    expect(error).toBeNull()
    expect(out).toContain('logged in apac')
    expect(secretIn(context, 'c2').secret).toBe(JSON.stringify(token))
    expect(context.stored.connections[0]).toMatchObject({
      needsLogin: null,
      lastCheckedAt: context.clock.now(),
    })
  })

  it('leaves the old one where the CRM refuses the new one', async () => {
    const context = contextOf('token', typed('wrong'), [old])
    context.stored.connectionSecrets.set('c2', Buffer.from('old'))
    const {error} = await runCommand(connectionLoginCommand, login, context)
    expect(error).toMatchObject({code: 'auth'})
    expect(String(context.stored.connectionSecrets.get('c2'))).toBe('old')
    expect(context.stored.connections[0]!.needsLogin).toBe('revoked')
  })

  it('has nothing to do for a file', async () => {
    const context = aCommandContext()
    const {error} = await runCommand(connectionLoginCommand, {...login, ref: 'emea'}, context)
    expect(error).toMatchObject({
      code: 'usage',
      message: 'the connection "emea" is a file: there is nothing to log in to',
    })
  })
})
