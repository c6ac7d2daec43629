import {describe, expect, it} from 'vitest'
import type {CustomRuleEntry} from '../../../../src/domain/rules/custom/entry.js'
import {ownRules} from '../../../../src/domain/rules/custom/own-rules.js'
import {runRuleTests} from '../../../../src/domain/rules/custom/rule-tests.js'

type Test = NonNullable<CustomRuleEntry['tests']>[number]

async function problemOf(test: Test): Promise<string | null> {
  const rule: CustomRuleEntry = {
    id: 'acme/late',
    category: 'timeliness',
    severity: 'high',
    when: 'deal.amount >= 100.0',
    violation: 'deal.daysToClose < 0 || deal.custom.State__c == "stuck"',
    message: '{{deal.name}} is late',
    tests: [test],
  }
  const [result] = runRuleTests(await ownRules({custom: [rule]}), new Date('2026-11-26T12:00:00Z'))
  expect(result).toMatchObject({ruleId: 'acme/late', test: 1, expected: test.expect})
  return result!.problem
}

describe('the tests of a custom rule', () => {
  it.each<Test>([
    {deal: {amount: 100, closeDate: '2026-11-25'}, expect: 'violation'},
    {deal: {amount: 100, closeDate: '2026-11-25'}, asOf: '2026-11-25T23:00:00Z', expect: 'skip'},
    {deal: {amount: 100, closeDate: '2026-11-26', custom: {State__c: 'stuck'}}, expect: 'violation'},
    {deal: {amount: 100, closeDate: '2026-11-26', custom: {State__c: 'fine'}}, expect: 'pass'},
    {deal: {amount: 99}, expect: 'skip'},
    {deal: {}, expect: 'skip'},
  ])('pass: %j', async test => {
    expect(await problemOf(test)).toBe(null)
  })

  it.each<[Test, string]>([
    [
      {deal: {name: 'A', amount: 100, closeDate: '2026-11-25'}, expect: 'pass'},
      'expected pass, came to violation ("A is late")',
    ],
    [{deal: {}, expect: 'violation'}, 'expected violation, came to skip'],
    [{deal: {amoutn: 1}, expect: 'skip'}, 'unknown key "amoutn" at "deal"; did you mean "amount"?'],
    [
      {deal: {amount: '7'}, expect: 'skip'},
      '"deal.amount" = "7": it takes a number; the test cannot run until then; reviews go on without it',
    ],
    [{deal: {pushCount: 1.5}, expect: 'skip'}, expect.stringContaining('= 1.5: it takes a whole number;')],
    [{deal: {isOwnerActive: 1}, expect: 'skip'}, expect.stringContaining('= 1: it takes true or false;')],
    [
      {deal: {custom: {Seats: 5}}, expect: 'skip'},
      expect.stringContaining('"deal.custom.Seats" = 5: it takes text;'),
    ],
    [
      {deal: {closeDate: '31.12.'}, expect: 'skip'},
      expect.stringContaining('it takes a date as 2026-12-31;'),
    ],
    [{deal: {forecastCategory: 'comit'}, expect: 'skip'}, expect.stringMatching(/did you mean "commit"\?$/)],
    [
      {deal: {stageHistory: [{stage: 'Demo'}]}, expect: 'skip'},
      expect.stringContaining('"deal.stageHistory.0" lacks "at"'),
    ],
    [
      {deal: {}, asOf: 'soon', expect: 'skip'},
      expect.stringContaining('"asOf" = "soon": it takes an instant as 2026-'),
    ],
  ])('fail: %j', async (test, problem) => {
    expect(await problemOf(test)).toEqual(problem)
  })
})

describe('the tests of a rule about what the CRM keeps', () => {
  const history = [
    {stage: 'Proposal', at: '2026-09-01T09:00:00Z'},
    {stage: 'Demo', at: '2026-11-20T09:00:00Z'},
  ]
  const dates = [
    {closeDate: '2026-12-31', at: '2026-09-01T09:00:00Z'},
    {closeDate: null, at: '2026-11-20T09:00:00Z'},
  ]

  it.each<{violation: string; violated: object; fine: object}>([
    {violation: '!deal.isOwnerActive', violated: {isOwnerActive: false}, fine: {isOwnerActive: true}},
    {violation: '!deal.isStageActive', violated: {isStageActive: false}, fine: {isStageActive: true}},
    {
      violation: 'deal.isCloseDateDefault',
      violated: {isCloseDateDefault: true},
      fine: {isCloseDateDefault: false},
    },
    {violation: '!deal.isConvertible', violated: {isConvertible: false}, fine: {isConvertible: true}},
    {violation: 'deal.hasOverdueTask', violated: {hasOverdueTask: true}, fine: {hasOverdueTask: false}},
    {
      violation: 'deal.probability > deal.stageProbability',
      violated: {probability: 0.6, stageProbability: 0.5},
      fine: {probability: 0.5, stageProbability: 0.5},
    },
    {
      violation: 'deal.daysSinceNextStepChange > 5',
      violated: {nextStepChangedAt: '2026-11-20T23:00:00Z'},
      fine: {nextStepChangedAt: '2026-11-21T01:00:00Z'},
    },
    {violation: 'deal.pushCount >= 2', violated: {pushCount: 2}, fine: {pushCount: 1}},
    {
      violation: '!("Economic Buyer" in deal.contactRoles)',
      violated: {contactRoles: ['Decision Maker']},
      fine: {contactRoles: ['Economic Buyer']},
    },
    {
      violation: '!deal.stageHistory.exists(e, e.stage == "Proposal" && e.daysAgo > 80)',
      violated: {stageHistory: history.slice(1)},
      fine: {stageHistory: history},
    },
    {
      violation: 'deal.closeDateHistory.filter(e, e.daysAgo < 30 && e.closeDate == "").size() > 0',
      violated: {closeDateHistory: dates},
      fine: {closeDateHistory: dates.slice(0, 1)},
    },
  ])('pass: $violation', async ({violation, violated, fine}) => {
    const rule: CustomRuleEntry = {
      id: 'acme/own',
      category: 'progress',
      severity: 'low',
      violation,
      message: 'found',
      tests: [
        {deal: {...violated}, expect: 'violation'},
        {deal: {...fine}, expect: 'pass'},
        {deal: {}, expect: 'skip'},
      ],
    }
    const results = runRuleTests(await ownRules({custom: [rule]}), new Date('2026-11-26T12:00:00Z'))
    expect(results.map(({problem}) => problem)).toEqual([null, null, null])
  })
})
