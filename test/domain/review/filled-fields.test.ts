import {describe, expect, it} from 'vitest'
import {dealFields} from '../../../src/domain/review/deal.js'
import {FilledFields} from '../../../src/domain/review/filled-fields.js'
import {plannedAt} from '../../../src/domain/review/planned-activity.js'
import {aDeal} from '../../support/a-deal.js'
import {aReview} from '../../support/a-review.js'

type Given = Parameters<typeof aDeal>[0]

const isPlanned = plannedAt(new Date('2025-04-01T12:00:00Z'), 'America/New_York')
const all = {fields: new Set(dealFields), customFields: null}

function filledOf(deals: readonly Given[], available: ConstructorParameters<typeof FilledFields>[0] = all) {
  const filled = new FilledFields(available, ['Champion__c', '__proto__'], {isPlanned, rows: 1})
  filled.add(
    deals.map(deal => aDeal(deal)),
    deals.map((_, row) => row),
  )
  return Object.fromEntries(
    filled.counts(Uint32Array.from(deals.keys())).map(({field, filled: count}) => [field, count]),
  )
}

const empty = {
  amount: null,
  closeDate: null,
  owner: null,
  account: null,
  stage: null,
  probability: null,
  forecastCategory: null,
  nextStep: null,
  contactCount: null,
  lastActivityAt: null,
  nextActivityAt: null,
  contactRoles: null,
} satisfies Given
const nothing = Object.fromEntries(Object.keys(empty).map(field => [field, 0]))
const noCustom = {'custom.Champion__c': 0, 'custom.__proto__': 0}

describe('fields that people fill in', () => {
  it.each<[string, Given, object]>([
    ['nothing', {}, {}],
    ['an amount, zero too', {amount: 0}, {amount: 1}],
    ['a close date', {closeDate: '2025-06-30'}, {closeDate: 1}],
    ['an owner', {owner: 'Ada'}, {owner: 1}],
    ['an account', {account: 'Acme'}, {account: 1}],
    ['a stage', {stage: 'Offer'}, {stage: 1}],
    ['a probability, zero too', {probability: 0}, {probability: 1}],
    ['a forecast category', {forecastCategory: 'omitted'}, {forecastCategory: 1}],
    ['a next step', {nextStep: 'call'}, {nextStep: 1}],
    ['no contact, as a CRM counts', {contactCount: 0}, {}],
    ['one contact', {contactCount: 1}, {contactCount: 1}],
    ['a last activity', {lastActivityAt: '2025-03-01T00:00:00Z'}, {lastActivityAt: 1}],
    ['a next activity of today', {nextActivityAt: '2025-04-01T04:00:00Z'}, {nextActivityAt: 1}],
    ['a next activity of yesterday', {nextActivityAt: '2025-04-01T03:59:59Z'}, {}],
    ['contacts without roles', {contactRoles: []}, {}],
    ['a role', {contactRoles: ['Buyer']}, {contactRoles: 1}],
    ['a custom field', {custom: {Champion__c: 'Ann'}}, {'custom.Champion__c': 1}],
  ])('count %s', (_, given, expected) => {
    expect(filledOf([{...empty, ...given}])).toEqual({...nothing, ...noCustom, ...expected})
  })

  it('are those that the source has', () => {
    const available = {
      fields: new Set(['owner', 'url', 'createdAt'] as const),
      customFields: new Set(['Champion__c']),
    }
    expect(filledOf([{owner: 'Ada', custom: {Champion__c: 'Ann'}}, {owner: null}], available)).toEqual({
      owner: 1,
      'custom.Champion__c': 1,
    })
  })
})

describe('a review', () => {
  const filledIn = (deals: readonly Given[], without: readonly string[] = []) =>
    aReview(deals.map(aDeal), {without}).summary.fields

  it('counts open deals, each once, as its last row is', () => {
    const fields = filledIn([
      {id: 'a', owner: 'Ada', amount: 5},
      {id: 'b', outcome: 'won', owner: 'Ada', amount: 5},
      {id: 'c', owner: 'Ada', amount: null},
      {id: 'a', owner: null, amount: 7},
    ])
    expect(fields).toEqual(
      expect.arrayContaining([
        {field: 'owner', filled: 1},
        {field: 'amount', filled: 1},
      ]),
    )
  })

  it('says nothing of what the source does not have', () => {
    expect(filledIn([{}], ['owner'])!.map(({field}) => field)).not.toContain('owner')
  })
})
