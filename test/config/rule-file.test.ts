import {describe, expect, it} from 'vitest'
import {parseRuleFile} from '../../src/config/rule-file.js'
import type {RulesetFile} from '../../src/domain/rules/ruleset.js'

describe('a rule file', () => {
  it.each<{name: string; text: string; file: RulesetFile}>([
    {name: 'nothing', text: '', file: {}},
    {name: 'a comment', text: '# later', file: {}},
    {name: 'null', text: 'null', file: {}},
    {name: 'a preset', text: 'extends: [revsched:strict]', file: {extends: ['revsched:strict']}},
    {name: 'no rules', text: 'rules: {}', file: {rules: {}}},
    {
      name: 'keys whose lines are commented out',
      text: 'extends:\n  # - revsched:strict\nrules:\n  # a: off',
      file: {},
    },
    {name: 'off, which YAML 1.2 reads as text', text: 'rules: {a: off}', file: {rules: {a: 'off'}}},
    {name: 'off in quotes', text: 'rules: {a: "off"}', file: {rules: {a: 'off'}}},
    {name: 'false', text: 'rules: {a: false}', file: {rules: {a: false}}},
    {name: 'on', text: 'rules: {a: on}', file: {rules: {a: 'on'}}},
    {name: 'a severity', text: 'rules:\n  a: low', file: {rules: {a: 'low'}}},
    {
      name: 'options',
      text: 'rules:\n  a: {severity: high, days: 30, byStage: {"Legal: all": 0.5}}',
      file: {rules: {a: {severity: 'high', days: 30, byStage: {'Legal: all': 0.5}}}},
    },
    {
      name: 'a date, which stays text',
      text: 'rules: {a: {b: 2025-01-01}}',
      file: {rules: {a: {b: '2025-01-01'}}},
    },
    {name: 'a rule by number, which is text', text: 'rules: {1: off}', file: {rules: {1: 'off'}}},
    {
      name: 'JSON',
      text: '{"extends": ["revsched:strict"], "rules": {"a": "off"}}',
      file: {extends: ['revsched:strict'], rules: {a: 'off'}},
    },
    {
      name: 'what findings cost, at both ends',
      text: 'score:\n  points: {critical: 100, info: 0}\n  portfolio: true\n  supersede: [commit-at-risk]',
      file: {
        score: {points: {critical: 100, info: 0}, portfolio: true, supersede: ['commit-at-risk']},
      },
    },
    {
      name: 'a score whose lines are commented out',
      text: 'score:\n  points:\n    # high: 20\n  portfolio:',
      file: {score: {points: null, portfolio: null}},
    },
    {
      name: 'Windows line ends and a byte order mark',
      text: '\ufeffrules:\r\n  a: off\r\n',
      file: {rules: {a: 'off'}},
    },
  ])('may hold $name', ({text, file}) => expect(parseRuleFile(text, 'rules.yaml').file).toEqual(file))

  const aRule = 'extends takes a list of presets; a rule takes off, on, a severity, or options'

  it.each<{name: string; text: string; where?: string; message: string; hint: unknown}>([
    {
      name: 'a line that is no YAML',
      text: 'rules:\n  a: "off',
      where: 'rules.yaml:2:10',
      message: 'is not valid YAML: Missing closing "quote',
      hint: 'see examples/rules.yaml',
    },
    {
      name: 'a tab',
      text: 'rules:\n\ta: off',
      where: 'rules.yaml:2:1',
      message: 'is not valid YAML: Tabs are not allowed as indentation',
      hint: 'see examples/rules.yaml',
    },
    {
      name: 'a rule twice',
      text: 'rules:\n  a: off\n  a: on',
      where: 'rules.yaml:3:3',
      message: 'is not valid YAML: Map keys must be unique',
      hint: 'see examples/rules.yaml',
    },
    {
      name: 'an alias',
      text: 'rules:\n  a: &x {days: 1}\n  b: *x',
      message: 'cannot be read: Alias resolution is disabled',
      hint: 'write every value out; aliases are not supported',
    },
    {
      name: 'another key',
      text: 'rules: {}\nrulez: {}',
      where: 'rules.yaml:2:1',
      message: 'has the unknown key "rulez"',
      hint: 'allowed: extends, rules, overrides, custom, waivers, score',
    },
    {
      name: 'a list',
      text: '- a',
      message: 'must hold extends, rules, overrides, custom, waivers, score, not ["a"]',
      hint: 'see examples/rules.yaml',
    },
    {
      name: 'text, which is shown shortened',
      text: 'x'.repeat(100),
      message: `must hold extends, rules, overrides, custom, waivers, score, not "${'x'.repeat(59)}`,
      hint: 'see examples/rules.yaml',
    },
    {
      name: 'a preset outside of a list',
      text: 'extends: revsched:strict',
      where: 'rules.yaml:1:1',
      message: 'has "revsched:strict" at "extends", which is not allowed',
      hint: aRule,
    },
    {
      name: 'a preset that is no text',
      text: 'extends: [revsched:strict, 1]',
      where: 'rules.yaml:1:28',
      message: 'has 1 at "extends.1", which is not allowed',
      hint: aRule,
    },
    {
      name: 'rules as a list',
      text: 'rules: [off]',
      where: 'rules.yaml:1:1',
      message: 'has ["off"] at "rules", which is not allowed',
      hint: aRule,
    },
    ...['true', '1', 'null', '["error",{}]'].map(value => ({
      name: `a rule set to ${value}`,
      text: `rules: {missing-owner: ${value}}`,
      where: 'rules.yaml:1:9',
      message: `has ${value} at "rules.missing-owner", which is not allowed`,
      hint: aRule,
    })),
    {
      name: 'an override without rules',
      text: 'overrides:\n  - when: {pipeline: Renewals}',
      where: 'rules.yaml:2:5',
      message: 'lacks "rules" at "overrides.0"',
      hint: expect.stringMatching(/^as {when: /),
    },
    {
      name: 'an override for what there is not',
      text: 'overrides:\n  - when: {pipelin: Renewals}\n    rules: {}',
      where: 'rules.yaml:2:12',
      message: 'has the unknown key "pipelin" at "overrides.0.when"',
      hint: expect.stringMatching(/when takes pipeline, stage, owner, minAmount, maxAmount$/),
    },
    {
      name: 'a custom rule without a slash in its id',
      text: 'custom:\n  - {id: champion, category: completeness, severity: high, violation: "true", message: m}',
      where: 'rules.yaml:2:6',
      message: 'has "champion" at "custom.0.id", which is not allowed',
      hint: expect.stringMatching(/^a custom rule takes id \(as acme\/no-champion\)/),
    },
    ...['-1', '101', '2.5', '"40"', 'true'].map(value => ({
      name: `${value} points`,
      text: `score:\n  points: {critical: 40, high: ${value}}`,
      where: 'rules.yaml:2:26',
      message: `has ${value} at "score.points.high", which is not allowed`,
      hint: expect.stringMatching(/whole numbers of 0 to 100/),
    })),
    {
      name: 'points of a severity that there is not',
      text: 'score: {points: {grave: 40}}',
      where: 'rules.yaml:1:18',
      message: 'has the unknown key "grave" at "score.points"',
      hint: expect.stringMatching(/^score takes points /),
    },
    {
      name: 'another key of the score',
      text: 'score: {cap: 20}',
      where: 'rules.yaml:1:9',
      message: 'has the unknown key "cap" at "score"',
      hint: expect.stringMatching(/portfolio \(true or false\)/),
    },
    {
      name: 'a portfolio that is a number',
      text: 'score: {portfolio: 20}',
      where: 'rules.yaml:1:9',
      message: 'has 20 at "score.portfolio", which is not allowed',
      hint: expect.stringMatching(/portfolio \(true or false\)/),
    },
    {
      name: 'a rule that supersedes nothing',
      text: 'score: {supersede: [commit-at-risk, missing-owner]}',
      where: 'rules.yaml:1:37',
      message: 'has "missing-owner" at "score.supersede.1", which is not allowed',
      hint: expect.stringMatching(/supersede \(\[commit-at-risk\]\)$/),
    },
    {
      name: 'a waiver without a reason',
      text: 'waivers:\n  - {rule: close-date-past, deal: "1", until: 2027-01-31}',
      where: 'rules.yaml:2:5',
      message: 'lacks "reason" at "waivers.0"',
      hint: expect.stringMatching(/reason: legal review}$/),
    },
  ])('may not hold $name', ({text, where = 'rules.yaml', message, hint}) => {
    expect(() => parseRuleFile(text, 'rules.yaml')).toThrow(
      expect.objectContaining({code: 'config', message: `the rule file "${where}" ${message}`, hint}),
    )
  })

  it('with an alias bomb is refused at once', () => {
    const levels = Array.from(
      {length: 30},
      (_, index) => `  a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(10)}]`,
    )
    expect(() => parseRuleFile(`rules:\n  a0: &a0 [boom]\n${levels.join('\n')}`, 'rules.yaml')).toThrow(
      expect.objectContaining({code: 'config', hint: 'write every value out; aliases are not supported'}),
    )
  })

  it('cannot reach the prototype of what it becomes', () => {
    const {file} = parseRuleFile('rules:\n  constructor: off', 'rules.yaml')
    expect(Object.keys(file.rules ?? {})).toEqual(['constructor'])
    expect(() => parseRuleFile('rules:\n  __proto__: {polluted: true}', 'rules.yaml')).toThrow(
      'the rule file "rules.yaml:2:3" has the unknown key "__proto__"',
    )
    expect(({} as {polluted?: boolean}).polluted).toBeUndefined()
  })

  it.each([
    {
      name: 'brackets',
      text: (depth: number) => `rules: {a: {b: ${'['.repeat(depth - 2)}1${']'.repeat(depth - 2)}}}`,
    },
    {name: 'dashes', text: (depth: number) => `${'- '.repeat(depth)}1`},
  ])('may be nested 50 times by $name, not more', ({text}) => {
    const problemOf = (depth: number) => {
      try {
        parseRuleFile(text(depth), 'rules.yaml')
      } catch (error) {
        return (error as Error).message
      }
      return 'none'
    }
    expect(problemOf(50)).not.toMatch(/nested/)
    expect(problemOf(51)).toBe('the rule file "rules.yaml" is nested too deeply')
  })
})
