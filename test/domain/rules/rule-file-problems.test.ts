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

  // By each waiver times each custom rule, it would take minutes.
  it('is found among thousands of waivers of hundreds of custom rules', async () => {
    const waivers = Array.from({length: 3000}, (_, index) => waived(`acme/r${index % 400}`, `d${index}`))
    const file = {custom: customs(400), waivers: [...waivers, {...waived('acme/r7'), until: 'soon'}]}
    expect(await told(file)).toEqual([
      ['waivers.3000', 'waiver of "acme/r7": "soon" is not a date', 'as 2027-01-31'],
    ])
  })

  it('is told to the hundredth, though there is more', async () => {
    const waivers = Array.from({length: 101}, (_, index) => waived('none', `d${index}`))
    expect(await told({waivers})).toHaveLength(100)
  })
})
