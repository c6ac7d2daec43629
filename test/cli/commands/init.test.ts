import {describe, expect, it} from 'vitest'
import {initCommand} from '../../../src/cli/commands/init.js'
import {RevschedError} from '../../../src/domain/errors.js'
import type {Prompter} from '../../../src/domain/ports/prompter.js'
import {aCommandContext} from '../../support/a-command-context.js'
import {runCommand} from '../../support/run-command.js'

/** Answers in the order of the questions; what was asked, and what was wrong with an answer, is kept. */
function scripted(answers: readonly string[]) {
  const asked: string[] = []
  const left = [...answers]
  const next = (question: string) => {
    asked.push(question)
    const answer = left.shift()
    if (answer === undefined) throw new RevschedError('interrupted', 'stopped before the last answer')
    return answer
  }
  const prompter: Prompter = {
    async choose(question, choices) {
      const answer = next(question)
      return choices.find(({value, label}) => answer === label || answer === value)!.value
    },
    async ask(question, {initial, check}) {
      for (;;) {
        const answer = next(question)
        const problem = check(answer === '' ? initial : answer)
        if (problem === null) return answer === '' ? initial : answer
        asked.push(`! ${problem}`)
      }
    },
    confirm: async question => next(question) === 'yes',
  }
  return {asked, left, host: {prompter: async () => prompter}}
}

const nothing = {to: [], yes: false, json: false}

it('asks from nothing to the first run, and prints the commands that do the same', async () => {
  const {asked, left, host} = scripted([
    ...['In a file', '/data/export of may.csv', 'emea', 'pipeline'],
    ...['evry monday', 'weekdays at 8:30', 'Berlin', 'Europe/Berlin', 'no', '', '', 'yes', 'weekly', ''],
    ...['Nowhere yet', 'yes'],
  ])
  const ran = await runCommand(initCommand, nothing, {host})
  expect(ran.error).toBeNull()
  expect(left).toEqual([])
  expect(asked).toEqual([
    'Where are the deals?',
    'Which file?',
    'What is the connection called?',
    '! "emea" is taken',
    'What is the connection called?',
    'When is the review due? In words or as a cron line',
    expect.stringMatching(/^! "evry monday" is not understood/),
    'When is the review due? In words or as a cron line',
    'In which time zone?',
    expect.stringMatching(/^! "Berlin" is not .*Europe\/Berlin/),
    'In which time zone?',
    'Is that when it should run?',
    'When is the review due? In words or as a cron line',
    'In which time zone?',
    'Is that when it should run?',
    'What is the scheduled review called?',
    '! "weekly" is taken',
    'What is the scheduled review called?',
    'Where should its digest go?',
    'Run it once now?',
  ])
  expect(ran.err).toContain('next      Wed 2 Apr 2025 08:30 +02:00')
  expect(ran.err).toContain(
    'without questions:\n' +
      '  revsched connection add file pipeline --path "/data/export of may.csv"\n' +
      '  revsched add weekly-2 --connection pipeline --schedule "every monday at 6am" --timezone America/New_York\n' +
      '  revsched run-now weekly-2\n',
  )
  expect(ran.out).toContain('Health')
})

describe('goes on after what went wrong', () => {
  it('asks again, without the flags that led there', async () => {
    const {asked, host} = scripted(['yes', 'emea', 'new', 'Nowhere yet'])
    const context = aCommandContext({host})
    context.connectorOf = async () => {
      throw new RevschedError('source-failed', 'the file "/data/a.csv" does not exist')
    }
    const given = {...nothing, source: 'file', path: 'a.csv', connection: 'a'} as const
    const {err, error} = await runCommand(
      initCommand,
      {...given, schedule: 'weekdays at 8:30', timezone: 'UTC', run: false},
      context,
    )
    expect(error).toBeNull()
    expect(err).toContain('error: the file "/data/a.csv" does not exist')
    expect(asked.slice(0, 2)).toEqual(['Answer again?', 'Where are the deals?'])
  })

  it('keeps what was done where the person leaves', async () => {
    const {host} = scripted(['In a file', 'a.csv', ''])
    const {error, stored} = await runCommand(initCommand, nothing, {host})
    expect(error).toMatchObject({code: 'interrupted'})
    expect(stored.connections.map(({name}) => name)).toEqual(['emea', 'a'])
  })

  it('tells what was set up where the first run fails', async () => {
    const {host} = scripted([])
    const given = {...nothing, yes: true, connection: 'emea', deliver: 'none', review: 'new'} as const
    const {error, err, stored} = await runCommand(initCommand, given, {
      host,
      failure: new RevschedError('source-failed', 'it is down'),
    })
    expect(error).toMatchObject({code: 'source-failed'})
    expect(err).toContain('revsched add new --connection emea')
    expect(stored.reviews.map(({name}) => name)).toEqual(['weekly', 'new'])
  })
})

describe('asks nothing', () => {
  it('with --yes: what no flag says is as usual, in one JSON document', async () => {
    const {out, error} = await runCommand(initCommand, {
      ...nothing,
      connection: 'emea',
      schedule: '@daily',
      run: false,
      yes: true,
      json: true,
    })
    expect(error).toBeNull()
    expect(JSON.parse(out)).toEqual({
      review: 'daily',
      commands: ['revsched add daily --connection emea --schedule "@daily" --timezone America/New_York'],
    })
  })

  it.each([
    ['a review', {connection: 'emea'}, '"weekly" is there already', '--review'],
    [
      'a review of a new connection',
      {source: 'file', path: 'a.csv'},
      '"weekly" is there already',
      '--review',
    ],
    [
      'a connection',
      {source: 'file', path: 'emea.csv', review: 'new'},
      '"emea" is there already',
      '--connection',
    ],
  ] as const)(
    'and makes %s that is there no second time by another name',
    async (_, given, message, flag) => {
      const {error, stored} = await runCommand(initCommand, {...nothing, ...given, run: false, yes: true})
      expect(error).toMatchObject({code: 'conflict', message, hint: expect.stringContaining(flag)})
      expect([stored.connections.length, stored.reviews.length]).toEqual([1, 1])
    },
  )

  it('where nobody sits at a terminal, and says so', async () => {
    const {error, stored} = await runCommand(initCommand, {...nothing, connection: 'emea'})
    expect(error).toMatchObject({code: 'usage', message: 'init asks questions, and this is no terminal'})
    expect(stored.reviews).toHaveLength(1)
  })

  it.each([
    ['--source', {}],
    ['--path', {source: 'file'}],
    ['--org', {source: 'salesforce'}],
    ['--client-id', {source: 'salesforce', login: 'browser'}],
    ['--host', {connection: 'emea', deliver: 'email'}],
  ] as const)('with --yes where only a person knows: it names %s', async (flag, given) => {
    const {error} = await runCommand(initCommand, {...nothing, ...given, review: 'new', yes: true})
    expect(error).toMatchObject({
      code: 'usage',
      message: `nobody can be asked, and the flag ${flag} is missing`,
    })
  })
})

it.each([
  ['a schedule', {schedule: 'evry monday'}, /^"evry monday" is not understood as a schedule/],
  ['a time zone', {timezone: 'Mars'}, /^"Mars" is not a valid time zone/],
  ['a condition', {deliverWhen: 'sometimes'}, /^"sometimes" is not a condition of delivery/],
  ['mail without a sender', {deliver: 'email', host: 'smtp.acme.com'}, /the flag --from is missing$/],
] as const)('stores no connection before %s that cannot be', async (_, flags, message) => {
  const given = {
    ...nothing,
    source: 'file',
    path: 'a.csv',
    connection: 'a',
    review: 'new',
    run: false,
    yes: true,
  } as const
  const {error, stored} = await runCommand(initCommand, {...given, ...flags})
  expect(error).toMatchObject({code: 'usage', message: expect.stringMatching(message)})
  expect(stored.connections.map(({name}) => name)).toEqual(['emea'])
})

it('says to each command what was said before all of them', async () => {
  const setting = {value: '/srv/a.db', origin: 'flag', where: ''} as const
  const given = {...nothing, connection: 'emea', review: 'new', run: false, yes: true, json: true}
  const {out} = await runCommand(initCommand, given, {config: {database: setting}})
  expect(JSON.parse(out).commands[0]).toMatch(/--database \/srv\/a\.db$/)
})
