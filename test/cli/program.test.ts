import {describe, expect, it} from 'vitest'
import {parseCommandLine} from '../../src/cli/program.js'
import {recordedIo} from '../support/fake-output.js'

async function parsed(argv: string[]) {
  const result = await parseCommandLine(argv, '1.2.3', recordedIo())
  return result && {name: result.command.name, input: result.input, flags: result.flags}
}

describe('a command line', () => {
  it.each<[string, string[], string, object]>([
    ['a plain command', ['list'], 'list', {json: false, ndjson: false}],
    [
      'a command of a group',
      ['connection', 'test', 'emea', '--json'],
      'connection test',
      {ref: 'emea', json: true},
    ],
    [
      'global flags before the command',
      ['--database', 'x.db', 'pause', 'weekly'],
      'pause',
      {ref: 'weekly', json: false},
    ],
    [
      'a value that looks like a command',
      ['pause', 'list', '--reason', 'remove'],
      'pause',
      {ref: 'list', reason: 'remove', json: false},
    ],
    [
      'repeated flags',
      ['history', '--status', 'failed', '--status', 'missed', '--limit', '3'],
      'history',
      {status: ['failed', 'missed'], limit: 3, json: false, ndjson: false},
    ],
    [
      'a negated flag',
      ['run-now', 'weekly', '--no-deliver'],
      'run-now',
      {ref: 'weekly', deliver: false, format: 'text', allDeals: false, json: false},
    ],
    [
      'a flag with "="',
      ['report', 'latest', '--format=csv'],
      'report',
      {run: 'latest', format: 'csv', allDeals: false, json: false},
    ],
    [
      'a name after "--" that looks like a flag',
      ['remove', '--', '--odd'],
      'remove',
      {ref: '--odd', json: false},
    ],
  ])('%s', async (_, argv, name, input) => {
    expect(await parsed(argv)).toMatchObject({name, input})
  })

  it('gives the global flags apart from the input', async () => {
    expect(await parsed(['list', '--user', 'ann', '--color', 'never'])).toMatchObject({
      flags: {user: 'ann', color: 'never'},
    })
  })

  it.each<[string, string[], string, string]>([
    ['an unknown command', ['lsit'], 'unknown command "lsit"', 'Did you mean list?'],
    ['an unknown command of a group', ['connection', 'tets'], 'unknown command "tets"', 'Did you mean test?'],
    ['an unknown flag', ['history', '--limt', '3'], 'unknown option "--limt"', 'Did you mean --limit?'],
    [
      'a missing argument',
      ['pause'],
      'missing required argument "ref"',
      'revsched pause --help shows what is allowed',
    ],
    [
      'an argument too many',
      ['list', 'all'],
      'too many arguments for "list". Expected 0 arguments but got 1',
      'revsched list --help shows what is allowed',
    ],
    [
      'a choice that does not exist',
      ['report', 'latest', '--format', 'pdf'],
      'option "--format <format>" argument "pdf" is invalid. Allowed choices are text, json, markdown, html, csv',
      'revsched report --help shows what is allowed',
    ],
  ])('refuses %s', async (_, argv, message, hint) => {
    await expect(parsed(argv)).rejects.toMatchObject({code: 'usage', message, hint})
  })
})

describe('help', () => {
  it.each([
    ['nothing', [], 'Commands:'],
    ['--help', ['--help'], 'Commands:'],
    ['help of a command', ['help', 'run-now'], '$ revsched run-now weekly --fail-on critical'],
    [
      '--help of a command',
      ['connection', 'add', '--help'],
      '$ revsched connection add file emea --path deals.csv',
    ],
    ['a bare group', ['db'], 'db backup'],
    ['help of a group', ['help', 'rules'], 'rules explain'],
    ['the exit codes', ['help', 'exit-codes'], 'threshold'],
  ])('for %s', async (_, argv, shown) => {
    const io = recordedIo()
    expect(await parseCommandLine(argv, '1.2.3', io)).toBeNull()
    expect(io.out.text()).toContain(shown)
    expect(io.err.text()).toBe('')
  })
})
