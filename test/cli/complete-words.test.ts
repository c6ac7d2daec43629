import {describe, expect, it} from 'vitest'
import {complete} from '../../src/cli/complete.js'
import {completeWords} from '../../src/cli/complete-words.js'
import {nameOfArgument} from '../../src/cli/completed-names.js'
import {commands} from '../../src/cli/program.js'
import {bashWord, shellLine} from '../../src/cli/shell-line.js'
import {recordedOutput} from '../support/fake-output.js'

const offered = async (...words: string[]) => {
  const completion = await completeWords(words, async kind => [{value: `<${kind}>`}])
  return completion === 'files' ? 'files' : completion.values.map(({value}) => value)
}

describe('what a word may become', () => {
  it.each([
    [['run-now', ''], ['<review>']],
    [
      ['run-now', 'weekly', '--fail-on', ''],
      ['critical', 'high', 'medium', 'low', 'info'],
    ],
    [['run-now', '--fail-on='], ['critical', 'high', 'medium', 'low', 'info'].map(one => `--fail-on=${one}`)],
    [['run-now', '--connection', ''], ['<connection>']],
    [['run-now', '--connection', 'emea', '--timezone', ''], ['<zone>']],
    [['run-now', '--key', ''], []],
    [['run-now', '--rules', ''], ['<ruleset>']],
    [['run-now', '--format', 'csv', ''], ['<review>']],
    [['report', ''], ['<run>']],
    [['report', 'latest', '--output', ''], 'files'],
    [['diff', 'latest', ''], ['<run>']],
    [['connection', 'show', ''], ['<connection>']],
    [
      ['connection', 'add', ''],
      ['file', 'salesforce', 'hubspot'],
    ],
    [['connection', 'add', 'file', ''], []],
    [['channel', 'test', ''], ['<channel>']],
    [['user', 'set-tier', ''], ['<user>']],
    [
      ['user', 'set-tier', 'bob', ''],
      ['free', 'pro', 'team', 'enterprise'],
    ],
    [['rules', 'explain', ''], ['<rule>']],
    [['rules', 'lint', ''], 'files'],
    [['config', 'get', ''], ['<setting>']],
    [['schema', 'connection', ''], ['<schema>']],
    [['--user', ''], ['<user>']],
    [['--user', 'bob', 'pause', ''], ['<review>']],
    [
      ['help', 'rules', ''],
      ['list', 'explain', 'lint', 'test', 'init', 'schema'],
    ],
    [
      ['config', ''],
      ['get', 'path'],
    ],
    [['unknown', ''], []],
    [['unknown', 'more', ''], []],
    [['-'], ['--database', '--user', '--color', '--debug', '--help']],
  ])('%j', async (words, expected) => expect(await offered(...words)).toEqual(expected))

  it('is each command, at the start of a line', async () => {
    const first = [...new Set(Object.keys(commands).map(name => name.split(' ')[0]))]
    expect(await offered('')).toEqual([...first, 'help'])
  })

  it('is each flag of the command and of all', async () => {
    expect(await offered('pause', 'weekly', '--')).toEqual([
      '--reason',
      '--json',
      '--database',
      '--user',
      '--color',
      '--debug',
      '--help',
    ])
  })

  it('is known of every argument that a name or file stands for', async () => {
    const loaded = await Promise.all(Object.values(commands).map(load => load()))
    const unknown = loaded.flatMap(({name, arguments: all = []}) =>
      all
        .filter(({syntax, choices}) => !choices && nameOfArgument(name, syntax) === null)
        .map(({syntax}) => `${name} ${syntax}`),
    )
    // New names, which a person makes up.
    expect(unknown).toEqual(['connection add <name>', 'channel add <name>', 'add <name>', 'user add <name>'])
  })
})

describe('what the program tells a shell', () => {
  async function told(...argv: string[]) {
    const out = recordedOutput()
    const asked: unknown[] = []
    await complete(argv, {
      out,
      settings: async () => ['timezone'],
      async storedNames(kind, flags) {
        asked.push([kind, flags])
        return [{value: 'weekly', about: 'a\tb\nc'}]
      },
    })
    return {lines: out.text().split('\n').slice(0, -1), asked}
  }

  it.each([
    [['words', 'pause', ''], ['weekly\ta b c']],
    [['words', 'rules', 'lint', ''], [':files']],
    [['words', 'config', 'get', ''], ['timezone']],
    [['words'], expect.arrayContaining(['run-now', 'help'])],
    [['words', 'next', '--timezone', ''], expect.arrayContaining(['UTC', 'Europe/Berlin'])],
    [['words', 'rules', 'explain', ''], expect.arrayContaining(['close-date-past\tClose date past'])],
    [['words', 'schema', ''], expect.arrayContaining(['error', 'connection'])],
    [
      ['words', 'run-now', '--rules', ''],
      ['recommended', 'strict', 'minimal'],
    ],
    [['bash', 'revsched pause x', 'x'], []],
    [['bash', 'revsched pause w', 'w'], ['weekly']],
  ])('%j', async (argv, expected) => expect((await told(...argv)).lines).toEqual(expected))

  it('is looked up where the line says', async () => {
    const {asked} = await told('words', '--database', 'a.db', 'pause', '--user', 'bob', '')
    expect(asked).toEqual([['review', {database: 'a.db', user: 'bob'}]])
  })
})

describe('a line of a shell', () => {
  it.each([
    ['revsched pause ', {words: ['revsched', 'pause', ''], openQuote: null, lastStart: 15}],
    ['revsched  "a b', {words: ['revsched', 'a b'], openQuote: '"', lastStart: 10}],
    [String.raw`a\ b 'c\d' "e\"f" g`, {words: ['a b', 'c\\d', 'e"f', 'g'], openQuote: null, lastStart: 18}],
    ['a ""', {words: ['a', ''], openQuote: null, lastStart: 2}],
    ['', {words: [''], openQuote: null, lastStart: 0}],
  ])('%s', (line, expected) => expect(shellLine(line)).toEqual(expected))

  it.each([
    [null, String.raw`a\ \$b\"c\'d\;`],
    ['"', String.raw`a \$b\"c'd;`],
    ["'", String.raw`a $b"c'\''d;`],
  ] as const)('takes a value in the quote %s', (quote, expected) =>
    expect(bashWord(`a $b"c'd;`, quote)).toBe(expected),
  )
})
