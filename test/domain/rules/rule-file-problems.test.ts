import {describe, expect, it} from 'vitest'
import type {CustomRuleEntry} from '../../../src/domain/rules/custom/entry.js'
import {ruleFileProblems} from '../../../src/domain/rules/rule-file-problems.js'
import type {RulesetFile} from '../../../src/domain/rules/ruleset.js'

const customs = (count: number): CustomRuleEntry[] =>
  Array.from({length: count}, (_, index) => ({
    id: `acme/r${index}`,
    category: 'progress',
    severity: 'low',
    violation: 'true',
    message: 'm',
  }))

const waived = (rule: string, deal = 'd') => ({rule, deal, until: '2027-01-31', reason: 'legal review'})

const told = async (file: RulesetFile) =>
  (await ruleFileProblems(file)).map(({path, message, hint}) => [path.join('.'), message, hint])

describe('what is wrong with a rule file', () => {
  it.each<{name: string; file: RulesetFile}>([
    {name: 'empty', file: {}},
    {
      name: 'that names custom rules and those of the catalogue',
      file: {
        custom: customs(2),
        rules: {'acme/r0': 'high', 'missing-owner': 'off'},
        overrides: [{when: {stage: 'Legal'}, rules: {'acme/r1': 'off', 'missing-owner': 'low'}}],
        waivers: [waived('acme/r1'), waived('missing-owner')],
      },
    },
  ])('is nothing where all is well: $name', async ({file}) => expect(await told(file)).toEqual([]))

  it.each<{name: string; file: RulesetFile; path: string; message: string}>([
    {
      name: 'a setting',
      file: {rules: {'acme/r9': 'off'}},
      path: 'rules.acme/r9',
      message: 'there is no rule "acme/r9"',
    },
    {
      name: 'an override',
      file: {overrides: [{when: {stage: 'Legal'}, rules: {'acme/r9': 'off'}}]},
      path: 'overrides.0.rules.acme/r9',
      message: 'there is no rule "acme/r9"',
    },
    {
      name: 'a waiver',
      file: {waivers: [waived('acme/r9')]},
      path: 'waivers.0',
      message: 'a waiver names the rule "acme/r9", which there is not',
    },
  ])(
    'is a custom rule that there is not, in $name, with the one that may be meant',
    async ({file, path, message}) => {
      expect(await told({...file, custom: customs(1)})).toEqual([[path, message, 'did you mean "acme/r0"?']])
    },
  )

  it('is a milder finding that costs more, beside what else is wrong', async () => {
    const file: RulesetFile = {rules: {none: 'off'}, score: {points: {high: 41}, portfolio: true}}
    expect(await told(file)).toEqual([
      ['rules.none', 'there is no rule "none"', 'revsched rules list shows them all'],
      [
        'score.points.high',
        'high costs 41 points, more than critical with 40',
        'a milder finding costs as much as a worse one or less; what is left out costs its default',
      ],
    ])
  })

  it.each<{name: string; file: RulesetFile; problems: string[][]}>([
    {
      name: 'all options of a rule, and of others',
      file: {rules: {'stage-stalled': {days: -1, dayz: 1, severity: 'hgh'}, 'missing-amuont': 'off'}},
      problems: [
        ['error', 'rules.stage-stalled.severity', 'severity "hgh" is not allowed'],
        ['error', 'rules.stage-stalled.days', 'option "days" = -1'],
        ['error', 'rules.stage-stalled.dayz', 'has no option "dayz"'],
        ['error', 'rules.missing-amuont', 'there is no rule "missing-amuont"'],
      ],
    },
    {
      name: 'all parts of a custom rule, but not those that name it',
      file: {
        custom: [{...customs(1)[0]!, when: 'deal.amont > 1.0', violation: '1', message: '{{deal.foo}}'}],
        rules: {'acme/r0': 'low'},
        waivers: [waived('acme/r0')],
      },
      problems: [
        ['error', 'custom.0.when', 'No such key: amont (at "amont")'],
        ['error', 'custom.0.violation', 'it is int, not true or false'],
        ['error', 'custom.0.message', 'there is no "deal.foo" to fill in'],
      ],
    },
    {
      name: 'the second of two',
      file: {
        custom: [...customs(2), ...customs(1)],
        waivers: [waived('missing-owner'), waived('missing-owner')],
      },
      problems: [
        ['error', 'custom.2.id', 'there are two custom rules "acme/r0"'],
        ['error', 'waivers.1', 'is waived already'],
      ],
    },
    {
      name: 'more overrides than there may be',
      file: {overrides: Array.from({length: 31}, () => ({when: {stage: 'a'}, rules: {}}))},
      problems: [['error', 'overrides', 'there are 31 overrides, 30 are allowed']],
    },
    {
      name: 'steps in the wrong order, both written',
      file: {
        rules: {'close-date-pushed': {warn: 3, fail: 2}, 'no-recent-activity': {days: 14, lateDays: 15}},
      },
      problems: [
        ['error', 'rules.close-date-pushed.warn', 'warn = 3 is more than fail = 2'],
        ['error', 'rules.no-recent-activity.lateDays', 'lateDays = 15 is more than days = 14'],
      ],
    },
    {
      name: 'steps in the wrong order, one of them by default',
      file: {
        rules: {'close-date-pushed': {fail: 1}},
        overrides: [{when: {stage: 'a'}, rules: {'no-recent-activity': {days: 7}}}],
      },
      problems: [
        ['warning', 'rules.close-date-pushed.fail', 'warn = 2 (the default) is more than fail = 1'],
        [
          'warning',
          'overrides.0.rules.no-recent-activity.days',
          'lateDays = 14 (the default) is more than days = 7',
        ],
      ],
    },
    {
      name: 'not steps that are equal',
      file: {rules: {'close-date-pushed': {warn: 2, fail: 2}, 'no-recent-activity': {days: 14}}},
      problems: [],
    },
    {
      name: 'fields that look like those of a deal',
      file: {
        rules: {
          'stage-required-fields': {
            byStage: {Legal: ['amout', 'amount', 'next_step', 'Amount__c', 'hs_budget', 'region']},
          },
        },
      },
      problems: [
        ['warning', 'rules.stage-required-fields.byStage.Legal.0', '"amout" is no field of a deal'],
        ['warning', 'rules.stage-required-fields.byStage.Legal.2', '"next_step" is no field of a deal'],
      ],
    },
  ])('is told one by one: $name', async ({file, problems}) => {
    const found = await ruleFileProblems(file)
    expect(found.map(({level, path}) => [level, path.join('.')])).toEqual(
      problems.map(([level, path]) => [level, path]),
    )
    for (const [place, {message}] of found.entries()) expect(message).toContain(problems[place]![2])
  })

  // By each waiver times each custom rule, it would take minutes.
  it('is found among thousands of waivers of hundreds of custom rules', async () => {
    const waivers = Array.from({length: 3000}, (_, index) => waived(`acme/r${index % 400}`, `d${index}`))
    const file = {custom: customs(400), waivers: [...waivers, {...waived('acme/r7'), until: 'soon'}]}
    expect(await told(file)).toEqual([
      ['waivers.3000', 'waiver of "acme/r7": "soon" is not a date', 'as 2027-01-31'],
    ])
  })

  it('is told to the thousandth, though there is more', async () => {
    const waivers = Array.from({length: 1001}, (_, index) => waived('none', `d${index}`))
    expect(await told({waivers})).toHaveLength(1000)
  })
})
