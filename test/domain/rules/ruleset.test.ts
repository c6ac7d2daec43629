import {describe, expect, it} from 'vitest'
import {allRules} from '../../../src/domain/rules/all-rules.js'
import {type RulesetFile, resolveRuleset} from '../../../src/domain/rules/ruleset.js'

const resolve = (file: RulesetFile) => resolveRuleset('test', file)
const idsOf = (file: RulesetFile) => resolve(file).rules.map(({rule}) => rule.id)

/** `severity option=value...` of a rule that is on. */
function settled(id: string, file: RulesetFile): string | null {
  const active = resolve(file).rules.find(({rule}) => rule.id === id)
  return active ? `${active.severity} ${JSON.stringify(active.options)}` : null
}

const recommended = allRules.filter(rule => rule.isRecommended).map(rule => rule.id)
const all = allRules.map(rule => rule.id)

describe('the rules that are on', () => {
  it.each<{name: string; file: RulesetFile; ids: readonly string[]}>([
    {name: 'none without a preset', file: {}, ids: []},
    {name: 'none where none is named', file: {extends: [], rules: {}}, ids: []},
    {name: 'those of recommended', file: {extends: ['revsched:recommended']}, ids: recommended},
    {name: 'all of strict', file: {extends: ['revsched:strict']}, ids: all},
    {name: 'those of either preset', file: {extends: ['revsched:strict', 'revsched:recommended']}, ids: all},
    {
      name: 'those named, in the order of the catalogue',
      file: {rules: {'missing-owner': 'on', 'missing-amount': 'low'}},
      ids: ['missing-amount', 'missing-owner'],
    },
    {
      name: 'those of the preset that are not off',
      file: {extends: ['revsched:recommended'], rules: {'missing-owner': 'off', 'missing-amount': false}},
      ids: recommended.filter(id => id !== 'missing-owner' && id !== 'missing-amount'),
    },
    {
      name: 'those of the preset and one more',
      file: {extends: ['revsched:recommended'], rules: {'never-contacted': {}}},
      ids: all.filter(id => recommended.includes(id) || id === 'never-contacted'),
    },
  ])('are $name', ({file, ids}) => expect(idsOf(file)).toEqual(ids))

  it('leave out those that are for strict alone', () => {
    expect(all.filter(id => !recommended.includes(id))).toEqual([
      'missing-decision-maker',
      'placeholder-text',
      'stage-required-fields',
      'missing-forecast-category',
      'close-date-too-far',
      'close-date-default',
      'next-step-stale',
      'overdue-task',
      'probability-override',
      'amount-outlier',
      'currency-unconvertible',
      'stage-skipped',
      'close-date-crossed-period',
      'never-contacted',
      'close-date-clustering',
      'coverage-below-target',
      'concentration',
      'stage-back-since-review',
      'forecast-downgraded-since-review',
      'late-arrival',
    ])
  })
})

describe('a setting', () => {
  const preset = ['revsched:recommended']
  const amount = '{"fromProbability":0.2}'

  it.each<{name: string; setting: NonNullable<RulesetFile['rules']>[string]; becomes: string | null}>([
    {name: 'on', setting: 'on', becomes: `high ${amount}`},
    {name: 'off', setting: 'off', becomes: null},
    {name: 'false', setting: false, becomes: null},
    {name: 'critical', setting: 'critical', becomes: `critical ${amount}`},
    {name: 'info', setting: 'info', becomes: `info ${amount}`},
    {name: 'no options', setting: {}, becomes: `high ${amount}`},
    {name: 'a severity as an option', setting: {severity: 'medium'}, becomes: `medium ${amount}`},
    {name: 'on as an option', setting: {severity: 'on'}, becomes: `high ${amount}`},
    {name: 'an option', setting: {fromProbability: 0.5}, becomes: 'high {"fromProbability":0.5}'},
    {
      name: 'a severity and an option',
      setting: {severity: 'low', fromProbability: 1},
      becomes: 'low {"fromProbability":1}',
    },
    {
      name: 'the lowest value of an option',
      setting: {fromProbability: 0},
      becomes: 'high {"fromProbability":0}',
    },
  ])('of $name', ({setting, becomes}) => {
    expect(settled('missing-amount', {rules: {'missing-amount': setting}})).toBe(becomes)
    expect(settled('missing-amount', {extends: preset, rules: {'missing-amount': setting}})).toBe(becomes)
  })

  it('of one option keeps the defaults of the others', () => {
    const rules = {'no-recent-activity': {lateDays: 7}}
    expect(settled('no-recent-activity', {rules})).toBe(
      'high {"days":30,"lateDays":7,"lateFromProbability":0.5,"closingWithinDays":30}',
    )
  })
})

describe('a mistake', () => {
  const allowed = 'it takes off, on, critical, high, medium, low, info, or options'
  const explain = (id: string) => `revsched rules explain ${id} shows its options`

  it.each<{name: string; rules: Record<string, unknown>; message: string; hint: string}>([
    {
      name: 'in the name of a rule',
      rules: {'stage-staled': 'on'},
      message: 'there is no rule "stage-staled"',
      hint: 'did you mean "stage-stalled"?',
    },
    {
      name: 'of a rule like no other',
      rules: {zzz: 'on'},
      message: 'there is no rule "zzz"',
      hint: 'revsched rules list shows them all',
    },
    {
      name: 'of a rule named like a method',
      rules: {constructor: 'on'},
      message: 'there is no rule "constructor"',
      hint: 'revsched rules list shows them all',
    },
    {
      name: 'of an unknown rule that is off',
      rules: {zzz: 'off'},
      message: 'there is no rule "zzz"',
      hint: 'revsched rules list shows them all',
    },
    ...[
      {name: 'the severity of ESLint', value: 'warn'},
      {name: 'another case', value: 'High', hint: 'did you mean "high"?'},
      {name: 'true', value: true},
      {name: 'null', value: null},
      {name: 'a number', value: 2},
      {name: 'a list', value: ['high']},
    ].map(({name, value, hint}) => ({
      name: `in a setting: ${name}`,
      rules: {'missing-owner': value},
      message: `rule "missing-owner": ${JSON.stringify(value)} is not allowed: ${allowed}`,
      hint: hint ?? explain('missing-owner'),
    })),
    ...['urgent', false, null, 3].map(value => ({
      name: `in a severity: ${value}`,
      rules: {'missing-owner': {severity: value}},
      message: `rule "missing-owner": severity ${JSON.stringify(value)} is not allowed: it takes on, critical, high, medium, low, info`,
      hint:
        value === false
          ? 'write missing-owner: off'
          : 'revsched rules explain missing-owner shows its options',
    })),
    {
      name: 'in the name of an option',
      rules: {'stage-stalled': {dayz: 3}},
      message:
        'rule "stage-stalled" has no option "dayz": it takes severity, days, byStage, multiple, minSample',
      hint: 'did you mean "days"?',
    },
    {
      name: 'in the name of the severity',
      rules: {'missing-owner': {severty: 'low'}},
      message: 'rule "missing-owner" has no option "severty": it takes severity',
      hint: 'did you mean "severity"?',
    },
    {
      name: 'of an option like no other',
      rules: {'missing-amount': {unheardOf: 3}},
      message: 'rule "missing-amount" has no option "unheardOf": it takes severity, fromProbability',
      hint: explain('missing-amount'),
    },
    {
      name: 'of a value that is too large',
      rules: {'missing-amount': {fromProbability: 20}},
      message:
        'rule "missing-amount": option "fromProbability" = 20: it takes a number from 0 to 1 (0.2 is 20 %)',
      hint: explain('missing-amount'),
    },
    {
      name: 'of a value that is no number',
      rules: {'close-date-past': {graceDays: '3 days'}},
      message:
        'rule "close-date-past": option "graceDays" = "3 days": it takes a whole number from 0 to 36525 (days)',
      hint: explain('close-date-past'),
    },
    {
      name: 'of a value without end',
      rules: {'single-threaded': {minAmount: Number.POSITIVE_INFINITY}},
      message:
        'rule "single-threaded": option "minAmount" = Infinity: it takes a number, at least 0 (amount)',
      hint: explain('single-threaded'),
    },
    {
      name: 'within an option',
      rules: {'stage-stalled': {byStage: {Legal: -1}}},
      message:
        'rule "stage-stalled": option "byStage.Legal" = -1: it takes a whole number from 0 to 36525 (days)',
      hint: explain('stage-stalled'),
    },
  ])('$name is refused', ({rules, message, hint}) => {
    expect(() => resolve({rules: rules as RulesetFile['rules'] & object})).toThrow(
      expect.objectContaining({code: 'config', message, hint}),
    )
  })

  const presets = 'presets: revsched:recommended, revsched:strict, revsched:minimal'

  it.each([
    ['revsched:recomended', 'did you mean "revsched:recommended"?'],
    ['recommended', 'did you mean "revsched:recommended"?'],
    ['toString', presets],
    ['x', presets],
  ])('in a preset is refused: "%s"', (name, hint) => {
    expect(() => resolve({extends: [name]})).toThrow(
      expect.objectContaining({
        code: 'config',
        message: `there is no preset "${name}" to extend`,
        hint,
      }),
    )
  })
})
