import {describe, expect, it} from 'vitest'
import {parseRuleFile} from '../../src/config/rule-file.js'

const parse = (text: string) => parseRuleFile(text, 'r.yaml')

describe('a rule file', () => {
  it.each<[string, string, object]>([
    ['nothing', '', {}],
    ['only a comment', '# none yet', {}],
    ['a preset', 'extends: [revsched:recommended]', {extends: ['revsched:recommended']}],
    [
      'rules off, on, by severity and with options',
      'rules:\n  a: off\n  b: on\n  c: high\n  d: false\n  e: {severity: low, days: 3}',
      {rules: {a: 'off', b: 'on', c: 'high', d: false, e: {severity: 'low', days: 3}}},
    ],
    ['JSON', '{"rules": {"a": "off"}}', {rules: {a: 'off'}}],
  ])('may hold %s', (_, text, content) => expect(parse(text)).toEqual(content))

  it.each<[string, string, string]>([
    ['bad YAML', 'rules:\n  a: off\n b: on', '"r.yaml:3:1" is not valid YAML'],
    ['a rule twice', 'rules:\n  a: off\n  a: on', '"r.yaml:3:3" is not valid YAML: Map keys must be unique'],
    ['an unknown key', 'rule: {}', '"r.yaml" has the unknown key "rule"'],
    ['a key of a later version', 'waivers: []', 'has "waivers", which this version does not support yet'],
    ['a list', '- a', 'must hold "extends" and "rules", not ["a"]'],
    ['a text', 'rules', 'must hold "extends" and "rules", not "rules"'],
    ['a number for a rule', 'rules: {a: 3}', 'has a wrong value at "rules.a"'],
    ['true for a rule', 'rules: {a: true}', 'has a wrong value at "rules.a"'],
    ['one preset without a list', 'extends: revsched:strict', 'has a wrong value at "extends"'],
    ['an alias', 'rules:\n  a: &o {days: 3}\n  b: *o', 'cannot be read: '],
    ['more than a person writes', `# ${'x'.repeat(1024 * 1024)}`, 'is larger than 1 MB'],
  ])('that holds %s is refused', (_, text, message) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        code: 'config',
        message: expect.stringContaining(message),
        hint: expect.any(String),
      }),
    )
  })

  it('with an alias bomb is refused at once', () => {
    const levels = Array.from(
      {length: 30},
      (_, index) => `  a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(10)}]`,
    )
    expect(() => parse(`rules:\n  a0: &a0 [boom]\n${levels.join('\n')}`)).toThrow(
      expect.objectContaining({code: 'config', hint: 'write every value out; aliases are not supported'}),
    )
  })

  it('cannot reach the prototype of what it becomes', () => {
    const {rules} = parse('rules:\n  __proto__: {polluted: true}\n  constructor: off')
    expect(Object.keys(rules ?? {})).toContain('constructor')
    expect(({} as {polluted?: boolean}).polluted).toBeUndefined()
  })
})
