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

  const aRule = 'a rule takes off, on, a severity, or options'
  const aPreset = 'as [revsched:recommended]'

  it.each<{name: string; text: string; where?: string; message: string; hint: unknown}>([
    {
      name: 'a line that is no YAML',
      text: 'rules:\n  a: "off',
      where: 'rules.yaml:2:10',
      message: 'not valid YAML: Missing closing "quote',
      hint: 'revsched rules init writes a file to start from',
    },
    {
      name: 'a tab',
      text: 'rules:\n\ta: off',
      where: 'rules.yaml:2:1',
      message: 'not valid YAML: Tabs are not allowed as indentation',
      hint: 'revsched rules init writes a file to start from',
    },
    {
      name: 'a rule twice',
      text: 'rules:\n  a: off\n  a: on',
      where: 'rules.yaml:3:3',
      message: 'the key "a" is there twice',
      hint: 'keep one of the two',
    },
    {
      name: 'an alias',
      text: 'rules:\n  a: &x {days: 1}\n  b: *x',
      where: 'rules.yaml:3:3',
      message: 'the alias "*x" is not taken',
      hint: 'write every value out',
    },
    {
      name: 'another key',
      text: 'rules: {}\nrulez: {}',
      where: 'rules.yaml:2:1',
      message: 'unknown key "rulez"',
      hint: 'did you mean "rules"?',
    },
    {
      name: 'a key like no other',
      text: 'zzz: {}',
      message: 'unknown key "zzz"',
      hint: 'allowed: extends, rules, overrides, custom, waivers, score',
    },
    {
      name: 'a list',
      text: '- a',
      message: 'the file must hold extends, rules, overrides, custom, waivers, score, not ["a"]',
      hint: 'revsched rules init writes a file to start from',
    },
    {
      name: 'text, which is shown shortened',
      text: 'x'.repeat(100),
      message: `the file must hold extends, rules, overrides, custom, waivers, score, not "${'x'.repeat(58)}…`,
      hint: 'revsched rules init writes a file to start from',
    },
    {
      name: 'a preset outside of a list',
      text: 'extends: revsched:strict',
      where: 'rules.yaml:1:1',
      message: '"extends" = "revsched:strict": it takes a list, each text',
      hint: aPreset,
    },
    {
      name: 'a preset that is no text',
      text: 'extends: [revsched:strict, 1]',
      where: 'rules.yaml:1:28',
      message: '"extends.1" = 1: it takes text',
      hint: aPreset,
    },
    {
      name: 'rules as a list',
      text: 'rules: [off]',
      where: 'rules.yaml:1:1',
      message: '"rules" = ["off"]: it takes {name: off, on, critical, high, medium, low, info, or options}',
      hint: aRule,
    },
    ...['true', '1', 'null', '["error",{}]'].map(value => ({
      name: `a rule set to ${value}`,
      text: `rules: {missing-owner: ${value}}`,
      where: 'rules.yaml:1:9',
      message: `"rules.missing-owner" = ${value}: it takes off, on, critical, high, medium, low, info, or options`,
      hint: aRule,
    })),
    {
      name: 'an override without rules',
      text: 'overrides:\n  - when: {pipeline: Renewals}',
      where: 'rules.yaml:2:5',
      message: '"overrides.0" lacks "rules"',
      hint: expect.stringMatching(/^as {when: /),
    },
    {
      name: 'an override for what there is not',
      text: 'overrides:\n  - when: {pipelin: Renewals}\n    rules: {}',
      where: 'rules.yaml:2:12',
      message: 'unknown key "pipelin" at "overrides.0.when"',
      hint: 'did you mean "pipeline"?',
    },
    {
      name: 'a custom rule without a slash in its id',
      text: 'custom:\n  - {id: champion, category: completeness, severity: high, violation: "true", message: m}',
      where: 'rules.yaml:2:6',
      message:
        '"custom.0.id" = "champion": it takes an id as acme/no-champion: small letters, digits and dashes around one slash',
      hint: expect.stringMatching(/^a custom rule takes id \(as acme\/no-champion\)/),
    },
    ...['-1', '101', '2.5', '"40"', 'true'].map(value => ({
      name: `${value} points`,
      text: `score:\n  points: {critical: 40, high: ${value}}`,
      where: 'rules.yaml:2:26',
      message: `"score.points.high" = ${value}: it takes a whole number from 0 to 100`,
      hint: expect.stringMatching(/whole numbers of 0 to 100/),
    })),
    {
      name: 'points of a severity that there is not',
      text: 'score: {points: {grave: 40}}',
      where: 'rules.yaml:1:18',
      message: 'unknown key "grave" at "score.points"',
      hint: 'allowed: critical, high, medium, low, info',
    },
    {
      name: 'another key of the score',
      text: 'score: {cap: 20}',
      where: 'rules.yaml:1:9',
      message: 'unknown key "cap" at "score"',
      hint: 'allowed: points, portfolio, supersede',
    },
    {
      name: 'a portfolio that is a number',
      text: 'score: {portfolio: 20}',
      where: 'rules.yaml:1:9',
      message: '"score.portfolio" = 20: it takes true or false',
      hint: expect.stringMatching(/portfolio \(true or false\)/),
    },
    {
      name: 'a rule that supersedes nothing',
      text: 'score: {supersede: [commit-at-risk, missing-owner]}',
      where: 'rules.yaml:1:37',
      message: '"score.supersede.1" = "missing-owner": it takes commit-at-risk',
      hint: expect.stringMatching(/supersede \(\[commit-at-risk\]\)$/),
    },
    {
      name: 'waivers that are no list',
      text: 'waivers: {rule: close-date-past}',
      where: 'rules.yaml:1:1',
      message: '"waivers" = {"rule":"close-date-past"}: it takes a list, each {rule, deal, until, reason}',
      hint: expect.stringMatching(/reason: legal review}$/),
    },
    {
      name: 'a waiver without a reason',
      text: 'waivers:\n  - {rule: close-date-past, deal: "1", until: 2027-01-31}',
      where: 'rules.yaml:2:5',
      message: '"waivers.0" lacks "reason"',
      hint: expect.stringMatching(/reason: legal review}$/),
    },
  ])('may not hold $name', ({text, where = 'rules.yaml:1:1', message, hint}) => {
    const [, line, column] = where.split(':').map(Number)
    expect(parseRuleFile(text, 'rules.yaml').problems).toEqual([
      {place: where, file: 'rules.yaml', line, column, severity: 'error', message, hint},
    ])
  })

  it('tells all that has another shape, and keeps the rest to be looked at', () => {
    const text = [
      'extends: [1, revsched:strict]',
      'rulez: {}',
      'rules: {a: true, b: off}',
      'overrides:',
      '  - {when: {pipelin: x}, rules: {c: 1, d: low}}',
      '  - 3',
      '  - {when: {stage: 2, owner: Ada}}',
      'custom:',
      '  - {id: a/x, category: nope, violation: deal.amont, when: "true"}',
      'waivers:',
      '  - {rule: e, deal: 1, until: soon}',
      '  - {rule: e, deal: "1", until: 2027-01-31, reason: r}',
    ]
    const {file, problems, broken} = parseRuleFile(text.join('\n'), 'rules.yaml')
    expect(problems.map(({line, column, message}) => `${line}:${column} ${message.split(':')[0]}`)).toEqual([
      '1:11 "extends.0" = 1',
      '2:1 unknown key "rulez"',
      '3:9 "rules.a" = true',
      '5:13 unknown key "pipelin" at "overrides.0.when"',
      '5:34 "overrides.0.rules.c" = 1',
      '6:5 "overrides.1" = 3',
      '7:13 "overrides.2.when.stage" = 2',
      '7:5 "overrides.2" lacks "rules"',
      '9:15 "custom.0.category" = "nope"',
      '9:5 "custom.0" lacks "severity"',
      '9:5 "custom.0" lacks "message"',
      '11:15 "waivers.0.deal" = 1',
      '11:5 "waivers.0" lacks "reason"',
    ])
    expect(file).toMatchObject({
      extends: ['revsched:minimal', 'revsched:strict'],
      rules: {b: 'off'},
      overrides: [{rules: {d: 'low'}}, {rules: {}}, {when: {owner: 'Ada'}, rules: {}}],
      custom: [{id: 'a/x', violation: 'deal.amont', when: 'true'}],
      waivers: [{rule: 'e', until: 'soon'}, {reason: 'r'}],
    })
    expect([...broken]).toEqual(['a/x'])
  })

  it('with an alias bomb is refused at once', () => {
    const levels = Array.from(
      {length: 30},
      (_, index) => `  a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(10)}]`,
    )
    const {problems} = parseRuleFile(`rules:\n  a0: &a0 [boom]\n${levels.join('\n')}`, 'rules.yaml')
    expect(problems.filter(({message}) => message === 'the alias "*a0" is not taken')).toHaveLength(10)
  })

  it('cannot reach the prototype of what it becomes', () => {
    const {file} = parseRuleFile('rules:\n  constructor: off', 'rules.yaml')
    expect(Object.keys(file.rules ?? {})).toEqual(['constructor'])
    expect(parseRuleFile('rules:\n  __proto__: {polluted: true}', 'rules.yaml').problems).toMatchObject([
      {place: 'rules.yaml:2:3', message: 'unknown key "__proto__"'},
    ])
    expect(({} as {polluted?: boolean}).polluted).toBeUndefined()
  })

  it.each([
    {
      name: 'brackets',
      text: (depth: number) => `rules: {a: {b: ${'['.repeat(depth - 2)}1${']'.repeat(depth - 2)}}}`,
    },
    {name: 'dashes', text: (depth: number) => `${'- '.repeat(depth)}1`},
  ])('may be nested 50 times by $name, not more', ({text}) => {
    const problemOf = (depth: number) =>
      parseRuleFile(text(depth), 'rules.yaml')
        .problems.map(({message}) => message)
        .join()
    expect(problemOf(50)).not.toMatch(/nested/)
    expect(problemOf(51)).toBe('nested too deeply')
  })
})
