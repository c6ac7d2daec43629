import {describe, expect, it} from 'vitest'
import {dealFields} from '../../../../src/domain/review/deal.js'
import {isCostly, neededFields} from '../../../../src/domain/review/needed-fields.js'
import {customRule} from '../../../../src/domain/rules/custom/custom-rule.js'
import type {CustomRuleEntry} from '../../../../src/domain/rules/custom/entry.js'
import {ownRules} from '../../../../src/domain/rules/custom/own-rules.js'
import {resolveRuleset} from '../../../../src/domain/rules/ruleset.js'
import {aDeal, type DealText} from '../../../support/a-deal.js'
import {aPipelineReview, aReview} from '../../../support/a-review.js'

const champion: CustomRuleEntry = {
  id: 'acme/champion-missing',
  category: 'completeness',
  severity: 'high',
  when: 'deal.probability >= 0.5 && deal.amount >= 50000.0',
  violation: '!has(deal.custom.Champion__c)',
  message: '{{deal.name}} ({{ deal.amount }}) has no champion in {{deal.custom.Region__c}}',
}

const of = (changes: Partial<CustomRuleEntry>) => ({...champion, ...changes})

async function rulesetOf(entry: CustomRuleEntry, rules = {}) {
  const file = {custom: [entry], ...rules}
  return resolveRuleset('own', file, await ownRules(file))
}

async function reviewed(entry: CustomRuleEntry, deals: readonly DealText[], rules = {}) {
  return aReview(deals.map(aDeal), {ruleset: await rulesetOf(entry, rules)})
}

describe('a custom rule', () => {
  const large = {amount: 50_000, probability: 0.5} as const

  it.each<{name: string; deal: DealText; custom?: Record<string, string>; found: string[]; checked: number}>([
    {
      name: 'finds what it is for',
      deal: {...large, custom: {Region__c: 'EMEA'}},
      found: ['Northwind platform (50000) has no champion in EMEA'],
      checked: 1,
    },
    {
      name: 'fills in what is not there',
      deal: large,
      found: ['Northwind platform (50000) has no champion in (none)'],
      checked: 1,
    },
    {
      name: 'is silent where all is well',
      deal: {...large, custom: {Champion__c: 'Ada'}},
      found: [],
      checked: 1,
    },
    {
      name: 'takes an empty text for none',
      deal: {...large, custom: {Champion__c: ''}},
      found: ['Northwind platform (50000) has no champion in (none)'],
      checked: 1,
    },
    {name: 'leaves out deals that it is not about', deal: {...large, amount: 49_999}, found: [], checked: 0},
    {name: 'cannot judge a deal without the value', deal: {...large, amount: null}, found: [], checked: 0},
  ])('$name', async ({deal, found, checked}) => {
    const {summary, deals} = await reviewed(champion, [deal])
    expect([...deals()].flatMap(({findings}) => findings.map(({message}) => message))).toEqual(found)
    expect(summary.rules).toMatchObject([
      {ruleId: champion.id, title: 'Champion missing', checked, violated: found.length},
    ])
  })

  it('is judged by days of the calendar in the zone of the review', async () => {
    const entry = of({
      when: 'true',
      violation: 'deal.daysToClose == 0 && deal.daysSinceActivity == 1',
      message: 'm',
    })
    const deal = {closeDate: '2025-04-01', lastActivityAt: '2025-03-31T23:59:00Z'}
    expect((await reviewed(entry, [deal])).summary.issuesFound).toBe(1)
  })

  it.each<{name: string; rules: object; severity: string | null}>([
    {name: 'is on', rules: {}, severity: 'high'},
    {name: 'may be off', rules: {rules: {[champion.id]: 'off'}}, severity: null},
    {name: 'may have another severity', rules: {rules: {[champion.id]: 'low'}}, severity: 'low'},
    {
      name: 'may be off for some',
      rules: {overrides: [{when: {stage: 'Proposal'}, rules: {[champion.id]: 'off'}}]},
      severity: null,
    },
    {
      name: 'may be waived',
      rules: {waivers: [{rule: champion.id, deal: 'd1', until: '2025-04-01', reason: 'r'}]},
      severity: null,
    },
  ])('$name', async ({rules, severity}) => {
    const {deals} = await reviewed(champion, [{id: 'd1', ...large}], rules)
    expect([...deals()][0]!.findings[0]?.severity ?? null).toBe(severity)
  })

  it('is skipped where the source lacks a field that it reads', async () => {
    const ruleset = await rulesetOf(champion)
    const review = aPipelineReview({ruleset})
    review.begin({fields: new Set(dealFields.filter(field => field !== 'probability'))})
    const {summary} = review.finish({label: 'f', report: report()}, null)
    expect(summary.rules[0]!.skippedDetail).toBe('the source has no probability')
  })

  const failing = '1 / (deal.contactCount - 3) > 1'
  it.each<{name: string; entry: Partial<CustomRuleEntry>; contacts: (number | null)[]; told: string[]}>([
    {name: 'nothing fails', entry: {violation: failing}, contacts: [2, 4], told: []},
    {name: 'fields are absent', entry: {violation: failing}, contacts: [null], told: []},
    {
      name: 'it fails on one',
      entry: {violation: failing},
      contacts: [2, 3],
      told: ['acme/champion-missing could not be evaluated on 1 deal: division by zero'],
    },
    {
      name: 'it fails on all, of which one lacks the field',
      entry: {violation: failing},
      contacts: [3, 3, null],
      told: ['acme/champion-missing could not be evaluated on 2 deals: division by zero'],
    },
    {
      name: 'it fails to tell what it is about',
      entry: {when: failing, violation: 'true'},
      contacts: [3],
      told: ['acme/champion-missing could not be evaluated on 1 deal: division by zero'],
    },
  ])('tells what it could not evaluate where $name', async ({entry, contacts, told}) => {
    const deals = contacts.map((contactCount, index) => ({id: `d${index}`, contactCount}))
    const {summary} = await reviewed(of({when: 'true', message: 'm', ...entry}), deals)
    expect(summary.source.warnings).toEqual(told)
    expect(summary.rules).toMatchObject([{violated: 0}])
  })

  it.each<{name: string; entry: Partial<CustomRuleEntry>; needs: string[]}>([
    {name: 'in violation and message', entry: {}, needs: ['Champion__c', 'Region__c']},
    {name: 'in when', entry: {when: 'has(deal.custom.A)', message: 'm'}, needs: ['A', 'Champion__c']},
    {name: 'by its value', entry: {violation: 'deal.custom.A == "x"', message: 'm'}, needs: ['A']},
    {name: 'in brackets', entry: {violation: 'deal.custom["A b"] == "x"', message: 'm'}, needs: ['A b']},
    {name: 'among the fields', entry: {violation: '!("A" in deal.custom)', message: 'm'}, needs: ['A']},
    {
      name: 'within a loop',
      entry: {violation: '["x"].exists(e, e == deal.custom.A)', message: 'm'},
      needs: ['A'],
    },
    {
      name: 'in needs as well',
      entry: {violation: 'has(deal.custom.A)', message: 'm', needs: ['A', 'B']},
      needs: ['A', 'B'],
    },
    {
      name: 'in needs alone',
      entry: {violation: '["A"].exists(f, f in deal.custom)', message: 'm', needs: ['A']},
      needs: ['A'],
    },
    {name: 'nowhere', entry: {violation: 'deal.custom.size() == 0', message: '{{deal.name}}'}, needs: []},
  ])('needs custom fields that it names $name', async ({entry, needs}) => {
    const file = {custom: [of(entry)]}
    expect(resolveRuleset('own', file, await ownRules(file)).customFields).toEqual(needs)
  })

  it.each<[customFields: string[] | undefined, skipped: string | null]>([
    [['Champion__c'], null],
    [undefined, null],
    [[], 'the source has no Champion__c'],
  ])('that names custom fields is skipped without them: %j', async (customFields, skipped) => {
    const file = {custom: [champion]}
    const ruleset = resolveRuleset('own', file, await ownRules(file))
    const review = aPipelineReview({ruleset})
    review.begin({fields: new Set(dealFields), ...(customFields && {customFields: new Set(customFields)})})
    const {summary} = review.finish({label: 'f', report: report()}, null)
    expect(summary.rules[0]!.skippedDetail).toBe(skipped ?? 'there is no open deal')
  })

  it.each<{message: string; asked: string[]; custom: string[]}>([
    {message: 'no field', asked: [], custom: []},
    {message: '{{deal.name}} of {{deal.owner}}', asked: [], custom: []},
    {message: 'pushed {{deal.pushCount}} times', asked: ['pushCount'], custom: []},
    {
      message: '{{ deal.account }}: {{deal.daysToNextActivity}} days, {{deal.contactRoles}}',
      asked: ['account', 'contactRoles', 'nextActivityAt'],
      custom: [],
    },
    {
      message: '{{deal.custom.Region__c}} {{deal.custom.Deal Size}}',
      asked: [],
      custom: ['Region__c', 'Deal Size'],
    },
  ])('has fetched what its message fills in: $message', async ({message, asked, custom}) => {
    const ruleset = await rulesetOf(of({when: 'true', violation: 'deal.amount > 1.0', message}))
    expect([...neededFields(ruleset)].filter(isCostly).sort()).toEqual(asked)
    expect(ruleset.customFields).toEqual(custom)
  })

  it('is not skipped where the source lacks what only its message fills in', async () => {
    const ruleset = await rulesetOf(of({message: '{{deal.pushCount}} {{deal.custom.Region__c}}'}))
    const review = aPipelineReview({ruleset})
    const fields = dealFields.filter(field => field !== 'pushCount')
    review.begin({fields: new Set(fields), customFields: new Set(['Champion__c'])})
    review.add([aDeal({amount: 50_000, probability: 0.5, pushCount: null})])
    const {summary, deals} = review.finish({label: 'f', report: report()}, null)
    expect(summary.rules[0]).toMatchObject({skippedReason: null, checked: 1})
    expect([...deals()][0]!.findings[0]!.message).toBe('(none) (none)')
  })

  const report = () => ({rowsRead: 0, bytesRead: 0, refusedCount: 0, refusals: [], warnings: []})

  it.each<{name: string; entry: Partial<CustomRuleEntry>; message: string; path: string[]}>([
    {
      name: 'a field that deals do not have',
      entry: {violation: 'deal.amont > 1.0'},
      message: 'rule "acme/champion-missing": violation: No such key: amont (at "amont")',
      path: ['violation'],
    },
    {
      name: 'a condition that is none',
      entry: {when: 'deal.amount'},
      message: 'rule "acme/champion-missing": when: it is double, not true or false (at "deal.amount")',
      path: ['when'],
    },
    {
      name: 'a message with what is not there',
      entry: {message: '{{deal.nam}}'},
      message: 'rule "acme/champion-missing": message: there is no "deal.nam" to fill in',
      path: ['message'],
    },
    {
      name: 'a message with a custom field without a name',
      entry: {message: '{{deal.custom}}'},
      message: 'rule "acme/champion-missing": message: there is no "deal.custom" to fill in',
      path: ['message'],
    },
  ])('is refused with $name', ({entry, message, path}) => {
    expect(() => customRule(of(entry))).toThrow(expect.objectContaining({code: 'config', message, path}))
  })

  it.each<{violation: string; hint: string}>([
    {violation: 'deal.amont > 1.0', hint: 'did you mean "amount"?'},
    {violation: 'deal.zzz > 1.0', hint: 'deal has id, name, account'},
    {violation: 'deal.custom.Seats__c > 5', hint: 'text: write double(deal.custom.Seats__c) > 5'},
    {violation: '0.5 <= deal.custom["A b"]', hint: 'text: write 0.5 <= double(deal.custom["A b"])'},
    {
      violation: 'deal.custom.R__c == "EMEA" && deal.custom.S__c + 1.0 > deal.amount',
      hint: 'text: write double(deal.custom.S__c) + 1.0',
    },
    {
      violation: 'double(deal.custom.A__c) < 1.0 || deal.custom.B__c == 2',
      hint: 'text: write double(deal.custom.B__c) == 2.0',
    },
    {violation: 'deal.custom.A__c > true', hint: 'has(deal.amount) tells'},
    {violation: 'deal.amount > "5"', hint: 'has(deal.amount) tells'},
  ])('is refused with what to write: $violation', ({violation, hint}) => {
    expect(() => customRule(of({violation}))).toThrow(
      expect.objectContaining({hint: expect.stringContaining(hint)}),
    )
  })

  it('has an id of its own', async () => {
    await expect(ownRules({custom: [champion, champion]})).rejects.toMatchObject({
      code: 'config',
      message: 'there are two custom rules "acme/champion-missing"',
    })
  })

  it('changes the fingerprint with whatever it says, but for its tests', async () => {
    const fingerprint = async (changes: Partial<CustomRuleEntry>) => {
      const file = {custom: [of(changes)]}
      return resolveRuleset('own', file, await ownRules(file)).fingerprint
    }
    const plain = await fingerprint({})
    expect(await fingerprint({tests: [{deal: {}, expect: 'skip'}]})).toBe(plain)
    const others = [{violation: 'true'}, {when: 'true'}, {message: 'm'}, {severity: 'low' as const}]
    for (const other of others) expect(await fingerprint(other)).not.toBe(plain)
  })
})

describe('what the CRM keeps beside a deal', () => {
  it.each<{violation: string; message?: string; needs: string[]}>([
    {violation: '!("Champion" in deal.contactRoles)', needs: ['contactRoles']},
    {violation: '!has(deal.contactRoles)', needs: ['contactRoles']},
    {violation: '!has(deal.account)', needs: ['account']},
    {violation: '!has(deal.amount)', needs: []},
    {violation: 'deal.stageHistory.exists(e, e.daysAgo < 7)', needs: ['stageHistory']},
    {
      violation: 'deal.daysSinceNextStepChange > 5 && deal.pushCount > 1',
      needs: ['nextStepChangedAt', 'pushCount'],
    },
  ])('is asked for where a rule looks at it: $violation', ({violation, needs}) => {
    const rule = customRule({...champion, when: 'true', violation, message: 'found'})
    expect(rule.needs).toEqual(needs)
  })

  it('skips the rule where the source does not have it', async () => {
    const entry = {...champion, when: 'true', violation: '!has(deal.contactRoles)', message: 'found'}
    const ruleset = resolveRuleset('own', {custom: [entry]}, await ownRules({custom: [entry]}))
    const {summary} = aReview([aDeal()], {ruleset, without: ['contactRoles']})
    expect(summary.rules[0]).toMatchObject({violated: 0, skippedReason: 'field-unavailable'})
  })

  it('is filled into messages, but for histories', async () => {
    const message = '{{deal.contactRoles}}, {{ deal.pushCount }}'
    const {deals} = await reviewed({...champion, when: 'true', violation: 'true', message}, [
      {contactRoles: ['Champion', 'Buyer'], pushCount: 3},
    ])
    expect([...deals()][0]!.findings[0]!.message).toBe('Champion,Buyer, 3')
    expect(() => customRule({...champion, message: '{{deal.stageHistory}}'})).toThrow('there is no')
  })

  it('is misspelt in an entry', () => {
    const violation = 'deal.stageHistory.exists(e, e.stgae == "Demo")'
    expect(() => customRule({...champion, violation})).toThrow('No such key: stgae')
  })

  it('is looked at for the latest 100 entries', async () => {
    const stageHistory = Array.from(
      {length: 100_000},
      (_, index) => ['2025-03-01T09:00:00Z', index === 99_899 ? 'Old' : 'New'] as const,
    )
    const violation = 'deal.stageHistory.exists(e, e.stage == "Old") || deal.stageHistory.size() != 100'
    const {summary} = await reviewed({...champion, when: 'true', violation}, [{stageHistory}])
    expect(summary.rules[0]).toMatchObject({checked: 1, violated: 0})
  })
})
