import {describe, expect, it} from 'vitest'
import {addConnection} from '../../src/app/add-connection.js'
import {testConnection} from '../../src/app/test-connection.js'
import {RevschedError} from '../../src/domain/errors.js'
import {refuseProblem} from '../../src/domain/source-problem.js'
import {noAccess, noHttp} from '../support/no-access.js'
import {aTest, fakeConnector, useCase} from '../support/use-case.js'

const given = useCase()
const wanted = {
  kind: 'file' as const,
  name: 'emea',
  settings: {path: '/emea.csv'},
  secretFor: async () => null,
  timeZone: 'UTC',
  signal: new AbortController().signal,
}
const problem = {message: '2 of 6 rows cannot be read', hint: 'mend the file'}
const gone = new RevschedError('source-failed', 'the file "/emea.csv" does not exist')

describe('adding a connection', () => {
  it('reads it once, then stores the settings as the connector understood them', async () => {
    const {connection, test} = await addConnection(
      {...given.ports, connector: fakeConnector()},
      given.at.ann,
      wanted,
    )
    expect(test).toEqual(aTest)
    expect(connection).toMatchObject({
      userId: given.at.ann.id,
      settings: {path: '/emea.csv', isParsed: true},
      lastCheckedAt: new Date('2026-11-16T09:00:00Z'),
    })
    expect(await given.at.database.listConnections(given.at.ann.id)).toEqual([connection])
  })

  it.each([
    ['a bad name', {name: '-x'}, fakeConnector(), 'usage', 'starts with "-"'],
    ['a bad name before a read', {name: 'latest'}, fakeConnector(gone), 'usage', 'means the newest run'],
    [
      'a taken name before bad settings',
      {name: 'taken', settings: {}},
      fakeConnector(),
      'conflict',
      'called "taken"',
    ],
    ['a taken name before a long read', {name: 'taken'}, fakeConnector(gone), 'conflict', 'called "taken"'],
    [
      'bad settings before a read',
      {settings: {}},
      fakeConnector(gone),
      'usage',
      'the setting "path" is not valid',
    ],
    ['a read that fails', {}, fakeConnector(gone), 'source-failed', 'does not exist'],
  ])('stores nothing for %s', async (_, changes, connector, code, message) => {
    await given.connect(given.at.ann, 'taken')
    const added = addConnection({...given.ports, connector}, given.at.ann, {...wanted, ...changes})
    await expect(added).rejects.toMatchObject({code, message: expect.stringContaining(message)})
    const stored = await given.at.database.listConnections(given.at.ann.id)
    expect(stored.map(({name}) => name)).toEqual(['taken'])
  })

  it('is told of a name that was taken during the read', async () => {
    const connector = {
      ...fakeConnector(),
      async test() {
        await given.connect(given.at.ann, 'emea')
        return aTest
      },
    }
    await expect(addConnection({...given.ports, connector}, given.at.ann, wanted)).rejects.toMatchObject({
      code: 'conflict',
      message: 'there is a connection called "emea" already',
    })
  })

  it('is not stored when its test tells of a problem, which comes with all that was read', async () => {
    const test = {...aTest, problem}
    const added = await addConnection({...given.ports, connector: fakeConnector(test)}, given.at.ann, wanted)
    expect(added).toEqual({connection: null, test})
    expect(await given.at.database.listConnections(given.at.ann.id)).toEqual([])
  })

  it('may take the name that another user has', async () => {
    await given.connect(await given.user('bob', 'team'), 'emea')
    const ports = {...given.ports, connector: fakeConnector()}
    expect((await addConnection(ports, given.at.ann, wanted)).connection?.name).toBe('emea')
  })
})

describe('a problem of what was read', () => {
  it('is thrown where the caller asks for that', () => {
    expect(() => refuseProblem({...aTest, problem})).toThrow(
      expect.objectContaining({code: 'source-failed', ...problem}),
    )
    expect(refuseProblem(aTest)).toBeUndefined()
  })
})

describe('testing a connection', () => {
  const options = {
    timeZone: 'UTC',
    crm: {http: noHttp, access: noAccess},
    signal: new AbortController().signal,
  }

  it.each([
    ['notes when it succeeded', aTest, new Date('2026-11-16T09:00:00Z')],
    ['notes nothing when it failed', gone, null],
    ['notes nothing when it tells of a problem', {...aTest, problem}, null],
  ])('%s', async (_, result, lastCheckedAt) => {
    const connection = await given.connect(given.at.ann, 'emea')
    const ports = {...given.ports, connector: fakeConnector(result)}
    const tested = testConnection(ports, connection, options)
    if (result instanceof Error) await expect(tested).rejects.toBe(result)
    else expect(await tested).toBe(result)
    const stored = await given.at.database.findConnection(given.at.ann.id, 'emea')
    expect(stored.lastCheckedAt).toEqual(lastCheckedAt)
  })
})
