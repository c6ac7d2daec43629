import {execFileSync} from 'node:child_process'
import {describe, expect, it} from 'vitest'
import {addConnection} from '../../src/app/add-connection.js'
import {diagnoseConnections, diagnoseSchedules} from '../../src/app/diagnose.js'
import type {Command} from '../../src/cli/command.js'
import {connectionAddCommand} from '../../src/cli/commands/connection-add.js'
import {editCommand} from '../../src/cli/commands/edit.js'
import {historyCommand} from '../../src/cli/commands/history.js'
import {pauseCommand} from '../../src/cli/commands/pause.js'
import {RevschedError} from '../../src/domain/errors.js'
import {aCommandContext} from '../support/a-command-context.js'
import {aConnection, aListing, aUser} from '../support/a-scheduled-review.js'
import {aCompletion, aNewRun, storeFolder, withReview} from '../support/a-store.js'
import {fakeConnector} from '../support/fake-connector.js'
import {noAccess, noHttp, noLoginFlags, noScheduleFlags} from '../support/no-access.js'
import {runCommand} from '../support/run-command.js'

// A command that the program suggests is copied into a shell: the name in it has to arrive as it is.

const name = `Ann's "Q4" $HOME \`id\` deals!`

/** The words that a shell makes of the command in a text; what follows the name is prose. */
function wordsOf(text: string): string[] {
  const command = text.slice(text.indexOf('revsched '))
  return execFileSync('sh', ['-c', `set -f; printf '%s\\n' ${command.replace(/[;\n].*/s, '')}`], {
    encoding: 'utf8',
  }).split('\n')
}

async function hintOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    thrown => thrown,
  )
  return error instanceof RevschedError ? (error.hint ?? '') : `no error with a hint: ${error}`
}

async function outputOf<Input>(command: Command<Input>, input: Input, isActive = true): Promise<string> {
  const stored = {connections: [aConnection()], reviews: [aListing({name, isActive})]}
  const {out, err, error} = await runCommand(command, input, {stored})
  if (error) throw error
  return out + err
}

const source = {
  map: [],
  dateFormat: [],
  decimal: [],
  wonStage: [],
  lostStage: [],
  openStage: [],
  ...noLoginFlags,
}
const noPing = {pingUrlStdin: false, allowPrivateAddress: false, ping: true, filter: true, ...noScheduleFlags}
const history = {ref: name, status: [], follow: false, json: false, ndjson: false}

describe('what a command suggests next', () => {
  it.each<[string, () => Promise<string>, string[]]>([
    [
      'connection add',
      () => outputOf(connectionAddCommand, {...source, kind: 'file', name, path: 'a.csv', json: false}),
      ['revsched', 'run-now', '--connection', name],
    ],
    [
      'edit, of a paused review',
      () =>
        outputOf(editCommand, {...noPing, without: [], ref: name, description: 'new', json: false}, false),
      ['revsched', 'resume', name],
    ],
    ['pause', () => outputOf(pauseCommand, {ref: name, json: false}), ['revsched', 'resume', name]],
    ['history, without runs', () => outputOf(historyCommand, history), ['revsched', 'run-now', name]],
    [
      'history, without such runs',
      () => outputOf(historyCommand, {...history, status: ['failed']}),
      ['revsched', 'history', name],
    ],
  ])('%s', async (_, output, words) => {
    expect(wordsOf(await output()).slice(0, words.length)).toEqual(words)
  })
})

describe('what a use case suggests', () => {
  const {clock} = aCommandContext()

  it('where the name of a connection is taken', async () => {
    const context = aCommandContext({stored: {connections: [aConnection({name})]}})
    const ports = {
      connections: await context.database(),
      secrets: await context.database(),
      store: await context.database(),
      connector: fakeConnector([]),
      crm: context.crm,
      box: context.secretBox,
      clock,
      ids: context.ids,
    }
    const wanted = {
      kind: 'file' as const,
      name,
      settings: {},
      timeZone: 'UTC',
      signal: context.signal,
      secretFor: async () => null,
    }
    const hint = await hintOf(addConnection(ports, aUser(), wanted))
    expect(wordsOf(hint).slice(0, 4)).toEqual(['revsched', 'connection', 'remove', name])
  })

  it('where a connection cannot be read', async () => {
    const context = aCommandContext({
      stored: {connections: [aConnection({name})]},
      failure: new RevschedError('source-failed', 'the file is gone'),
    })
    const crmOf = async () => ({http: noHttp, access: noAccess})
    const ports = {connections: await context.database(), connectorOf: context.connectorOf, crmOf}
    const options = {timeZone: 'UTC', signal: context.signal}
    const [{fix} = {fix: null}] = await diagnoseConnections(ports, aUser(), options)
    expect(wordsOf(fix!).slice(0, 4)).toEqual(['revsched', 'connection', 'test', name])
  })

  it.each([
    ['cannot be read', {isReadable: false}, 'remove'],
    ['cannot be run', {schedule: '0 25 * * *'}, 'edit'],
  ])('where a schedule %s', async (_, changes, verb) => {
    const context = aCommandContext({stored: {reviews: [aListing({name, ...changes})]}})
    const ports = {reviews: await context.database(), clock, checkRules: async () => undefined}
    const [{fix, detail} = {fix: null, detail: ''}] = await diagnoseSchedules(ports, aUser())
    const words = wordsOf((fix ?? detail).replace(/, then/, ''))
    expect(words.slice(0, 3)).toEqual(['revsched', verb, name])
  })
})

describe('what the store suggests', () => {
  const place = storeFolder()

  it.each<[string, (at: Awaited<ReturnType<typeof filled>>) => Promise<unknown>, string[]]>([
    [
      'where the name of a connection is taken',
      ({database, connection}) => database.addConnection({...connection, id: 'c0000000-2'}, null),
      ['revsched', 'connection', 'remove', name],
    ],
    [
      'where a connection is in use',
      ({database, user, connection}) => database.removeConnection(user.id, connection.id),
      ['revsched', 'remove', name],
    ],
    [
      'where the name of a review is taken',
      ({database, review}) => database.addReviews([{...review, id: 'r0000000-2'}]),
      ['revsched', 'edit', name],
    ],
    [
      'where a review was changed meanwhile',
      ({database, review}) => database.updateReview(review, new Date(0)),
      ['revsched', 'show', name],
    ],
    [
      'where a review has no run yet',
      ({database, user}) => database.findRun(user.id, `${name}@latest`),
      ['revsched', 'run-now', name],
    ],
    [
      'where a review is given for a run',
      async ({database, user}) => {
        const run = {...aNewRun(user.id, 'aaaa1111'), reviewName: name}
        await database.startRun(run, () => true)
        await database.completeRun({runId: run.id, fence: 1}, aCompletion)
        return database.findRun(user.id, name)
      },
      ['revsched', 'report', `${name}@latest`],
    ],
  ])('%s', async (_, work, words) => {
    expect(wordsOf(await hintOf(work(await filled()))).slice(0, words.length)).toEqual(words)
  })

  /** The connection and the review have the awkward name. */
  async function filled() {
    const database = await place.open()
    const {user, review} = await withReview(database)
    await database.removeReview(user.id, review.id)
    const connection = {...aConnection({name}), id: 'c0000000-9', userId: user.id}
    await database.addConnection(connection, null)
    const named = {...review, name, crmConnectionId: connection.id}
    await database.addReviews([named])
    return {database, user, connection, review: named}
  }
})
