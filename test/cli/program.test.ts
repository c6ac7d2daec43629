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
      {ref: 'weekly', deliver: false, format: 'text', allDeals: false, onlyNew: false, json: false},
    ],
    [
      'a flag with "="',
      ['report', 'latest', '--format=csv'],
      'report',
      {run: 'latest', format: 'csv', allDeals: false, onlyNew: false, json: false},
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
    ['an unknown command', ['lsit'], 'there is no command "lsit"', 'did you mean "list"?'],
    ['a command unlike any', ['zzz'], 'there is no command "zzz"', 'revsched --help lists the commands'],
    [
      'an unknown command of a group',
      ['connection', 'tets'],
      'there is no command "connection tets"',
      'did you mean "test"?',
    ],
    [
      'a command of a group unlike any',
      ['db', 'zzz'],
      'there is no command "db zzz"',
      'revsched db --help lists the commands',
    ],
    [
      'a group that is mistyped',
      ['conection'],
      'there is no command "conection"',
      'did you mean "connection"?',
    ],
    ['help of what does not exist', ['help', 'lsit'], 'there is no command "lsit"', 'did you mean "list"?'],
    [
      'help of what is not in a group',
      ['help', 'rules', 'lst'],
      'there is no command "rules lst"',
      'did you mean "list"?',
    ],
    ['an unknown flag', ['history', '--limt', '3'], 'unknown flag "--limt"', 'did you mean --limit?'],
    [
      'a flag unlike any',
      ['list', '--zzz'],
      'unknown flag "--zzz"',
      'usage: revsched list [flags]; revsched list --help tells more',
    ],
    [
      'an unknown global flag',
      ['--zzz'],
      'unknown flag "--zzz"',
      'usage: revsched [flags]; revsched --help tells more',
    ],
    [
      'a flag without its value',
      ['history', '--limit'],
      'the flag --limit <n> needs a value',
      'usage: revsched history [flags] [ref]; revsched history --help tells more',
    ],
    [
      'a missing argument',
      ['pause'],
      'the argument <ref> is missing',
      'usage: revsched pause [flags] <ref>; revsched pause --help tells more',
    ],
    [
      'an argument too many',
      ['list', 'all'],
      'too many arguments: none is given here, not 1',
      'text with spaces goes in quotes; usage: revsched list [flags]; revsched list --help tells more',
    ],
    [
      'a schedule without quotes',
      ['add', 'weekly', '--schedule', 'every', 'monday'],
      'too many arguments: 1 can be given here, not 2',
      'text with spaces goes in quotes; usage: revsched add [flags] <name>; revsched add --help tells more',
    ],
    [
      'a choice that does not exist',
      ['report', 'latest', '--format', 'makrdown'],
      '"makrdown" is not a valid --format: it takes text, json, ndjson, markdown, html, csv, xlsx',
      'did you mean "markdown"?',
    ],
    [
      'a choice unlike any',
      ['run-now', 'x', '--format', 'xml'],
      '"xml" is not a valid --format: it takes text, json, ndjson, markdown, html, csv, xlsx',
      'for example: --format text',
    ],
    [
      'an empty choice',
      ['add', 'weekly', '--catch-up', ''],
      '"" is not a valid --catch-up: it takes latest, all, none',
      'for example: --catch-up latest',
    ],
    [
      'a choice of a flag that may be repeated',
      ['history', '--status', 'failed', '--status', 'failde'],
      '"failde" is not a valid --status: it takes queued, running, completed, failed, missed, skipped, cancelled',
      'did you mean "failed"?',
    ],
    [
      'a choice of an argument',
      ['connection', 'add', 'pipedrive', 'emea'],
      '"pipedrive" is not a valid <kind>: it takes file, salesforce, hubspot',
      'for example: revsched connection add file emea --path deals.csv',
    ],
    [
      'a choice of a global flag',
      ['list', '--color', 'alway'],
      '"alway" is not a valid --color: it takes auto, always, never',
      'did you mean "always"?',
    ],
    [
      'a choice of a global flag unlike any',
      ['--color', 'red', 'list'],
      '"red" is not a valid --color: it takes auto, always, never',
      'for example: --color auto',
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
    ['--help before the command', ['--help', 'run-now'], 'revsched run-now weekly --fail-on critical'],
    ['help of a command of a group', ['help', 'db', 'check'], '$ revsched db check --json'],
    ['the version', ['--version'], '1.2.3'],
    ['the exit codes', ['help', 'exit-codes'], 'threshold'],
  ])('for %s', async (_, argv, shown) => {
    const io = recordedIo()
    expect(await parseCommandLine(argv, '1.2.3', io)).toBeNull()
    expect(io.out.text()).toContain(shown)
    expect(io.err.text()).toBe('')
  })
})
