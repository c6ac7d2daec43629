import {describe, expect, it} from 'vitest'
import type {Command} from '../../src/cli/command.js'
import {addCommand} from '../../src/cli/commands/add.js'
import {cancelCommand} from '../../src/cli/commands/cancel.js'
import {connectionEditCommand} from '../../src/cli/commands/connection-edit.js'
import {connectionListCommand} from '../../src/cli/commands/connection-list.js'
import {connectionRemoveCommand} from '../../src/cli/commands/connection-remove.js'
import {connectionShowCommand} from '../../src/cli/commands/connection-show.js'
import {connectionTestCommand} from '../../src/cli/commands/connection-test.js'
import {diffCommand} from '../../src/cli/commands/diff.js'
import {editCommand} from '../../src/cli/commands/edit.js'
import {historyCommand} from '../../src/cli/commands/history.js'
import {listCommand} from '../../src/cli/commands/list.js'
import {nextCommand} from '../../src/cli/commands/next.js'
import {pauseCommand} from '../../src/cli/commands/pause.js'
import {removeCommand} from '../../src/cli/commands/remove.js'
import {reportCommand} from '../../src/cli/commands/report.js'
import {resumeCommand} from '../../src/cli/commands/resume.js'
import {retryCommand} from '../../src/cli/commands/retry.js'
import {runNowCommand} from '../../src/cli/commands/run-now.js'
import {showCommand} from '../../src/cli/commands/show.js'
import {statusCommand} from '../../src/cli/commands/status.js'
import type {Tier, User} from '../../src/domain/user.js'
import {aCommandContext} from '../support/a-command-context.js'
import {runCommand} from '../support/run-command.js'
import {useCase} from '../support/use-case.js'

const given = useCase(undefined, async () => {
  bob = await given.user('bob', 'team')
  anns = await owned(at.ann, {connection: 'emea', review: 'weekly'})
  bobs = await owned(bob, {connection: 'apac', review: 'nightly'})
})
const {at} = given

/** What somebody owns, by ids: names of others may be the same as one's own. */
type Owned = {connection: string; review: string; runs: [string, string]; queued: string}
const none: Owned = {connection: '', review: '', runs: ['', ''], queued: ''}
let [anns, bobs] = [none, none]
let bob: User

/** The connection and its review, two runs of it that completed, and one that waits. */
async function owned(user: User, names: {connection: string; review: string}): Promise<Owned> {
  const {id: connection} = await given.connect(user, names.connection)
  const {review} = await given.schedule({name: names.review, connection: names.connection}, user)
  for (const _ of [1, 2]) await act(user, runNowCommand, {ref: review.id})
  await act(user, runNowCommand, {ref: review.id, queue: true})
  const [queued, first, second] = (await at.database.listRuns({userId: user.id})).map(({id}) => id)
  return {connection, review: review.id, runs: [first!, second!], queued: queued!}
}

async function act<Input>(user: User, command: Command<Input>, input: Record<string, unknown>) {
  const context = aCommandContext({now: at.clock.now().toISOString()})
  return runCommand(command, command.input.parse(input), {
    ...context,
    ids: at.ids,
    database: async () => at.database,
    actor: async () => user,
  })
}

const words = (error: unknown) =>
  error instanceof Error ? `${(error as {code?: string}).code}: ${error.message}` : 'done'

type Row = [string, (user: User, on: Owned) => ReturnType<typeof act>, 'every tier' | 'team']

/** What is done, and which tier it takes to do it with something of one's own. */
const rows: Row[] = [
  [
    'add',
    (user, on) => act(user, addCommand, {name: 'new', connection: on.connection, schedule: '0 6 * * 1'}),
    'team',
  ],
  ['resume', (user, on) => act(user, resumeCommand, {ref: on.review}), 'team'],
  ['resume --from-now', (user, on) => act(user, resumeCommand, {ref: on.review, fromNow: true}), 'team'],
  [
    'edit --connection',
    (user, on) => act(user, editCommand, {ref: anns.review, connection: on.connection}),
    'team',
  ],
  ['edit', (user, on) => act(user, editCommand, {ref: on.review, description: 'x'}), 'every tier'],
  ['pause', (user, on) => act(user, pauseCommand, {ref: on.review}), 'every tier'],
  ['remove', (user, on) => act(user, removeCommand, {ref: on.review}), 'every tier'],
  ['show', (user, on) => act(user, showCommand, {ref: on.review}), 'every tier'],
  ['next', (user, on) => act(user, nextCommand, {ref: on.review}), 'every tier'],
  ['run-now', (user, on) => act(user, runNowCommand, {ref: on.review}), 'every tier'],
  ['run-now --connection', (user, on) => act(user, runNowCommand, {connection: on.connection}), 'every tier'],
  ['run-now --queue', (user, on) => act(user, runNowCommand, {ref: on.review, queue: true}), 'every tier'],
  ['retry', (user, on) => act(user, retryCommand, {run: on.runs[0]}), 'every tier'],
  ['cancel', (user, on) => act(user, cancelCommand, {run: on.queued}), 'every tier'],
  ['history', (user, on) => act(user, historyCommand, {ref: on.review}), 'every tier'],
  ['report', (user, on) => act(user, reportCommand, {run: on.runs[0]}), 'every tier'],
  ['diff from', (user, on) => act(user, diffCommand, {from: on.runs[1], to: anns.runs[0]}), 'every tier'],
  ['diff to', (user, on) => act(user, diffCommand, {from: anns.runs[1], to: on.runs[0]}), 'every tier'],
  ['connection show', (user, on) => act(user, connectionShowCommand, {ref: on.connection}), 'every tier'],
  [
    'connection edit',
    (user, on) => act(user, connectionEditCommand, {ref: on.connection, path: 'other.csv'}),
    'every tier',
  ],
  [
    'connection edit --name',
    (user, on) => act(user, connectionEditCommand, {ref: on.connection, name: 'other'}),
    'every tier',
  ],
  ['connection test', (user, on) => act(user, connectionTestCommand, {ref: on.connection}), 'every tier'],
]

describe.each(rows)('%s', (_, act, needed) => {
  it.each<Tier>(['free', 'pro', 'team', 'enterprise'])(
    `with one's own and the tier %s: needs ${needed}`,
    async tier => {
      const isAllowed = needed === 'every tier' || tier === 'team' || tier === 'enterprise'
      expect(words((await act({...at.ann, tier}, anns)).error)).toBe(
        isAllowed ? 'done' : `forbidden: the tier "${tier}" of user "ann" does not allow schedules`,
      )
    },
  )

  it('with what belongs to somebody else: it is not there, and it stays as it is', async () => {
    const before = given.place.dump()
    expect(words((await act(at.ann, bobs)).error)).toMatch(/^not-found: there is no /)
    expect(given.place.dump()).toEqual(before)
  })
})

it.each([
  ['a connection that a review uses', 'conflict: the connection is used by "weekly"'],
  ['a connection of its own', 'done'],
])('connection remove: %s', async (what, expected) => {
  if (what.endsWith('own')) await act(at.ann, removeCommand, {ref: anns.review})
  expect(words((await act(at.ann, connectionRemoveCommand, {ref: anns.connection})).error)).toBe(expected)
  expect(words((await act(at.ann, connectionRemoveCommand, {ref: bobs.connection})).error)).toMatch(
    /^not-found/,
  )
})

describe('a review whose connection was given to somebody else', () => {
  const notOwned = 'forbidden: the connection "emea" belongs to another user'

  it.each<[string, () => ReturnType<typeof act>, string]>([
    ['resume', () => act(at.ann, resumeCommand, {ref: anns.review}), notOwned],
    ['resume --from-now', () => act(at.ann, resumeCommand, {ref: anns.review, fromNow: true}), notOwned],
    ['run-now', () => act(at.ann, runNowCommand, {ref: anns.review}), notOwned],
    ['run-now --queue', () => act(at.ann, runNowCommand, {ref: anns.review, queue: true}), notOwned],
    ['retry', () => act(at.ann, retryCommand, {run: anns.runs[0]}), notOwned],
    ['pause', () => act(at.ann, pauseCommand, {ref: anns.review}), 'done'],
    ['remove', () => act(at.ann, removeCommand, {ref: anns.review}), 'done'],
    ['report', () => act(at.ann, reportCommand, {run: anns.runs[0]}), 'done'],
  ])('%s', async (_, act, expected) => {
    given.place.inFile(`UPDATE crm_connections SET user_id = '${bob.id}' WHERE id = '${anns.connection}'`)
    expect(words((await act()).error)).toBe(expected)
  })
})

it.each<[string, () => ReturnType<typeof act>]>([
  ['list', () => act(at.ann, listCommand, {json: true})],
  ['next', () => act(at.ann, nextCommand, {json: true})],
  ['history', () => act(at.ann, historyCommand, {json: true})],
  ['connection list', () => act(at.ann, connectionListCommand, {json: true})],
  ['status', () => act(at.ann, statusCommand, {json: true})],
])('%s shows nothing of others', async (_, act) => {
  given.place.inFile("UPDATE review_runs SET status = 'running', job_id = 'j' WHERE status = 'queued'")
  const {out} = await act()
  const strange = ['nightly', 'apac', bob.id, bobs.connection, bobs.review, bobs.queued, ...bobs.runs]
  expect(strange.filter(text => out.includes(text))).toEqual([])
  expect([anns.connection, anns.review, anns.queued].some(text => out.includes(text))).toBe(true)
})
