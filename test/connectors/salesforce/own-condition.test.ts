import {parseQuery} from '@jetstreamapp/soql-parser-js'
import {describe, expect, it} from 'vitest'
import {ownCondition} from '../../../src/connectors/salesforce/own-condition.js'
import {literal} from '../../../src/connectors/salesforce/soql.js'

describe("a user's own condition", () => {
  it.each([
    ['Amount > 5000'],
    ["Type = 'New Business'"],
    ["Type  =\n'New Business'", "Type = 'New Business'"],
    ['Amount <> null', 'Amount != NULL'],
    ['IsPrivate = true and Amount >= -1.5', 'IsPrivate = TRUE AND Amount >= -1.5'],
    [
      "Owner.Name LIKE 'A%' OR (Region__c = 'EMEA' AND NOT Amount < 5)",
      "Owner.Name LIKE 'A%' OR (Region__c = 'EMEA' AND (NOT Amount < 5))",
    ],
    ["StageName IN ('A', 'B\\'C')"],
    ["StageName not in ('A')", "StageName NOT IN ('A')"],
    ["Products__c INCLUDES ('A;B', 'C')"],
    ['CloseDate = NEXT_N_DAYS:30'],
    ['CloseDate = this_fiscal_quarter', 'CloseDate = THIS_FISCAL_QUARTER'],
    ['CreatedDate > 2026-01-01T00:00:00Z AND CloseDate < 2026-12-31'],
    ["Name = 'a) ORDER BY x; -- /* LIMIT'"],
    ["Name = '🎉'"],
  ])('is taken: %s', (text, written = text) => {
    const condition = ownCondition(text)
    expect(condition).toBe(written)
    const {where} = parseQuery(`SELECT Id FROM Opportunity WHERE (IsClosed = false) AND (${condition})`)
    expect(where).toBeDefined()
  })

  it.each([
    ['', 'is empty'],
    ['  ', 'is empty'],
    ['Amount', 'ends too early'],
    ['Amount >', 'ends too early'],
    ['Amount > 5)', 'has ")" where it cannot stand'],
    ['(Amount > 5', 'ends too early'],
    ['Amount > 5) OR (IsClosed = true', 'has ")" where it cannot stand'],
    [
      'Amount > 5 OR IsWon = true AND IsClosed = false',
      'mixes AND and OR, which Salesforce takes only with parentheses',
    ],
    ['Amount > 5 ORDER BY Amount', 'has "ORDER" where it cannot stand'],
    ['Amount > 5 LIMIT 1', 'has "LIMIT" where it cannot stand'],
    ['Amount > 5 FOR UPDATE', 'has "FOR" where it cannot stand'],
    ['Amount > 5 WITH SECURITY_ENFORCED', 'has "WITH" where it cannot stand'],
    ['Id IN (SELECT OpportunityId FROM OpportunityContactRole)', 'has "SELECT" where it cannot stand'],
    ['CALENDAR_YEAR(CloseDate) = 2026', 'has "(" where it cannot stand'],
    ['Amount > 5; DELETE', 'cannot be read from "; DELETE" on'],
    ['Amount > 5 -- x', 'cannot be read from "-- x" on'],
    ['Amount > 5 /* x */', 'cannot be read from "/* x */" on'],
    ["Name = 'open", `cannot be read from "'open" on`],
    ["Name = 'a\\'", `cannot be read from "'a\\'" on`],
    ["Name = 'a\\x'", `cannot be read from "'a\\x'" on`],
    ['Name = "a"', `cannot be read from ""a"" on`],
    ['Name = :bind', 'cannot be read from ":bind" on'],
    ['Amount = Name', 'has "Name" where it cannot stand'],
    ['AND Amount > 5', 'has "AND" where it cannot stand'],
    ['Amount > 5 Amount < 6', 'has "Amount" where it cannot stand'],
    ['StageName IN ()', 'has ")" where it cannot stand'],
    [`${'('.repeat(40)}Amount > 5${')'.repeat(40)}`, 'has too many parentheses'],
    [`Name = '${'x'.repeat(4000)}'`, 'is longer than 4,000 characters'],
  ])('is refused: %s', (text, reason) => {
    const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text
    expect(() => ownCondition(text)).toThrow(
      expect.objectContaining({code: 'usage', message: `the condition "${shown}" ${reason}`}),
    )
  })
})

it.each([
  ["O'Hara", "'O\\'Hara'"],
  ['a\\', "'a\\\\'"],
  ["\\' OR Name != '", "'\\\\\\' OR Name != \\''"],
  ['line\nbreak', "'line\\nbreak'"],
])('the text %s is a literal that ends where it should', (text, written) => {
  expect(literal(text)).toBe(written)
})
