import {describe, expect, it} from 'vitest'
import {parseConfigFile} from '../../src/config/config-file.js'

const keys = ['database', 'user', 'timezone'] as const
const parse = (text: string) => parseConfigFile(text, 'c.yaml', keys)

describe('a config file', () => {
  it.each<[string, string, object]>([
    ['nothing', '', {}],
    ['only a comment', '# later\n', {}],
    ['a null document', '~', {}],
    ['a setting', 'user: ann', {user: 'ann'}],
    ['some', 'user: ann\ntimezone: "Europe/Berlin" # home\n', {user: 'ann', timezone: 'Europe/Berlin'}],
    ['quotes around what looks like a number', 'user: "42"', {user: '42'}],
    ['JSON', '{"user": "ann"}', {user: 'ann'}],
    ['CRLF and a byte order mark', '\uFEFFuser: ann\r\ntimezone: UTC\r\n', {user: 'ann', timezone: 'UTC'}],
  ])('may hold %s', (_, text, settings) => expect(parse(text)).toEqual(settings))

  const names = 'settings: database, user, timezone'
  const quote = expect.stringContaining('in quotes') as string

  it.each<[string, string, string, string]>([
    ['an unknown setting', 'user: a\ncolour: b', '"c.yaml:2" has the unknown setting "colour"', names],
    [
      'a mistyped one',
      '\ntimezon: UTC',
      '"c.yaml:2" has the unknown setting "timezon"',
      'did you mean "timezone"?',
    ],
    ['a setting of the prototype', '__proto__: x', '"c.yaml:1" has the unknown setting "__proto__"', names],
    ['a merge', 'user: a\n<<: {timezone: UTC}', '"c.yaml:2" has the unknown setting "<<"', names],
    ['a number', 'user: 42', '"c.yaml:1" must give "user" a text, not 42', quote],
    ['a truth value', '\nuser: true', '"c.yaml:2" must give "user" a text, not true', quote],
    ['no value', 'user:', '"c.yaml:1" must give "user" a text, not null', quote],
    ['an empty text', 'user: ""', '"c.yaml:1" must give "user" a text, not ""', quote],
    ['a list', 'user: [a, b]', '"c.yaml:1" must give "user" a text, not ["a","b"]', quote],
    ['a mapping', 'user:\n  name: ann', '"c.yaml:1" must give "user" a text, not {"name":"ann"}', quote],
    ['an alias', 'user: &u ann\ndatabase: *u', '"c.yaml:2" must give "database" a text, not *u', quote],
    ['a list of settings', '- user: ann', '"c.yaml:1" must hold "key: value" lines', names],
    ['a text', 'just text', '"c.yaml:1" must hold "key: value" lines', names],
    ['a setting twice', 'user: a\nuser: b', '"c.yaml:2" is not valid YAML: Map keys must be unique', names],
    ['a tab as indentation', 'user:\n\tann', '"c.yaml:2" is not valid YAML', names],
    ['an open quote', 'user: "ann\n', 'is not valid YAML', names],
    ['two documents', 'user: a\n---\nuser: b', '"c.yaml:2" is not valid YAML', names],
    ['more than a person writes', `# ${'x'.repeat(100 * 1024)}`, '"c.yaml" is larger than 100 kB', names],
  ])('that holds %s is refused', (_, text, message, hint) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({code: 'config', message: expect.stringContaining(message), hint}),
    )
  })

  it('with an alias bomb is refused at once', () => {
    const levels = Array.from(
      {length: 30},
      (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(10)}]`,
    )
    expect(() => parse(`a0: &a0 boom\n${levels.join('\n')}`)).toThrow('has the unknown setting "a0"')
    expect(() => parse(`user: [${'*a, '.repeat(1000)}]`)).toThrow('the config file "c.yaml')
  })
})
