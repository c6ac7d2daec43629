import {describe, expect, it} from 'vitest'
import {BadExpression, celExpression} from '../../../../src/domain/rules/custom/cel.js'

const deal = {
  id: 'd1',
  name: "O'Brien renewal",
  stage: 'Proposal',
  amount: 50_000,
  probability: 0.5,
  contactCount: 2n,
  closeDate: '2026-12-31',
  daysToClose: 35n,
  custom: {Region__c: 'EMEA'},
}

describe('an expression', () => {
  it.each<[text: string, result: boolean | null]>([
    ['deal.amount >= 50000.0', true],
    ['deal.amount > 50000.0', false],
    ['deal.amount >= 50000', true],
    ['deal.contactCount == 2', true],
    ['deal.contactCount > 2', false],
    ['deal.daysToClose < 36', true],
    ['deal.daysToClose < 35', false],
    ['deal.closeDate < "2027-01-01"', true],
    ['deal.closeDate < "2026-12-31"', false],
    ['deal.stage in ["Proposal", "Legal"]', true],
    ['deal.stage in ["Legal"]', false],
    ['deal.name.contains("O\'Brien")', true],
    ['deal.name.startsWith("x") || deal.amount == 50000.0', true],
    ['["EMEA", "APAC"].exists(region, region == deal.custom.Region__c)', true],
    ['has(deal.custom.Region__c)', true],
    ['!has(deal.custom.Champion__c)', true],
    ['has(deal.owner)', false],
    // A value that is not there decides: the rule cannot tell.
    ['deal.owner == "Ada"', null],
    ['!(deal.owner == "Ada")', null],
    ['deal.custom.Champion__c == "Ada"', null],
    ['has(deal.owner) && deal.owner == "Ada"', false],
    ['!has(deal.owner) || deal.owner == "Ada"', true],
    // A part that decides does so whatever another cannot tell, before it and after it.
    ['deal.owner == "Ada" && deal.amount > 50000.0', false],
    ['deal.amount > 50000.0 && deal.owner == "Ada"', false],
    ['deal.owner == "Ada" && deal.amount >= 50000.0', null],
    ['deal.owner == "Ada" || deal.amount >= 50000.0', true],
    ['deal.owner == "Ada" || deal.amount > 50000.0', null],
    ['!(deal.owner == "Ada" && deal.amount > 50000.0)', true],
    ['(has(deal.owner) ? deal.owner : "nobody") == "nobody"', true],
    ['["a"].exists(x, x == "a" || deal.owner == x)', true],
  ])('%s is %j', (text, result) => {
    expect(celExpression(text).evaluate(deal)).toBe(result)
  })

  it.each<[text: string, result: boolean | null | {failed: string}]>([
    ['deal.daysToClose / (deal.contactCount - 2) > 1', {failed: 'division by zero'}],
    ['!(deal.daysToClose / (deal.contactCount - 2) > 1)', {failed: 'division by zero'}],
    ['int(deal.name) > 1', {failed: expect.stringContaining('int')}],
    // A part that decides does so all the same; one that lacks its value does not hide the failure.
    ['deal.amount > 50000.0 && 1 / (deal.contactCount - 2) > 1', false],
    ['1 / (deal.contactCount - 2) > 1 || deal.amount >= 50000.0', true],
    ['1 / (deal.contactCount - 2) > 1 && deal.owner == "Ada"', {failed: 'division by zero'}],
    ['deal.owner == "Ada" && 1 / (deal.contactCount - 2) > 1', {failed: 'division by zero'}],
    // Not there, which is no failure.
    ['(deal.amount > 1.0 ? deal.owner : "x") == "Ada"', null],
    ['["a"].exists(x, deal.owner == x)', null],
    ['deal.custom["Champion__c"] == "Ada"', null],
  ])('that fails says so: %s', (text, result) => {
    expect(celExpression(text).evaluate(deal)).toEqual(result)
  })

  it.each<[text: string, fields: string[]]>([
    ['deal.amount > 1.0 && deal.stage == "x"', ['amount', 'stage']],
    ['has(deal.amount)', []],
    ['has(deal.owner) && deal.owner == "Ada"', ['owner']],
    ['deal.custom.Region__c == "EMEA"', ['custom']],
    ['true', []],
  ])('%s reads %j', (text, fields) => {
    expect([...celExpression(text).fields]).toEqual(fields)
  })

  it.each<[text: string, message: RegExp, at: string]>([
    ['deal.amont > 1.0', /No such key: amont/, 'amont'],
    ['deal.amount', /it is double, not true or false/, 'deal.amount'],
    ['deal.amount > "x"', /no such overload: double > string/, 'deal.amount > "x"'],
    ['deals.amount > 1.0', /Unknown variable: deals/, 'deals'],
    ['deal.amount >', /Unexpected token: EOF/, ''],
    ['deal.constructor == "x"', /No such key: constructor/, 'constructor'],
    ['deal.__proto__ == "x"', /No such key: __proto__/, '__proto__'],
    ['process.exit() == "x"', /Unknown variable: process/, 'process'],
    ['fetch("https://example.com") == "x"', /fetch/, 'fetch("https://example.com")'],
    ['deal.name.matches("(a+)+$")', /regular expressions are not taken/, 'deal.name.matches("(a+)+$")'],
    [
      '[1, 2].all(x, [1, 2].exists(y, y > x))',
      /"exists" within another loop is not taken/,
      '[1, 2].exists(y, y > x)',
    ],
    [`${'('.repeat(100)}true${')'.repeat(100)}`, /depth/i, ''],
    [`[${'1, '.repeat(100)}1].exists(x, x > 2)`, /list/i, ''],
    [Array(300).fill('true').join(' && '), /nodes/i, ''],
  ])('%s is refused', (text, message, at) => {
    const refused = refusalOf(text)
    expect(refused.message).toMatch(message)
    if (at !== '') expect(text.slice(refused.start, refused.end)).toBe(at)
  })

  it('may be as large as it may be', () => {
    expect(celExpression(`[${'1, '.repeat(99)}1].exists(x, x > 2)`).evaluate(deal)).toBe(false)
  })

  it('leaves the stacks of other errors as they are', () => {
    const before = Error.stackTraceLimit
    celExpression('deal.owner == "Ada"').evaluate(deal)
    expect(Error.stackTraceLimit).toBe(before)
  })
})

function refusalOf(text: string): BadExpression {
  try {
    celExpression(text)
  } catch (error) {
    if (error instanceof BadExpression) return error
    throw error
  }
  throw new Error('it was taken')
}
