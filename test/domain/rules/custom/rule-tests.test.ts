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
    [
      {deal: {amont: 1}, expect: 'skip'},
      expect.stringMatching(/^its deal has "amont", which is not allowed/),
    ],
    [{deal: {closeDate: '31.12.'}, expect: 'skip'}, expect.stringMatching(/^its deal has "closeDate"/)],
    [{deal: {}, asOf: 'soon', expect: 'skip'}, expect.stringMatching(/^its asOf "soon" is no instant/)],
  ])('fail: %j', async (test, problem) => {
    expect(await problemOf(test)).toEqual(problem)
  })
})
