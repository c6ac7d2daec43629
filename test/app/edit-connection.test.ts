import {beforeEach, describe, expect, it} from 'vitest'
import {accessTo} from '../../src/app/access-to.js'
import {editConnection} from '../../src/app/edit-connection.js'
import {loginConnection} from '../../src/app/login-connection.js'
import {sealSecret} from '../../src/app/seal-secret.js'
import {secretPlace} from '../../src/app/secret-keepers.js'
import type {CrmConnection} from '../../src/domain/crm-connection.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {ConnectionTest, Connector} from '../../src/domain/ports/connector.js'
import type {CrmLogin} from '../../src/domain/ports/crm-access.js'
import type {Database} from '../../src/domain/ports/store.js'
import {fakeSecretBox} from '../support/fake-secret-box.js'
import {noHttp} from '../support/no-access.js'
import {aTest, fakeConnector, useCase} from '../support/use-case.js'

const given = useCase()
const box = fakeSecretBox()
const {signal} = new AbortController()
const problem = {message: '2 of 6 rows cannot be read', hint: 'mend the file'}
let connection: CrmConnection

const notUsed = () => {
  throw new Error('not used')
}

/** Tells where each secret was sent; takes all but those that are "wrong". `during` is called while the source is read. */
function aCrm({
  during = async () => undefined,
  result = aTest,
}: {
  during?: () => unknown
  result?: ConnectionTest
} = {}) {
  const sent: string[] = []
  const login: CrmLogin = {
    async access(_, {settings, secret}) {
      sent.push(`${secret} to ${settings.host}`)
      if (secret === 'wrong')
        throw new RevschedError('auth', 'the CRM does not take this', {hint: 'log in again'})
      return {grant: {accessToken: `token of ${secret}`, apiUrl: 'https://crm.example'}, secret: null}
    },
    placeOf: ({host}) => String(host),
    usesBrowser: () => false,
    authorizationUrl: notUsed,
    exchange: notUsed,
    wantedSecret: notUsed,
    secretOf: notUsed,
  }
  const connector: Connector = {
    ...fakeConnector(),
    kind: 'hubspot',
    login,
    parseSettings(settings) {
      if (Object(settings).host === '') throw new RevschedError('usage', '"" is not a host')
      return settings as Record<string, unknown>
    },
    async test(_, {crm}) {
      await crm!.access.grant(null)
      await during()
      return result
    },
  }
  return {connector, sent}
}

type Crm = ReturnType<typeof aCrm>

function portsOf({connector}: Crm, store: Database = given.at.database) {
  const {clock, ids} = given.at
  const loginPorts = {http: noHttp, runProgram: notUsed, now: clock.now}
  const access = {connectorOf: async () => connector, loginPorts, clock, ids}
  const owner = {lease: 'me', isAlive: () => true}
  return {connections: store, connector, access, store, box: async () => box, clock, ids, owner}
}

type Change = Partial<Parameters<typeof editConnection>[1]>

function edit(crm: Crm, change: Change, store?: Database) {
  const {access, ...ports} = portsOf(crm, store)
  return editConnection(
    {...ports, crm: async () => access},
    {
      connection,
      name: connection.name,
      settings: null,
      logsIn: false,
      secretFor: notUsed,
      timeZone: 'UTC',
      signal,
      ...change,
    },
  )
}

/** What is stored of the connection: name, settings, secret, whether it needs a login. */
async function stored() {
  const {sealed} = await given.at.database.readLogin(connection.id)
  const {name, settings, needsLogin} = await given.at.database.findConnection(given.at.ann.id, connection.id)
  return {name, settings, needsLogin, secret: sealed && (await box.open(sealed, secretPlace(connection.id)))}
}

beforeEach(async () => {
  const createdAt = given.at.clock.now()
  connection = {
    id: given.at.ids.next(),
    userId: given.at.ann.id,
    name: 'acme',
    kind: 'hubspot',
    settings: {host: 'old', currency: 'EUR'},
    lastCheckedAt: null,
    needsLogin: null,
    createdAt,
  }
  const sealed = await sealSecret({secrets: given.at.database, box}, 'first', secretPlace(connection.id))
  await given.at.database.addConnection(connection, sealed)
})

const before = {name: 'acme', settings: {host: 'old', currency: 'EUR'}, secret: 'first', needsLogin: null}

describe('settings of the same place', () => {
  it('are read with the stored login, which stays', async () => {
    const crm = aCrm()
    const edited = await edit(crm, {name: 'emea', settings: {host: 'old', currency: 'USD'}})
    expect(edited).toEqual({test: aTest, isLoginNew: false})
    expect(crm.sent).toEqual(['first to old'])
    expect(await stored()).toEqual({...before, name: 'emea', settings: {host: 'old', currency: 'USD'}})
    const [{lastCheckedAt}] = (await given.at.database.listConnections(given.at.ann.id)) as [CrmConnection]
    expect(lastCheckedAt).toEqual(given.at.clock.now())
  })

  it('are stored with a new login where one is given', async () => {
    const crm = aCrm()
    const settings = {host: 'old'}
    expect(await edit(crm, {settings, logsIn: true, secretFor: async () => 'second'})).toMatchObject({
      isLoginNew: true,
    })
    expect(crm.sent).toEqual(['second to old'])
    expect(await stored()).toEqual({...before, settings, secret: 'second'})
  })
})

describe('settings of another place', () => {
  const settings = {host: 'new'}

  it.each([
    ['a login', 'second'],
    ['none, where another program keeps it', null],
  ])('are stored with %s of their own; the stored one is not sent there', async (_, secret) => {
    await given.at.database.markLogin(
      connection.id,
      'revoked',
      (await given.at.database.readLogin(connection.id)).sealed,
    )
    const crm = aCrm()
    expect(await edit(crm, {settings, secretFor: async () => secret})).toEqual({
      test: aTest,
      isLoginNew: true,
    })
    expect(crm.sent).toEqual([`${secret} to new`])
    expect(await stored()).toEqual({...before, settings, secret})
  })

  it('wait for a token that is being fetched with the old login', async () => {
    const {database, clock} = given.at
    const lock = {owner: 'other#1', now: clock.now, forMs: 90_000}
    await database.lockLogin(connection.id, lock)
    let isDone = false
    const done = edit(aCrm(), {settings, secretFor: async () => 'second'}).finally(() => {
      isDone = true
    })
    for (let waits = 0; waits < 10; waits++) {
      await clock.advance(100)
      await new Promise(resolve => setTimeout(resolve, 2))
    }
    expect(isDone).toBe(false)
    expect(await stored()).toEqual(before)
    await database.unlockLogin(connection.id, lock.owner)
    while (!isDone) {
      await clock.advance(100)
      await new Promise(resolve => setTimeout(resolve, 2))
    }
    await done
    expect(await stored()).toEqual({...before, settings, secret: 'second'})
  })

  it('are sealed again where the master key is replaced at that moment', async () => {
    const {database} = given.at
    let refusals = 2
    const store = {
      ...database,
      async updateConnection(...update: Parameters<Database['updateConnection']>) {
        if (refusals-- > 0)
          throw new RevschedError('conflict', 'the master key was replaced', {canPass: true})
        return database.updateConnection(...update)
      },
    }
    await edit(aCrm(), {settings, secretFor: async () => 'second'}, store)
    expect(await stored()).toEqual({...before, settings, secret: 'second'})
  })
})

describe('nothing is changed', () => {
  const overtaken = {
    code: 'conflict',
    message: 'the connection "acme" was changed meanwhile by somebody else',
  }
  const other = () =>
    given.at.database.updateConnection(
      {...connection, settings: {host: 'third'}},
      {expected: connection.settings},
    )
  const another = async () => 'second'

  it.each<[string, Change, Parameters<typeof aCrm>[0], object]>([
    [
      'by bad settings, before they are read',
      {settings: {host: ''}},
      {},
      {code: 'usage', message: '"" is not a host'},
    ],
    [
      'by a bad name, before a secret is asked for',
      {name: 'latest', settings: {host: 'new'}},
      {},
      {code: 'usage'},
    ],
    [
      'by a new login that is refused',
      {settings: {host: 'new'}, secretFor: async () => 'wrong'},
      {},
      {code: 'auth', hint: 'look at what was given, and run the command again; nothing was changed'},
    ],
    [
      'where no secret is given',
      {
        settings: {host: 'new'},
        secretFor: async () => Promise.reject(new RevschedError('usage', 'no token was given')),
      },
      {},
      {code: 'usage', message: 'no token was given'},
    ],
    [
      'by a name that is taken',
      {name: 'taken'},
      {},
      {code: 'conflict', message: expect.stringContaining('"taken"')},
    ],
    [
      'by a name that is taken, with settings',
      {name: 'taken', settings: {host: 'old'}},
      {},
      {code: 'conflict'},
    ],
    [
      'by a name that is taken, with a login',
      {name: 'taken', settings: {host: 'new'}, secretFor: another},
      {},
      {code: 'conflict'},
    ],
  ])('%s', async (_, change, crm, expected) => {
    await given.connect(given.at.ann, 'taken')
    await expect(edit(aCrm(crm), change)).rejects.toMatchObject(expected)
    expect(await stored()).toEqual(before)
  })

  it('by a source of which too much cannot be read', async () => {
    const crm = aCrm({result: {...aTest, problem}})
    expect(await edit(crm, {settings: {host: 'old', currency: 'USD'}})).toMatchObject({test: {problem}})
    expect(await edit(crm, {settings: {host: 'new'}, secretFor: another})).toMatchObject({test: {problem}})
    expect(await stored()).toEqual(before)
  })

  it.each<[string, Change]>([
    ['settings of the same place', {settings: {host: 'old', currency: 'USD'}}],
    ['settings with a login of their own', {settings: {host: 'new'}, secretFor: another}],
  ])('where somebody else changes it meanwhile: %s', async (_, change) => {
    await expect(edit(aCrm({during: other}), change)).rejects.toMatchObject(overtaken)
    expect(await stored()).toEqual({...before, settings: {host: 'third'}})
  })

  it('of a connection that was removed meanwhile', async () => {
    const during = () => given.at.database.removeConnection(given.at.ann.id, connection.id)
    const edited = edit(aCrm({during}), {settings: {host: 'old'}})
    await expect(edited).rejects.toMatchObject({code: 'not-found'})
  })
})

it.each<[string, Change, boolean]>([
  ['stay with a new name', {name: 'emea'}, true],
  ['of other settings are forgotten', {settings: {host: 'old', currency: 'USD'}}, false],
  ['of another login are forgotten', {settings: {host: 'new'}, secretFor: async () => 'second'}, false],
])('records that were kept %s', async (_, change, stay) => {
  const {database, clock} = given.at
  const kept = {readAt: clock.now(), document: Buffer.from('deals')}
  await database.storeRecords(connection.id, {...kept, shape: 'all', staleBefore: new Date(0)})
  await edit(aCrm(), change)
  expect((await database.readRecords(connection.id, 'all')) !== null).toBe(stay)
})

it('a new name alone reads nothing', async () => {
  const crm = aCrm()
  expect(await edit(crm, {name: 'emea'})).toEqual({test: null, isLoginNew: false})
  expect(crm.sent).toEqual([])
  expect(await stored()).toEqual({...before, name: 'emea'})
})

describe('who began before a connection logs in elsewhere', () => {
  const moved = {code: 'conflict', message: 'the connection was changed meanwhile, and logs in elsewhere now'}
  const settings = {host: 'new'}

  it('as a run is not given the new login, and may try again', async () => {
    const crm = aCrm()
    const {access, ...ports} = portsOf(crm)
    const run = accessTo({...access, ...ports}, connection, signal)
    await edit(crm, {settings, secretFor: async () => 'second'})
    await expect(run.grant(null)).rejects.toMatchObject({...moved, canPass: true})
    await expect(run.markLogin('revoked')).rejects.toMatchObject(moved)
    expect(crm.sent).toEqual(['second to new'])
    expect(await stored()).toEqual({...before, settings, secret: 'second'})
  })

  it('as a run does not store what it fetched with the old one', async () => {
    const crm = aCrm()
    const {access, ...ports} = portsOf(crm)
    crm.connector.login!.access = async (_, {secret}) => {
      // As if its lock had run out: the same secret with other settings.
      const {sealed} = await given.at.database.readLogin(connection.id)
      await given.at.database.updateConnection(
        {...connection, settings},
        {expected: connection.settings, secret: sealed},
      )
      return {grant: {accessToken: 'token', apiUrl: 'https://crm.example'}, secret: `${secret} rotated`}
    }
    await expect(accessTo({...access, ...ports}, connection, signal).grant(null)).rejects.toMatchObject(moved)
    expect(await stored()).toEqual({...before, settings})
  })

  it('as a login does not replace the new one', async () => {
    const crm = aCrm()
    const {access, ...ports} = portsOf(crm)
    crm.connector.test = async () => {
      await edit(aCrm(), {settings, secretFor: async () => 'second'})
      return aTest
    }
    const options = {secret: 'third', timeZone: 'UTC', signal}
    await expect(loginConnection({...ports, crm: access}, connection, options)).rejects.toMatchObject(moved)
    expect(await stored()).toEqual({...before, settings, secret: 'second'})
  })

  it('goes on where the place stays', async () => {
    const crm = aCrm()
    const {access, ...ports} = portsOf(crm)
    const run = accessTo({...access, ...ports}, connection, signal)
    await edit(crm, {settings: {host: 'old', currency: 'USD'}})
    expect(await run.grant(null)).toMatchObject({accessToken: 'token of first'})
  })
})
