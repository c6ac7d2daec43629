import {describe, expect, it} from 'vitest'
import type {AnyCommand} from '../../../src/cli/command.js'
import {connectionAddCommand} from '../../../src/cli/commands/connection-add.js'
import {connectionEditCommand} from '../../../src/cli/commands/connection-edit.js'
import {connectionListCommand} from '../../../src/cli/commands/connection-list.js'
import {connectionRemoveCommand} from '../../../src/cli/commands/connection-remove.js'
import {connectionShowCommand} from '../../../src/cli/commands/connection-show.js'
import {connectionTestCommand} from '../../../src/cli/commands/connection-test.js'
import {RevschedError} from '../../../src/domain/errors.js'
import type {ConnectionTest} from '../../../src/domain/ports/connector.js'
import {aCommandContext} from '../../support/a-command-context.js'
import {aConnection} from '../../support/a-scheduled-review.js'
import {noLoginFlags} from '../../support/no-access.js'
import {jsonOf, runCommand} from '../../support/run-command.js'

const apac = {
  kind: 'file' as const,
  name: 'apac',
  path: 'apac.csv',
  map: [],
  dateFormat: [],
  decimal: [],
  wonStage: [],
  lostStage: [],
  openStage: [],
  ...noLoginFlags,
  json: false,
}
const broken = new RevschedError('source-failed', 'the file "/data/apac.csv" is empty')

/** The connector of the context tells what the given one makes of it. */
async function contextWhoseTest(changed: (test: ConnectionTest) => ConnectionTest) {
  const context = aCommandContext()
  const connector = await context.connectorOf('file')
  context.connectorOf = async () => ({
    ...connector,
    test: async (...given) => changed(await connector.test(...given)),
  })
  return context
}

describe('connection add', () => {
  it('stores what it could read, shows it, and tells the next step on stderr', async () => {
    const {out, err, stored} = await runCommand(connectionAddCommand, apac)
    expect(out).toContain('2 rows: 2 open, 0 won, 0 lost')
    expect(out.endsWith('\nconnected apac\n')).toBe(true)
    expect(err).toBe('next: revsched run-now --connection apac\n')
    expect(stored.connections[1]).toMatchObject({
      name: 'apac',
      userId: 'user-1',
      settings: {path: '/data/apac.csv'},
      lastCheckedAt: new Date('2025-04-01T12:00:00Z'),
    })
  })

  it('prints the connection and what was read, and no more, with --json', async () => {
    const ran = await runCommand(connectionAddCommand, {...apac, json: true})
    expect(jsonOf(ran)).toMatchObject({
      name: 'apac',
      kind: 'file',
      lastCheckedAt: '2025-04-01T12:00:00.000Z',
      report: {rowsRead: 2, refusedCount: 0, refusals: [], warnings: []},
    })
    expect(ran.err).toBe('')
  })

  it('tells with --json the rows that were refused and are few enough', async () => {
    const refusals = [{row: 3, column: 'amount', value: 'NaN', reason: 'not a number'}]
    const context = await contextWhoseTest(test => ({
      ...test,
      report: {...test.report, refusedCount: 21, refusals},
    }))
    const ran = await runCommand(connectionAddCommand, {...apac, json: true}, context)
    expect(jsonOf(ran).report).toMatchObject({refusedCount: 21, refusals})
  })

  it.each([
    ['nothing', [], 0, ''],
    ['one', ['a column is\u001b odd'], 0, 'warning: a column is\\u{1b} odd\n'],
    ['two', ['one', 'other'], 0, 'warning: one\nwarning: other\n'],
    [
      'repeated ids',
      ['one'],
      2,
      'warning: one\nwarning: 2 rows repeat the id of an earlier one; the last of each counts\n',
    ],
  ])('warns on stderr with --json of %s', async (_, warnings, duplicateIds, told) => {
    const context = await contextWhoseTest(test => ({
      ...test,
      duplicateIds,
      report: {...test.report, warnings},
    }))
    const ran = await runCommand(connectionAddCommand, {...apac, json: true}, context)
    expect(ran.err).toBe(told)
    expect(jsonOf(ran)).toMatchObject({name: 'apac'})
  })

  it('leaves stderr with --json to the error of a source that is refused', async () => {
    const problem = {message: '1 of 2 rows cannot be read', hint: 'mend the file'}
    const context = await contextWhoseTest(test => ({
      ...test,
      report: {...test.report, warnings: ['one']},
      problem,
    }))
    const {out, err, error} = await runCommand(connectionAddCommand, {...apac, json: true}, context)
    expect([out, err]).toEqual(['', ''])
    expect(error).toMatchObject({code: 'source-failed', ...problem})
  })

  it.each([
    ['a source that cannot be read', apac, {failure: broken}, {code: 'source-failed'}],
    ['a name that is taken', {...apac, name: 'emea'}, {}, {code: 'conflict'}],
    ['a name that cannot be', {...apac, name: '--x'}, {}, {code: 'usage'}],
    ['no path', {...apac, path: undefined}, {}, {code: 'usage', message: 'the flag --path is missing'}],
  ])('stores nothing for %s', async (_, input, given, expected) => {
    const {error, out, stored} = await runCommand(connectionAddCommand, input, given)
    expect(error).toMatchObject(expected)
    expect(out).toBe('')
    expect(stored.connections.map(({name}) => name)).toEqual(['emea'])
  })
})

describe('connection list', () => {
  it('is a table with the age of the last check', async () => {
    const connections = [aConnection(), aConnection({id: 'c2', name: 'apac', lastCheckedAt: null})]
    const {out} = await runCommand(
      connectionListCommand,
      {json: false, ndjson: false},
      {stored: {connections}},
    )
    expect(out).toBe(
      'NAME  KIND  SOURCE           CHECKED\n' +
        'emea  file  /data/deals.csv  3h ago\n' +
        'apac  file  /data/deals.csv  never\n',
    )
  })

  it.each([
    [false, '', 'no connections yet; add one: revsched connection add file emea --path deals.csv\n'],
    [true, '[]\n', ''],
  ])('of nothing, with --json %s', async (json, out, err) => {
    const given = {stored: {connections: [], reviews: []}}
    expect(await runCommand(connectionListCommand, {json, ndjson: false}, given)).toMatchObject({
      out,
      err,
      error: null,
    })
  })
})

describe('connection show', () => {
  it('tells every setting', async () => {
    const settings = {path: '/data/deals.csv', map: {amount: 'Deal\u001bValue'}}
    const given = {stored: {connections: [aConnection({settings})]}}
    const {out} = await runCommand(connectionShowCommand, {ref: 'emea', json: false}, given)
    expect(out).toBe(
      'emea\n  id        connection-1\n  kind      file\n  source    /data/deals.csv\n  checked   3h ago\n' +
        '  map       {"amount":"Deal\\u001bValue"}\n',
    )
  })

  it('as JSON has the names of the columns', async () => {
    expect(jsonOf(await runCommand(connectionShowCommand, {ref: 'connection-1', json: true}))).toEqual({
      id: 'connection-1',
      userId: 'user-1',
      name: 'emea',
      kind: 'file',
      settings: {path: '/data/deals.csv'},
      lastCheckedAt: '2025-04-01T09:00:00.000Z',
      needsLogin: null,
      createdAt: '2025-03-01T09:00:00.000Z',
    })
  })
})

describe('connection test', () => {
  it('notes when the source was read', async () => {
    const {out, stored} = await runCommand(connectionTestCommand, {ref: 'emea', json: false})
    expect(out).toContain('2 rows: 2 open')
    expect(stored.connections[0]?.lastCheckedAt).toEqual(new Date('2025-04-01T12:00:00Z'))
  })

  it('notes nothing when it could not', async () => {
    const {error, out, stored} = await runCommand(
      connectionTestCommand,
      {ref: 'emea', json: true},
      {failure: broken},
    )
    expect([error, out]).toEqual([broken, ''])
    expect(stored.connections[0]?.lastCheckedAt).toEqual(new Date('2025-04-01T09:00:00Z'))
  })

  it.each([
    ['as text', false, 'Refused rows (1)'],
    ['as JSON', true, '"refusals":[{"row":3,"column":"amount","value":"NaN","reason":"not a number"}]'],
  ])('prints what was refused before it fails for that, %s', async (_, json, shown) => {
    const problem = {message: '1 of 2 rows cannot be read', hint: 'mend the file'}
    const refusals = [{row: 3, column: 'amount', value: 'NaN', reason: 'not a number'}]
    const context = await contextWhoseTest(test => ({
      ...test,
      report: {...test.report, refusedCount: 1, refusals},
      problem,
    }))
    const {out, error} = await runCommand(connectionTestCommand, {ref: 'emea', json}, context)
    expect(json ? JSON.stringify(JSON.parse(out)) : out).toContain(shown)
    expect(error).toMatchObject({code: 'source-failed', ...problem})
  })

  it('prints all it recognised with --json', async () => {
    const test = jsonOf(await runCommand(connectionTestCommand, {ref: 'emea', json: true}))
    expect(test).toMatchObject({dealsOpen: 2, columns: [{column: 'Name', field: 'name'}]})
    expect(test.sample).toMatchObject([{closeDate: '2025-03-01'}, {}])
  })
})

describe('connection remove', () => {
  const ofCrm =
    'past reviews stay, its stored login is gone; the CRM still takes that until it is revoked there'

  it.each([
    ['file', 'browser', 'the file and past reviews stay'],
    ['salesforce', 'browser', ofCrm],
    ['salesforce', 'sf-cli', 'past reviews stay, and so does the login of sf'],
    ['hubspot', 'token', ofCrm],
  ] as const)('removes what nothing uses: %s, %s', async (kind, login, stays) => {
    const {out, stored} = await runCommand(
      connectionRemoveCommand,
      {ref: 'emea', json: false},
      {stored: {reviews: [], connections: [aConnection({kind, settings: {login}})]}},
    )
    expect(out).toBe(`removed emea; ${stays}\n`)
    expect(stored.connections).toEqual([])
  })

  it('refuses what a review uses', async () => {
    const {error, stored} = await runCommand(connectionRemoveCommand, {ref: 'emea', json: false})
    expect(error).toMatchObject({code: 'conflict', message: 'the connection is used by "weekly"'})
    expect(stored.connections).toHaveLength(1)
  })

  it('prints what it removed with --json', async () => {
    const given = {stored: {reviews: []}}
    expect(jsonOf(await runCommand(connectionRemoveCommand, {ref: 'emea', json: true}, given)).id).toBe(
      'connection-1',
    )
  })
})

describe('connection edit', () => {
  const edit = (given: object, context = aCommandContext()) =>
    runCommand(connectionEditCommand, connectionEditCommand.input.parse({ref: 'emea', ...given}), context)

  it('shows what it could read, and stores that', async () => {
    const {out, err, stored} = await edit({path: 'new.csv', map: ['amount=Value']})
    expect(out).toContain('2 rows: 2 open, 0 won, 0 lost')
    expect(out.endsWith('\nchanged emea\n')).toBe(true)
    expect(err).toBe('')
    expect(stored.connections).toEqual([
      aConnection({
        settings: {path: '/data/new.csv', map: {amount: 'Value'}},
        lastCheckedAt: new Date('2025-04-01T12:00:00Z'),
      }),
    ])
  })

  it('reads nothing for another name', async () => {
    const {out, stored} = await edit({name: 'apac'}, aCommandContext({failure: broken}))
    expect(out).toBe('changed apac\n')
    expect(stored.connections).toEqual([aConnection({name: 'apac'})])
  })

  it('prints the connection and what was read, and no more, with --json', async () => {
    const ran = await edit({path: 'new.csv', json: true})
    expect(jsonOf(ran)).toMatchObject({
      name: 'emea',
      settings: {path: '/data/new.csv'},
      lastCheckedAt: '2025-04-01T12:00:00.000Z',
      report: {rowsRead: 2, refusedCount: 0},
    })
    expect(ran.err).toBe('')
    expect(jsonOf(await edit({name: 'apac', json: true}))).not.toHaveProperty('report')
  })

  it.each<[string, object, Error | undefined, object]>([
    ['nothing', {}, undefined, {code: 'usage', message: 'there is nothing to change'}],
    ['an empty path', {path: ''}, undefined, {code: 'usage', message: 'the flag --path is empty'}],
    ['a file that cannot be read', {path: 'new.csv'}, broken, {code: 'source-failed'}],
    ['a flag of a CRM', {apiUrl: 'https://crm.example'}, undefined, {code: 'usage'}],
  ])('changes nothing with %s', async (_, given, failure, expected) => {
    const {error, stored} = await edit(given, aCommandContext(failure && {failure}))
    expect(error).toMatchObject(expected)
    expect(stored.connections).toEqual([aConnection()])
  })

  it('shows what was read, and changes nothing, where a review would fail', async () => {
    const problem = {message: '2 of 6 rows cannot be read', hint: 'mend the file'}
    const context = await contextWhoseTest(test => ({...test, problem}))
    const {error, out, stored} = await edit({path: 'new.csv'}, context)
    expect(error).toMatchObject({code: 'source-failed', ...problem})
    expect(out).toContain('2 rows: 2 open, 0 won, 0 lost')
    expect(stored.connections).toEqual([aConnection()])
  })
})

describe('every command that takes the ref of a connection', () => {
  const commands: AnyCommand[] = [
    connectionShowCommand,
    connectionEditCommand,
    connectionTestCommand,
    connectionRemoveCommand,
  ]

  it.each(commands.map(command => [command.name, command] as const))(
    '%s: did you mean',
    async (_, command) => {
      const {error, out} = await runCommand(command, command.input.parse({ref: 'emae', json: true}))
      expect(error).toMatchObject({code: 'not-found', hint: 'did you mean "emea"?'})
      expect(out).toBe('')
    },
  )
})
