import {describe, expect, it} from 'vitest'
import type {RuleOverride} from '../../../src/domain/rules/overrides.js'
import type {RuleSetting, RulesetFile} from '../../../src/domain/rules/ruleset.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {reviewedTwice} from '../../support/a-previous-review.js'
import {aReview} from '../../support/a-review.js'

const renewal = {name: 'Acme renewal', account: 'Acme', amount: 10_000, closeDate: '2025-06-30'} as const

/** Made before the others; like all dates, in early 2025. */
const old = {...renewal, id: 'old', createdAt: '2025-01-01T09:00:00Z'}
const young = {...renewal, id: 'young'}

const rulesOf = (options: RuleSetting, overrides: readonly RuleOverride[] = []): RulesetFile => ({
  rules: {'duplicate-deal': options},
  overrides,
})

/** What is found, by deal, and how many deals were checked. */
function foundOf(deals: readonly DealText[], file = rulesOf('on')) {
  const {summary, deals: reviewed} = aReview(deals.map(aDeal), {rules: file})
  const found = [...reviewed()].flatMap(({id, findings}) => findings.map(({message}) => [id, message]))
  return {found: Object.fromEntries(found), checked: summary.rules[0]?.checked}
}

type Case = {name: string; of?: DealText; other: DealText; options?: RuleSetting}

describe('two open deals', () => {
  it.each<Case & {differences: string}>([
    {name: 'all the same', other: {}, differences: 'same account, amount and close date'},
    {
      name: 'an amount 5 % smaller',
      other: {amount: 9500},
      differences: 'same account and close date, amounts 5 % apart',
    },
    {
      name: 'an amount 5 % smaller than the larger one',
      of: {amount: 9500},
      other: {amount: 10_000},
      differences: 'same account and close date, amounts 5 % apart',
    },
    {
      name: 'amounts a cent apart',
      other: {amount: 10_000.01},
      differences: 'same account and close date, amounts 1 % apart',
    },
    {
      name: 'dates 30 days apart',
      other: {closeDate: '2025-07-30'},
      differences: 'same account and amount, close dates 30 days apart',
    },
    {
      name: 'dates a day apart, the other way',
      other: {closeDate: '2025-06-29'},
      differences: 'same account and amount, close dates 1 day apart',
    },
    {
      name: 'both apart',
      other: {amount: 9700, closeDate: '2025-07-02'},
      differences: 'same account, amounts 3 % apart, close dates 2 days apart',
    },
    {
      name: 'other letters',
      other: {name: 'ACME: Renewal!'},
      differences: 'same account, amount and close date',
    },
    {
      name: 'half of the words',
      other: {name: 'Renewal copy'},
      differences: 'same account, amount and close date',
    },
    {name: 'a number more', other: {name: 'Renewal (2)'}, differences: 'same account, amount and close date'},
    {
      name: 'another order of words',
      of: {name: 'Seats, Berlin'},
      other: {name: 'Berlin seats'},
      differences: 'same account, amount and close date',
    },
    {
      name: 'the account alone as name',
      of: {name: 'Acme'},
      other: {name: 'acme'},
      differences: 'same account, amount and close date',
    },
    {
      name: 'the limit of an option',
      other: {amount: 8000},
      options: {amountTolerance: 0.2},
      differences: 'same account and close date, amounts 20 % apart',
    },
  ])('are the same with $name', ({of = {}, other, options = 'on', differences}) => {
    const first = {...old, ...of}
    const {found} = foundOf([{...young, ...other}, first], rulesOf(options))
    expect(found).toEqual({young: `looks like "${first.name}" (${differences})`})
  })

  it.each<Case>([
    {name: 'another account', other: {account: 'Globex'}},
    {name: 'an account in other letters', other: {account: 'ACME'}},
    {name: 'an amount more than 5 % smaller', other: {amount: 9499}},
    {name: 'an amount more than 5 % larger', other: {amount: 10_527}},
    {name: 'dates 31 days apart', other: {closeDate: '2025-07-31'}},
    {name: 'dates 31 days apart, the other way', other: {closeDate: '2025-05-30'}},
    {name: 'less than half of the words', other: {name: 'Renewal of support'}},
    {name: 'no word but those of the account in common', other: {name: 'Acme seats'}},
    {name: 'other years', of: {name: 'Renewal 2025'}, other: {name: 'Renewal 2026'}},
    {name: 'other quarters', of: {name: 'Seats and support Q1'}, other: {name: 'Seats and support Q2'}},
    {name: 'one number of two', of: {name: 'Seats and support 1'}, other: {name: 'Seats and support 1 2'}},
    {name: 'signs for names', of: {name: '???'}, other: {name: '???'}},
    {name: 'beyond an option for amounts', other: {amount: 9999}, options: {amountTolerance: 0}},
    {name: 'beyond an option for days', other: {closeDate: '2025-07-01'}, options: {days: 0}},
    {name: 'beyond an option for names', other: {name: 'Renewal copy'}, options: {nameSimilarity: 0.51}},
    {name: 'one of them won', other: {outcome: 'won'}},
  ])('are not the same with $name', ({of = {}, other, options = 'on'}) => {
    expect(
      foundOf(
        [
          {...old, ...of},
          {...young, ...other},
        ],
        rulesOf(options),
      ).found,
    ).toEqual({})
  })

  it.each<{name: string; other: DealText}>([
    {name: 'no account', other: {account: null}},
    {name: 'no name', other: {name: null}},
    {name: 'no close date', other: {closeDate: null}},
    {name: 'no amount', other: {amount: null}},
    {name: 'an amount of 0', other: {amount: 0}},
    {name: 'an amount below 0', other: {amount: -10_000}},
  ])('are not checked with $name', ({other}) => {
    expect(foundOf([{...old, ...other}, {...young, ...other}, {id: 'x'}])).toEqual({found: {}, checked: 1})
  })
})

describe('of deals that look the same', () => {
  const at = (createdAt: string | null, id: string) => ({...renewal, id, createdAt})
  const text = 'looks like "Acme renewal" (same account, amount and close date)'

  it.each<{name: string; deals: readonly DealText[]; found: readonly string[]}>([
    {
      name: 'the oldest of four',
      deals: [
        at('2025-02-01T09:00:00Z', 'a'),
        at('2025-01-01T09:00:00Z', 'b'),
        at(null, 'c'),
        at('2025-03-01T09:00:00Z', 'd'),
      ],
      found: ['a', 'c', 'd'],
    },
    {
      name: 'the one made a minute earlier',
      deals: [at('2025-02-01T09:01:00Z', 'a'), at('2025-02-01T09:00:00Z', 'b')],
      found: ['a'],
    },
    {
      name: 'the first by id where both were made at one time',
      deals: [at('2025-02-01T09:00:00Z', 'b'), at('2025-02-01T09:00:00Z', 'a')],
      found: ['b'],
    },
    {name: 'the first by id where nobody knows', deals: [at(null, 'b'), at(null, 'a')], found: ['b']},
  ])('$name has no finding', ({deals, found}) => {
    expect(foundOf(deals).found).toEqual(Object.fromEntries(found.map(id => [id, text])))
  })

  it('names one that is alike where only a third links them', () => {
    const chain = [
      {...at('2025-01-01T09:00:00Z', 'a'), name: 'First', amount: 10_000},
      {...at('2025-01-02T09:00:00Z', 'b'), name: 'First again', amount: 10_400},
      {...at('2025-01-03T09:00:00Z', 'c'), name: 'Again', amount: 10_800},
    ]
    expect(foundOf(chain).found).toEqual({
      b: 'looks like "First" (same account and close date, amounts 4 % apart)',
      c: 'looks like "First again" (same account and close date, amounts 4 % apart)',
    })
  })

  it('finds all but one of more than each is compared with', () => {
    const many = Array.from({length: 500}, (_, index) => at(null, `d${index}`))
    expect(Object.keys(foundOf(many).found)).toHaveLength(499)
  })
})

describe('the rule about duplicates', () => {
  const inPipeline = (rules: RuleOverride['rules']) => [{when: {pipeline: 'Renewals'}, rules}]
  const renewed = {...young, pipeline: 'Renewals'}

  it.each<{name: string; other: DealText; rule: RuleSetting; found: number}>([
    {name: 'is off for', other: {}, rule: 'off', found: 0},
    {name: 'has the same settings for', other: {amount: 9500}, rule: 'low', found: 1},
    {name: 'has stricter settings for', other: {amount: 9500}, rule: {amountTolerance: 0.01}, found: 0},
    {name: 'has looser settings for', other: {amount: 9000}, rule: {amountTolerance: 0.2}, found: 0},
  ])('by the settings of both deals, where an override $name one', ({other, rule, found}) => {
    const file = rulesOf('on', inPipeline({'duplicate-deal': rule}))
    expect(Object.keys(foundOf([old, {...renewed, ...other}], file).found)).toHaveLength(found)
  })

  it('keeps its waivers, and knows since when', () => {
    const waivers = [{rule: 'duplicate-deal', deal: 'young', until: '2025-12-31', reason: 'two sites'}]
    expect(foundOf([old, young], {...rulesOf('on'), waivers}).found).toEqual({})
    const {analysis} = reviewedTwice([old, young], [old, young], {rules: rulesOf('on')})
    const [found] = [...analysis.deals()].flatMap(({findings}) => findings)
    expect(found).toMatchObject({severity: 'medium', isNew: false, reviews: 2})
  })

  it('compares a deal that has lost its amount by the last known one', () => {
    const blank = {...young, amount: null}
    const {analysis} = reviewedTwice([old, young], [old, blank], {rules: rulesOf('on')})
    expect([...analysis.deals()].flatMap(({id, findings}) => findings.map(() => id))).toEqual(['young'])
  })
})
